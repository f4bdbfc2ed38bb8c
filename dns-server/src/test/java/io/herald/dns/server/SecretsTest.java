package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpServer;
import io.herald.certificates.PemFiles;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A server with a secret in every place that takes one: whatever goes wrong, none of them is in a
 * log line, at any level of ours, in an answer of the API, or in the metrics. Alone in its JVM
 * while it runs, because it reads the log of all of it and sets its level.
 */
@Isolated
class SecretsTest {

  private static final String TSIG = "dHNpZy1zZWNyZXQtdHNpZy1zZWNyZXQ=";
  private static final List<String> WORDS =
      List.of("masterpw-7411", "setpw-9135", "basicpw-2287", "httptoken-5519", "iamtoken-8842");

  private static final List<String> ROUTES =
      List.of(
          "/",
          "/health",
          "/ready",
          "/metrics",
          "/v1/version",
          "/v1/config",
          "/v1/hosts/leader.mesos",
          "/v1/hosts/leader.mesos/ports",
          "/v1/services/_leader._tcp.mesos",
          "/v1/enumerate",
          "/v1/axfr",
          "/v1/explain?name=leader.mesos",
          "/v1/problems",
          "/nothing");

  @TempDir private Path folder;
  private final Lines lines = new Lines();
  private final @Nullable Level levelBefore = logger("io.herald").getLevel();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final StringBuilder answers = new StringBuilder();
  private MiniZooKeeper zooKeeper;
  private MiniMesos mesos;

  /** Every line that is logged, with its stack trace. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final Queue<String> texts = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      texts.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + trace);
    }

    boolean contain(String text) {
      return texts.stream().anyMatch(line -> line.contains(text));
    }
  }

  @BeforeEach
  void start() throws Exception {
    logger("ROOT").addAppender(lines);
    logger("io.herald").setLevel(Level.TRACE);
    lines.start();
    zooKeeper = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    String url = "zk://" + zooKeeper.connectString() + "/mesos";
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(folder.resolve("mesos")).withAgents(1).withZooKeeper(url));
  }

  @AfterEach
  void stop() {
    mesos.close();
    zooKeeper.close();
    logger("ROOT").detachAppender(lines);
    logger("io.herald").setLevel(levelBefore);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** Settings that are given come last and count. */
  private DnsConfigReader reader(String login, String settings) throws Exception {
    String zk = zooKeeper.connectString();
    String json =
        "{'zk': 'zk://observer:masterpw-7411@"
            + zk
            + "/mesos', 'serversetZk': 'zk://reader:setpw-9135@"
            + zk
            + "', 'listener': '127.0.0.1', 'port': 0, 'tlsPort': 0, 'httpListener': '127.0.0.1',"
            + " 'httpPort': 0, 'externalOn': false, 'allowTransfer': ['key:transfer'],"
            + " 'httpTokenFile': '"
            + folder.resolve("token")
            + "', 'tsigKeyFile': '"
            + folder.resolve("keys")
            + "', 'tlsCertFile': '"
            + folder.resolve("dns.crt")
            + "', 'tlsKeyFile': '"
            + folder.resolve("dns.key")
            + "', "
            + login
            + settings
            + " 'zkDetectionTimeout': 30}";
    return new DnsConfigReader().file(file("config.json", json.replace('\'', '"')));
  }

  private List<String> secrets(PemFiles pem) throws IOException {
    String key = Files.readAllLines(pem.key()).get(1);
    String basic =
        Base64.getEncoder()
            .encodeToString("principal:basicpw-2287".getBytes(StandardCharsets.UTF_8));
    return Stream.concat(WORDS.stream(), Stream.of(TSIG, key.substring(0, 40), basic)).toList();
  }

  private void askEverything(DnsService dns) throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    for (String route : ROUTES) {
      for (String token : List.of("httptoken-5519", "wrong")) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + route))
                    .header("Authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        answers.append(route).append(response.headers().map()).append(response.body());
      }
    }
  }

  private void assertNoneIsTold(List<String> secrets) {
    for (String secret : secrets) {
      assertThat(lines.texts).noneMatch(line -> line.contains(secret));
      assertThat(answers.toString()).doesNotContain(secret);
    }
  }

  @Test
  void withBasicLoginThroughFailuresAndReloads() throws Exception {
    PemFiles pem = PemFiles.in(folder, "dns");
    file("token", "httptoken-5519\n");
    file("keys", "key transfer { algorithm hmac-sha256; secret \"" + TSIG + "\"; };");
    String login =
        "'mesosAuthentication': 'basic',"
            + " 'mesosCredentials': {'principal': 'principal', 'secret': 'basicpw-2287'},";
    DnsConfigReader first = reader(login, "");
    DnsConfig config = first.read();
    answers.append(config).append(first.warnings());
    try (DnsService dns = new DnsService(config)) {
      dns.start();
      await().until(() -> isLoaded(dns));
      askEverything(dns);
      InetSocketAddress server = dns.dnsAddresses().get(0);
      SecondaryServer.transfer(server, new SecondaryServer.SharedKey("transfer", TSIG));
      refusedTransfer(server);

      // A reload that is refused for each of the places that hold a secret, then a good one.
      for (String bad :
          List.of(
              "'zk': 'zk://observer:masterpw-7411@host:port/mesos',",
              "'zk': 'zk://masterpw-7411@host/mesos',",
              "'serversetZk': 'zk://reader:setpw-9135@',",
              "'mesosCredentials': 'principal:basicpw-2287',",
              "'mesosCredentials': {'principal': 'principal', 'secrets': 'basicpw-2287'},",
              "'mesosCredentials': {'principal': 7, 'secret': ['basicpw-2287']},",
              "'ttl': -1,")) {
        reload(dns, login, bad);
      }
      file("keys", "key transfer { algorithm none; secret \"" + TSIG + "\"; };");
      reload(dns, login, "'ttl': 2,");
      file("keys", "key transfer { algorithm hmac-sha256; secrets \"" + TSIG + "\"; };");
      reload(dns, login, "'ttl': 3,");
      file("keys", "key transfer { algorithm hmac-sha256; secret \"" + TSIG + "\"; };");
      file("token", "httptoken-5519 httptoken-5519\n");
      askEverything(dns);
      file("token", "httptoken-5519\n");
      reload(dns, login, "'ttl': 4,");
      askEverything(dns);

      // The masters are gone, then ZooKeeper too.
      mesos.close();
      zooKeeper.stop();
      await().until(() -> !isConnected(dns));
      reload(dns, login, "'zk': '127.0.0.1:1', 'ttl': 5,");
      askEverything(dns);
    }
    assertThat(answers.toString()).contains("herald_dns_replies_total", "********");
    assertThat(lines.texts).anyMatch(line -> line.contains("configuration is refused"));
    assertNoneIsTold(secrets(pem));
  }

  private void reload(DnsService dns, String login, String settings) throws Exception {
    DnsConfigReader reader = reader(login, settings);
    dns.reload(reader::read);
    askEverything(dns);
  }

  private static void refusedTransfer(InetSocketAddress server) {
    try {
      SecondaryServer.transfer(server, new SecondaryServer.SharedKey("transfer", "d3Jvbmc="));
      throw new AssertionError("a wrong key was taken");
    } catch (IOException e) {
      // as it should be
    }
  }

  private boolean isLoaded(DnsService dns) throws Exception {
    answers.setLength(0);
    askEverything(dns);
    return answers.toString().contains("herald_zone_loaded 1.0");
  }

  private boolean isConnected(DnsService dns) throws Exception {
    int from = answers.length();
    askEverything(dns);
    return answers.substring(from).contains("herald_source_connected{source=\"mesos\"} 1.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401})
  void withIamLogin(int status) throws Exception {
    PemFiles pem = PemFiles.in(folder, "dns");
    file("token", "httptoken-5519\n");
    file("keys", "");
    AtomicReference<String> jwt = new AtomicReference<>("");
    HttpServer endpoint =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/login",
        exchange -> {
          // Who is refused is told with what; that may be in the log, and no token.
          String sent =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          jwt.set(sent.replaceAll("(?s).*\"token\":\"([^\"]*)\".*", "$1"));
          String answer = status == 200 ? "{\"token\":\"iamtoken-8842\"}" : "refused: " + sent;
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    endpoint.start();
    String key =
        Base64.getEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded());
    Path iam =
        file(
            "iam.json",
            "{\"uid\":\"herald\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n"
                + key
                + "\\n-----END PRIVATE KEY-----\\n\",\"login_endpoint\":\"http://127.0.0.1:"
                + endpoint.getAddress().getPort()
                + "/login\"}");
    String login = "'mesosAuthentication': 'iam', 'iamConfigFile': '" + iam + "',";
    DnsConfig config = reader(login, "'allowTransfer': [],").read();
    answers.append(config);
    try (DnsService dns = new DnsService(config)) {
      dns.start();
      await().until(() -> status == 200 ? isLoaded(dns) : lines.contain("" + status));
      file("iam.json", "{\"uid\":\"herald\",\"private_key\":\"" + key.substring(0, 60) + "\"}");
      reload(dns, login, "'allowTransfer': [], 'ttl': 2,");
    } finally {
      endpoint.stop(0);
    }
    List<String> secrets =
        Stream.concat(secrets(pem).stream(), Stream.of(key.substring(10, 50), jwt.get())).toList();
    assertThat(jwt.get()).hasSizeGreaterThan(100);
    assertNoneIsTold(secrets);
  }
}
