package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.awaitAnswer;
import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.haproxy.HaproxyUnderTest.vip;
import static io.herald.balancer.haproxy.HaproxyUnderTest.web;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebSettings;
import io.herald.balancer.web.WebTasks;
import io.herald.certificates.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plane on Debian's HAProxy, under load, changes, and signals. */
final class HaproxyPlaneTest {

  private final EchoBackends backends = new EchoBackends();
  private final Map<String, Integer> servicePorts = new TreeMap<>();
  private HaproxyUnderTest haproxy;

  @BeforeEach
  void start() throws IOException {
    haproxy = new HaproxyUnderTest();
  }

  /** An app with a service port of its own. */
  private WebTasks app(String id) {
    return WebTasks.app(id).labels("0_PORT", "" + portOf(id));
  }

  private int portOf(String app) {
    return servicePorts.computeIfAbsent(app, unused -> haproxy.ports.take());
  }

  @AfterEach
  void end() throws IOException {
    haproxy.close();
    backends.close();
  }

  /** H22, and A4. */
  @Test
  void scalingUpAndDownUnderLoadFailsNoRequestAndReloadsNothing() throws Exception {
    List<Integer> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(backends.start());
    }
    int vip = haproxy.ports.take();
    int service = haproxy.ports.take();
    serve(service, vip, ten.subList(0, 3));
    MasterState before = haproxy.master();

    Path out = haproxy.folder.resolve("ab.txt");
    List<Process> load = new ArrayList<>();
    for (int target : List.of(service, vip)) {
      load.add(load(target, 4000, out));
    }
    List<Integer> sizes = List.of(3, 10, 2, 7);
    int rounds = 0;
    while (load.stream().anyMatch(Process::isAlive)) {
      serve(service, vip, ten.subList(0, sizes.get(rounds++ % sizes.size())));
      TimeUnit.MILLISECONDS.sleep(50);
    }
    serve(service, vip, ten.subList(0, 10));
    serve(service, vip, ten.subList(0, 2));

    String report = Files.readString(out);
    assertThat(report.split("Complete requests: +4000\n", -1)).as(report).hasSize(3);
    assertThat(report.split("Failed requests: +0\n", -1)).as(report).hasSize(3);
    assertThat(report).doesNotContain("Non-2xx");
    assertThat(haproxy.reloads()).isZero();
    assertThat(haproxy.master().pid()).isEqualTo(before.pid());
    assertThat(haproxy.master().workers()).isEqualTo(before.workers());
    await().until(() -> haproxy.process.servers().get("sise_" + service).size() == 2);
    assertThat(HaproxyFiles.binds(Files.readString(haproxy.settings.configuration())))
        .contains("*:" + service, "127.0.0.1:" + vip);
    assertThat(answers(service, 20)).isEqualTo(Set.copyOf(ten.subList(0, 2)));
    assertThat(answers(vip, 20)).isEqualTo(Set.copyOf(ten.subList(0, 2)));
  }

  private void serve(int service, int vip, List<Integer> ports) throws IOException {
    WebTasks tasks = WebTasks.app("/sise").labels("0_PORT", "" + service, "0_MODE", "http");
    for (int port : ports) {
      tasks.task("127.0.0.1", port(port, "http"));
    }
    haproxy.serve(web(tasks), vip(vip, VipProtocol.TCP, ports));
  }

  private static Set<Integer> answers(int port, int requests) throws IOException {
    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      answered.add(answered(get(port, "/")));
    }
    return answered;
  }

  private static int answered(String reply) {
    Matcher matcher = Pattern.compile("\r\n\r\n(\\d+) ").matcher(reply);
    assertThat(matcher.find()).as(reply).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void anOpenConnectionOutlivesTheRemovalOfItsServer() throws Exception {
    int vip = haproxy.ports.take();
    try (ServerSocket backend = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int other = backends.start();
      haproxy.serve(new TreeMap<>(), vip(vip, VipProtocol.TCP, List.of(backend.getLocalPort())));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), vip);
          Socket accepted = backend.accept()) {
        haproxy.serve(new TreeMap<>(), vip(vip, VipProtocol.TCP, List.of(other)));
        assertThat(answers(vip, 5)).containsExactly(other);
        client.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
        assertThat(accepted.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
        assertThat(servers()).isEqualTo(2);
      }
      await().until(() -> servers() == 1);
      assertThat(haproxy.reloads()).isZero();
    }
  }

  /** Those that HAProxy has of the only VIP; Herald itself is behind a backend of its own. */
  private int servers() throws IOException {
    return haproxy.process.servers().entrySet().stream()
        .filter(backend -> !backend.getKey().equals("herald"))
        .mapToInt(backend -> backend.getValue().size())
        .sum();
  }

  @Test
  void hostsLeadToTheirServicesAndANewOneCostsAtMostOneReload() throws Exception {
    int a = backends.start();
    int b = backends.start();
    WebTasks first = app("/a").labels("0_VHOST", "A.example.com").task("127.0.0.1", port(a, "x"));
    haproxy.serve(first);
    for (String host : List.of("a.example.com", "A.Example.Com:8080", "a.example.com.")) {
      assertThat(answered(get(haproxy.http(), "/", "Host: " + host))).as(host).isEqualTo(a);
    }
    assertThat(get(haproxy.http(), "/", "Host: b.example.com")).contains(" 503 ");
    assertThat(
            answered(get(haproxy.settings.appPort().orElseThrow(), "/", "X-Marathon-App-Id: /A")))
        .isEqualTo(a);

    haproxy.serve(
        app("/a").labels("0_VHOST", "a.example.com,b.example.com").task("127.0.0.1", port(a, "x")));
    assertThat(answered(get(haproxy.http(), "/", "Host: b.example.com"))).isEqualTo(a);
    assertThat(haproxy.reloads()).as("a map alone has changed").isZero();

    haproxy.serve(
        first,
        app("/b")
            .labels("0_VHOST", "b.example.com", "0_PATH", "/api")
            .task("127.0.0.1", port(b, "x")));
    assertThat(haproxy.reloads()).isEqualTo(1);
    assertThat(answered(get(haproxy.http(), "/api/x", "Host: b.example.com:80"))).isEqualTo(b);
    assertThat(get(haproxy.http(), "/", "Host: b.example.com")).contains(" 503 ");

    WebTasks none = app("/a").labels("0_VHOST", "a.example.com").task("127.0.0.1", port(a, "x"));
    var services = WebTasks.services(WebSettings.DEFAULT.withGroups(Set.of("*")), none);
    services.update(none.key(), List.of());
    haproxy.serve(services.services(), new TreeMap<>());
    assertThat(get(haproxy.http(), "/", "Host: a.example.com")).as("H23").contains(" 503 ");
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/metrics"))
        .contains("haproxy_backend_status");
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/_haproxy_health_check"))
        .contains(" 200 ");
  }

  @Test
  void whatLabelsAskForHappens() throws Exception {
    int a = backends.start();
    haproxy.serve(
        app("/a")
            .labels(
                "0_VHOST", "a.example.com",
                "0_USE_HSTS", "true",
                "0_HTTP_BACKEND_PROXYPASS_PATH", "/x",
                "0_HTTP_BACKEND_REVPROXY_PATH", "/x",
                "0_HTTP_BACKEND_REDIR", "/start")
            .task("127.0.0.1", port(a, "x")),
        app("/b")
            .labels("0_VHOST", "b.example.com", "0_REDIRECT_TO_HTTPS", "true")
            .task("127.0.0.1", port(a, "x")),
        app("/c")
            .labels(
                "0_VHOST",
                "c.example.com",
                "0_AUTH",
                "realm:user:$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.")
            .task("127.0.0.1", port(a, "x")),
        app("/d")
            .labels("0_VHOST", "d.example.com", "0_BACKEND_NETWORK_ALLOWED_ACL", "10.1.0.0/16")
            .task("127.0.0.1", port(a, "x")),
        app("/e")
            .labels("0_VHOST", "e.example.com", "0_BACKEND_NETWORK_ALLOWED_ACL", "127.0.0.0/8")
            .task("127.0.0.1", port(a, "x")));
    int http = haproxy.http();
    assertThat(get(http, "/x/y?q=1", "Host: a.example.com"))
        .contains(a + " /y?q=1 a.example.com 127.0.0.1", "trict-")
        .containsIgnoringCase("strict-transport-security: max-age=15768000");
    assertThat(get(http, "/xyz", "Host: a.example.com")).contains(a + " /xyz ");
    assertThat(get(http, "/x/moved", "Host: a.example.com"))
        .containsIgnoringCase("location: /x/there");
    assertThat(get(http, "/", "Host: a.example.com:8080"))
        .contains(" 301 ")
        .containsIgnoringCase("location: /start");
    assertThat(get(http, "/p?q", "Host: b.example.com:8080"))
        .contains(" 301 ")
        .containsIgnoringCase(
            "location: https://b.example.com:"
                + haproxy.settings.httpsPort().orElseThrow()
                + "/p?q");
    assertThat(get(http, "/", "Host: c.example.com")).contains(" 401 ", "realm=\"realm\"");
    String authorization = "Authorization: Basic dXNlcjpzZWNyZXQ=";
    assertThat(get(http, "/", "Host: c.example.com", authorization)).contains(" 200 ");
    assertThat(get(http, "/", "Host: d.example.com")).contains(" 403 ");
    assertThat(get(http, "/", "Host: e.example.com")).contains(" 200 ");
  }

  @Test
  void aClientKeepsItsServerOverChangesReloadsAndRestarts() throws Exception {
    int a = backends.start();
    int b = backends.start();
    int c = backends.start();
    haproxy.serve(sticky(a));
    haproxy.serve(sticky(a, b));
    assertThat(haproxy.reloads()).isZero();
    Map<Integer, String> cookies = new TreeMap<>();
    await()
        .until(
            () -> {
              String reply = get(haproxy.http(), "/", "Host: s.example.com");
              Matcher cookie = Pattern.compile("(mesosphere_server_id=[0-9a-f]+)").matcher(reply);
              assertThat(cookie.find()).as(reply).isTrue();
              cookies.put(answered(reply), cookie.group(1));
              return cookies.keySet().equals(Set.of(a, b));
            });
    haproxy.serve(sticky(a, b, c));
    assertSticky(cookies);
    haproxy.serve(sticky(a, b), app("/new").task("127.0.0.1", port(c, "x")));
    assertThat(haproxy.reloads()).isEqualTo(1);
    assertSticky(cookies);
    haproxy.restartHerald();
    haproxy.serve(sticky(a, b, c), app("/new").task("127.0.0.1", port(c, "x")));
    assertThat(haproxy.reloads()).isZero();
    assertSticky(cookies);
    kill(haproxy.master().pid());
    awaitAnswer(" 200 ", haproxy.http(), "/", "Host: s.example.com");
    assertSticky(cookies);
  }

  private WebTasks sticky(int... ports) {
    WebTasks tasks = app("/s").labels("0_VHOST", "s.example.com", "0_STICKY", "true");
    for (int port : ports) {
      tasks.task("127.0.0.1", port(port, "x"));
    }
    return tasks;
  }

  private void assertSticky(Map<Integer, String> cookies) throws IOException {
    for (Map.Entry<Integer, String> cookie : cookies.entrySet()) {
      for (int i = 0; i < 5; i++) {
        String reply =
            get(haproxy.http(), "/", "Host: s.example.com", "Cookie: " + cookie.getValue());
        assertThat(answered(reply)).isEqualTo(cookie.getKey());
      }
    }
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void aKilledWorkerOrMasterIsReplacedAndANewHeraldAttachesToTheRunningOne() throws Exception {
    int a = backends.start();
    WebTasks tasks = app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
    haproxy.serve(tasks);
    long worker = haproxy.worker();
    kill(worker);
    await().until(() -> haproxy.process.worker().filter(w -> w.pid() != worker).isPresent());
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");

    MasterState second = haproxy.master();
    kill(second.pid());
    await().until(() -> haproxy.process.master().filter(m -> m.pid() != second.pid()).isPresent());
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");

    MasterState third = haproxy.master();
    haproxy.restartHerald();
    haproxy.serve(tasks);
    assertThat(haproxy.master()).isEqualTo(third);
    assertThat(haproxy.metric("herald_lb_haproxy_starts_total")).isZero();

    haproxy.plane.close();
    kill(third.pid());
    await().until(() -> haproxy.process.master().isEmpty());
    haproxy.restartHerald();
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");
  }

  /**
   * HAProxy has no map of a frontend that isn't open: of a port 0, or of one that can't be bound.
   */
  @Test
  void withoutAFrontendForAppsAnotherBackendStillCostsNoReload() throws Exception {
    try (HaproxyUnderTest closed = new HaproxyUnderTest(false, false)) {
      int service = closed.ports.take();
      WebTasks one = WebTasks.app("/sise").labels("0_PORT", "" + service, "0_VHOST", "a.b");
      closed.serve(one.task("127.0.0.1", port(backends.start(), "http")));
      awaitAnswer("200 OK", closed.http(), "/", "Host: a.b");
      double reloads = closed.reloads();

      closed.serve(one.task("127.0.0.1", port(backends.start(), "http")));

      assertThat(closed.reloads()).isEqualTo(reloads);
    }
  }

  @Test
  void aHaproxyThatSystemdRunsIsToldChangesAndNeverStarted() throws Exception {
    int a = backends.start();
    try (HaproxyUnderTest others = new HaproxyUnderTest(true)) {
      WebTasks first = app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
      others.offer(first);
      await()
          .untilAsserted(
              () ->
                  assertThat(others.plane.status().problems().toString())
                      .contains("no HAProxy with the file", "others.sock", "start it"));
      others.startAsSystemdDoes();
      await().until(() -> others.plane.status().applied() == 1);
      assertThat(answered(get(others.http(), "/", "Host: a"))).isEqualTo(a);
      MasterState master = others.master();
      others.serve(first, app("/b").labels("0_VHOST", "b").task("127.0.0.1", port(a, "x")));
      assertThat(answered(get(others.http(), "/", "Host: b"))).isEqualTo(a);
      assertThat(others.master().pid()).isEqualTo(master.pid());
      assertThat(others.reloads()).isEqualTo(1);
      assertThat(others.metric("herald_lb_haproxy_starts_total")).isZero();
    }
  }

  @Test
  void reloadsUnderLoadFailNoRequest() throws Exception {
    int a = backends.start();
    WebTasks first = app("/a").labels("0_MODE", "http").task("127.0.0.1", port(a, "x"));
    haproxy.serve(first);
    Path out = haproxy.folder.resolve("ab.txt");
    Process load = load(portOf("/a"), 2500, out);
    for (int i = 0; load.isAlive(); i++) {
      haproxy.serve(
          first,
          app("/b")
              .labels("0_VHOST", "b" + i, "0_PATH", "/" + i % 2)
              .task("127.0.0.1", port(a, "x")));
    }
    String report = Files.readString(out);
    assertThat(report).containsPattern("Complete requests: +2500\n");
    assertThat(report).containsPattern("Failed requests: +0\n").doesNotContain("Non-2xx");
    assertThat(haproxy.reloads()).isGreaterThan(1);
    await().untilAsserted(() -> assertThat(haproxy.master().old()).isEmpty());
  }

  private static Process load(int port, int requests, Path out) throws IOException {
    return new ProcessBuilder(
            "ab", "-q", "-r", "-c", "8", "-n", "" + requests, "http://127.0.0.1:" + port + "/")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .start();
  }

  @Test
  void aCheckTakesAServerOutButNeverTheLastOne() throws Exception {
    int silent = backends.start();
    int good = backends.start();
    backends.setHealthy(silent, false);
    WebTasks tasks =
        app("/a")
            .labels("0_MODE", "http", "0_BACKEND_HEALTHCHECK", "/health")
            .task("127.0.0.1", port(silent, "x"))
            .task("127.0.0.1", port(good, "x"));
    haproxy.serve(tasks);
    await().until(() -> answers(portOf("/a"), 6).equals(Set.of(good)));
    backends.setHealthy(good, false);
    await().until(() -> answers(portOf("/a"), 6).equals(Set.of(good, silent)));
    int third = backends.start();
    haproxy.serve(tasks.task("127.0.0.1", port(third, "x")));
    await().until(() -> answers(portOf("/a"), 6).equals(Set.of(third)));
    assertThat(haproxy.reloads()).isZero();
  }

  @Test
  void aCheckTakesAStickyServerOutButNeverTheLastOne() throws Exception {
    int a = backends.start();
    int b = backends.start();
    WebTasks tasks =
        app("/s")
            .labels("0_VHOST", "s.example.com", "0_STICKY", "true")
            .labels("0_BACKEND_HEALTHCHECK", "/health")
            .task("127.0.0.1", port(a, "x"))
            .task("127.0.0.1", port(b, "x"));
    haproxy.serve(tasks);
    String cookie = "Cookie: " + cookieOf(a);
    backends.setHealthy(a, false);
    await().until(() -> answered(sticky(cookie)) == b);
    backends.setHealthy(b, false);
    // Nobody passes: who was at a server goes there, by host, app id and port of its own.
    await().until(() -> answered(sticky(cookie)) == a);
    int apps = haproxy.settings.appPort().orElseThrow();
    assertThat(answered(get(apps, "/", "X-Marathon-App-Id: /s", cookie))).isEqualTo(a);
    assertThat(answered(get(portOf("/s"), "/", cookie))).isEqualTo(a);
    int third = backends.start();
    haproxy.serve(tasks.task("127.0.0.1", port(third, "x")));
    await().until(() -> answered(sticky(cookie)) == third);
    backends.setHealthy(a, true);
    await().until(() -> answered(sticky(cookie)) == a);
    assertThat(haproxy.reloads()).isZero();
  }

  private String sticky(String cookie) throws IOException {
    return get(haproxy.http(), "/", "Host: s.example.com", cookie);
  }

  /** The cookie that leads to a server. */
  private String cookieOf(int server) {
    return await()
        .until(
            () -> {
              String reply = get(haproxy.http(), "/", "Host: s.example.com");
              Matcher cookie = Pattern.compile("(mesosphere_server_id=[0-9a-f]+)").matcher(reply);
              return cookie.find() && answered(reply) == server ? cookie.group(1) : "";
            },
            found -> !found.isEmpty());
  }

  @Test
  void withoutFailOpenAServiceWhoseChecksAllFailAnswers503() throws Exception {
    try (HaproxyUnderTest closed = HaproxyUnderTest.withoutFailOpen()) {
      int service = closed.ports.take();
      int a = backends.start();
      closed.serve(
          WebTasks.app("/s")
              .labels("0_PORT", "" + service, "0_VHOST", "s.example.com", "0_STICKY", "true")
              .labels("0_BACKEND_HEALTHCHECK", "/health")
              .task("127.0.0.1", port(a, "x")));
      awaitAnswer(" 200 ", closed.http(), "/", "Host: s.example.com");
      backends.setHealthy(a, false);
      awaitAnswer(" 503 ", closed.http(), "/", "Host: s.example.com");
      awaitAnswer(" 503 ", service, "/");
    }
  }

  @Test
  void whatHaproxyOrTheMachineRefusesIsLeftOutAndTold() throws Exception {
    int a = backends.start();
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      WebTasks good = app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
      WebTasks bad =
          app("/bad")
              .labels("0_VHOST", "bad", "0_BACKEND_HEAD", "backend {backend}\n  deny nonsense")
              .task("127.0.0.1", port(a, "x"));
      WebTasks oneLabel =
          app("/label")
              .labels("0_VHOST", "label", "0_SSL_CERT", "/no/such.pem")
              .task("127.0.0.1", port(a, "x"));
      var vips = vip(taken.getLocalPort(), VipProtocol.TCP, List.of(a));
      vips.putAll(vip(53, VipProtocol.UDP, List.of(a)));
      haproxy.serve(web(good, bad, oneLabel), vips);
      assertThat(answered(get(haproxy.http(), "/", "Host: a"))).isEqualTo(a);
      assertThat(answered(get(haproxy.http(), "/", "Host: label"))).isEqualTo(a);
      assertThat(get(haproxy.http(), "/", "Host: bad")).contains(" 503 ");
      assertThat(haproxy.plane.status().problems().toString())
          .contains(
              "bad_" + portOf("/bad") + " is left out: ",
              "label_" + portOf("/label") + ": its label HAPROXY_0_SSL_CERT = \"/no/such.pem\"",
              "127.0.0.1:" + taken.getLocalPort() + " can't be opened",
              "end what listens there",
              "HAProxy carries no UDP");
      assertThat(haproxy.plane.status().problems()).hasSize(4);
      assertThat(haproxy.metric("herald_lb_haproxy_left_out")).isEqualTo(1);
    }
  }

  @Test
  void certificatesComeFromTheirFolderBySniAndAreReplacedWithoutAReload() throws Exception {
    int a = backends.start();
    WebTasks tasks =
        app("/a").labels("0_VHOST", "a.example.com,b.example.com").task("127.0.0.1", port(a, "x"));
    certificate("1-a", SelfSigned.forHosts("first", "a.example.com"));
    certificate("2-b", SelfSigned.forHosts("other", "b.example.com"));
    Files.writeString(haproxy.certificates.resolve("3-broken.pem"), "nonsense\n");
    haproxy.serve(tasks);
    assertThat(served("a.example.com")).contains("CN=first");
    assertThat(served("b.example.com")).contains("CN=other");
    assertThat(haproxy.plane.status().problems().toString()).contains("3-broken.pem is left out");
    assertThat(negotiated("h2", "http/1.1")).isEqualTo("h2");
    assertThat(negotiated("http/1.1")).isEqualTo("http/1.1");

    long worker = haproxy.worker();
    certificate("1-a", SelfSigned.forHosts("second", "a.example.com"));
    await().untilAsserted(() -> assertThat(served("a.example.com")).contains("CN=second"));
    assertThat(haproxy.worker()).isEqualTo(worker);

    certificate("4-c", SelfSigned.forHosts("third", "c.example.com"));
    await().untilAsserted(() -> assertThat(served("c.example.com")).contains("CN=third"));
  }

  private void certificate(String name, SelfSigned pair) throws IOException {
    Path fresh = haproxy.certificates.resolve("." + name + ".new");
    Files.writeString(fresh, pair.certificatePem() + pair.keyPem());
    HaproxyFiles.move(fresh, haproxy.certificates.resolve(name + ".pem"));
  }

  /** Who the certificate says it is of, when a host is asked for; and a request succeeds. */
  private String served(String host) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    int port = haproxy.settings.httpsPort().orElseThrow();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String reply = get(socket, "/", "Host: " + host);
      assertThat(reply).startsWith("HTTP/1.1 ");
      X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  /** What a client that speaks these protocols and HAProxy agree on. */
  private String negotiated(String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    int port = haproxy.settings.httpsPort().orElseThrow();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
