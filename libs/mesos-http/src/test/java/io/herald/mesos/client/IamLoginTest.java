package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.credentials.IamAccount;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.runtime.tls.PemKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The login as Mesos-DNS makes it, and the life of its token. */
class IamLoginTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Decoder URL = Base64.getUrlDecoder();
  private static KeyPair keys;

  private final List<JsonNode> logins = new CopyOnWriteArrayList<>();
  private final Hands clock = new Hands();
  private HttpServer iam;
  private volatile int status = 200;
  private volatile String answer = "{\"token\":\"t-%d\"}";

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  @BeforeEach
  void start() throws Exception {
    iam = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    iam.createContext("/login", this::serve);
    iam.start();
  }

  @AfterEach
  void stop() {
    iam.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    logins.add(JSON.readTree(exchange.getRequestBody()));
    byte[] body = String.format(answer, logins.size()).getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String endpoint() {
    return "http://127.0.0.1:" + iam.getAddress().getPort() + "/login";
  }

  private IamLogin login() {
    return new IamLogin(
        IamAccount.of("herald", pkcs8(), endpoint()),
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
        clock);
  }

  private static String pkcs8() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  @Test
  void aSignedJwtIsExchangedForTheToken() throws Exception {
    assertThat(login().header()).isEqualTo("token=t-1");

    assertThat(logins).hasSize(1);
    JsonNode sent = logins.get(0);
    assertThat(sent.size()).isEqualTo(2);
    assertThat(sent.path("uid").asText()).isEqualTo("herald");
    String[] jwt = sent.path("token").asText().split("\\.", -1);
    assertThat(JSON.readTree(URL.decode(jwt[0])))
        .isEqualTo(JSON.readTree("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"));
    long inAnHour = clock.instant().plusSeconds(3600).getEpochSecond();
    assertThat(JSON.readTree(URL.decode(jwt[1])))
        .isEqualTo(JSON.readTree("{\"uid\":\"herald\",\"exp\":" + inAnHour + "}"));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update((jwt[0] + "." + jwt[1]).getBytes(UTF_8));
    assertThat(signature.verify(URL.decode(jwt[2]))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // The token's own life in seconds (none: it does not say), until when it is good, and since
    // when not.
    "36000, 35879, 35880",
    "100, 49, 50",
    ", 3479, 3480"
  })
  void aTokenIsUsedAgainUntilItIsAboutToEnd(Integer life, int good, int bad) throws Exception {
    if (life != null) {
      long exp = clock.instant().plusSeconds(life).getEpochSecond();
      String claims = "{\"exp\":" + exp + "}";
      answer =
          "{\"token\":\"x."
              + Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8))
              + ".%d\"}";
    }
    IamLogin login = login();
    String first = login.header();
    clock.now = clock.now.plusSeconds(good);
    assertThat(login.header()).isEqualTo(first);
    assertThat(logins).hasSize(1);
    clock.now = clock.now.plusSeconds(bad - good);
    assertThat(login.header()).isNotEqualTo(first);
    assertThat(logins).hasSize(2);
  }

  @Test
  void aTokenThatAMasterRefusesIsRenewedAndTheRequestMadeOnceMore() throws Exception {
    try (ScriptedServer master = new ScriptedServer()) {
      master
          .answer(Answer.of("HTTP/1.1 200 OK", "one"))
          .answer(Answer.of("HTTP/1.1 401 Unauthorized", ""))
          .answer(Answer.of("HTTP/1.1 200 OK", "two"))
          .answer(Answer.of("HTTP/1.1 401 Unauthorized", ""))
          .answer(Answer.of("HTTP/1.1 401 Unauthorized", ""));
      try (OperatorClient client =
          new OperatorClient(
              new StaticLeaderDetector(List.of(master.address())),
              Connection.plain().withCredentials(login()))) {
        client.follow();
        assertThat(client.get("/state").readAllBytes()).isEqualTo("one".getBytes(UTF_8));
        assertThat(client.get("/state").readAllBytes()).isEqualTo("two".getBytes(UTF_8));
        assertThatThrownBy(() -> client.get("/state")).hasMessageContaining("401");
      }
      assertThat(master.requests())
          .extracting(IamLoginTest::authorization)
          .containsExactly("token=t-1", "token=t-1", "token=t-2", "token=t-2", "token=t-3");
    }
  }

  private static String authorization(String request) {
    return Arrays.stream(request.split("\r\n", -1))
        .filter(line -> line.startsWith("Authorization: "))
        .map(line -> line.substring("Authorization: ".length()))
        .findFirst()
        .orElse("");
  }

  @Test
  void aSubscriptionLogsInToo() throws Exception {
    Recorder<OperatorEvent> heard = new Recorder<>();
    try (ScriptedServer master = new ScriptedServer()) {
      master.answer(Answer.of("HTTP/1.1 401 Unauthorized", ""));
      try (OperatorClient client =
          new OperatorClient(
              new StaticLeaderDetector(List.of(master.address())),
              Connection.plain().withCredentials(login()))) {
        client.subscribe(heard, new RecordedTasks());
        org.awaitility.Awaitility.await().until(() -> master.requests().size() >= 2);
      }
      assertThat(master.requests().subList(0, 2))
          .extracting(IamLoginTest::authorization)
          .containsExactly("token=t-1", "token=t-2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, no such user, answered 403; check the uid and its key: no such user",
    "200, {}, answered 200 without a usable \"token\"",
    "200, '{\"token\":\"a b\"}', answered 200 without a usable \"token\"",
    "200, <html>, answered 200 with what is not JSON"
  })
  void aFailedLoginIsASentence(int code, String body, String sentence) {
    status = code;
    answer = body;
    IamLogin login = login();
    assertThatThrownBy(login::header)
        .isInstanceOf(IOException.class)
        .hasMessage("IAM login of \"herald\" at " + endpoint() + ": " + sentence);
    status = 200;
    answer = "{\"token\":\"t\"}";
    assertThat(login).satisfies(again -> assertThat(again.header()).isEqualTo("token=t"));
  }

  @Test
  void bothFormsOfPemAreRead() {
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    // 26 bytes of PKCS #8 stand before the key itself (RFC 5208 §5, lengths of two bytes).
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    PrivateKey read = PemKey.read(pem("RSA PRIVATE KEY", pkcs1));
    assertThat(read.getEncoded()).isEqualTo(pkcs8);
    assertThat(PemKey.read(pkcs8()).getEncoded()).isEqualTo(pkcs8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nsecret\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nsecret==\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nsecret==\n-----END RSA PRIVATE KEY-----"
      })
  void aKeyThatIsNoneIsRefusedAndNotPrinted(String pem) {
    assertThatThrownBy(() -> IamAccount.of("herald", pem, endpoint()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"private_key\"")
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsPrintedHoldsNoKey() {
    IamLogin login = login();
    assertThat(login.toString())
        .isEqualTo("IamAccount[uid=herald, key=…, endpoint=" + endpoint() + "]");
    assertThat(Connection.plain().withCredentials(login).toString()).contains("key=…");
  }

  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("this clock knows one zone");
    }
  }
}
