package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.BearerToken;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.mesos.v1.master.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

  private static final Call GET_MASTER = Call.newBuilder().setType(Call.Type.GET_MASTER).build();

  private ScriptedServer master;

  @BeforeEach
  void startServer() throws Exception {
    master = new ScriptedServer();
  }

  @AfterEach
  void stopServer() throws Exception {
    master.close();
  }

  @Test
  void aCallGivesTheMastersResponse() throws Exception {
    master.answer(Answer.of("HTTP/1.1 200 OK", Records.bytes("v1-GET_MASTER.pb")));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThat(client.call(GET_MASTER).getGetMaster().getMasterInfo().getHostname())
          .isEqualTo("master1.example");
      assertThat(master.requests().get(0))
          .startsWith("POST /api/v1 HTTP/1.1\r\n")
          .contains("Content-Type: application/x-protobuf\r\n")
          .contains("Accept: application/x-protobuf\r\n");
    }
  }

  @Test
  void aCallThatIsAnsweredWithGarbageFails() throws Exception {
    master.answer(Answer.of("HTTP/1.1 200 OK", "<html>"));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.call(GET_MASTER))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("GET_MASTER: mesos.v1.master.Response in application/x-protobuf");
    }
  }

  @Test
  void aDocumentMayComeCompressed() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"slaves\":[]}".getBytes(UTF_8));
    }
    master
        .answer(Answer.of("HTTP/1.1 200 OK\nContent-Encoding: gzip", compressed.toByteArray()))
        .answer(Answer.of("HTTP/1.1 200 OK", "{\"slaves\":[]}"));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThat(text(client.get("/state"))).isEqualTo("{\"slaves\":[]}");
      assertThat(text(client.get("/state"))).isEqualTo("{\"slaves\":[]}");
      assertThat(master.requests().get(0))
          .startsWith("GET /state HTTP/1.1\r\n")
          .contains("Accept-Encoding: gzip\r\n");
    }
  }

  @Test
  void aDocumentThatClaimsToBeCompressedAndIsNotFails() throws Exception {
    master.answer(Answer.of("HTTP/1.1 200 OK\nContent-Encoding: gzip", "{\"slaves\":[]}"));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/state"))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining(
              "no answer from http://" + master.address() + "/state: Not in GZIP");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "401 Unauthorized, 401 Unauthorized., 'answered 401 (it wants a principal and its secret: give"
        + " them): 401 Unauthorized.'",
    "403 Forbidden, 403 Forbidden., 'answered 403 (a client that is not logged in may not do that: allow it in"
        + " the --acls there, or log in as another principal): 403 Forbidden.'",
    "404 Not Found, 404 Not Found., answered 404: 404 Not Found.",
    "503 Service Unavailable, No leader elected, answered 503: No leader elected",
    "500 Internal Server Error, '', answered 500",
  })
  void aRefusalIsToldInTheMastersWords(String status, String body, String message)
      throws Exception {
    master.answer(Answer.of("HTTP/1.1 " + status, body));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/state"))
          .hasMessage("http://" + master.address() + "/state " + message)
          .extracting(e -> ((CallFailedException) e).status())
          .isEqualTo(Integer.valueOf(status.substring(0, 3)));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "basic, 401 Unauthorized, 'answered 401 (principal \"reader\" is not accepted: correct the"
        + " principal or its secret)'",
    "token, 401 Unauthorized, 'answered 401 (the token of TOKEN is not accepted: it is the agent''s"
        + " own; if its --jwt_secret_key was changed, let the task be started anew)'",
    "basic, 403 Forbidden, 'answered 403 (principal \"reader\" may not do that: allow it in the"
        + " --acls there, or log in as another principal)'",
  })
  void aRefusedLoginIsToldWithWhatToDoAndWithoutItsSecret(
      String kind, String status, String message) throws Exception {
    master.answer(Answer.of("HTTP/1.1 " + status, ""));
    Authorization login =
        kind.equals("basic")
            ? PrincipalAndSecret.of("reader", "hush")
            : new BearerToken("hush", "TOKEN");
    try (OperatorClient client = operator(Connection.plain().withCredentials(login))) {
      assertThatThrownBy(() -> client.get("/state"))
          .hasMessage("http://" + master.address() + "/state " + message)
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void whoWantsATokenIsToldSo() throws Exception {
    master.answer(
        Answer.of(
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"mesos-agent-executor\"",
            ""));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/state"))
          .hasMessageEndingWith(
              "answered 401 (it wants a token: an agent hands one to each executor in"
                  + " MESOS_EXECUTOR_AUTHENTICATION_TOKEN)");
    }
  }

  @Test
  void theLoginGoesAlongToTheLeaderThatAStandbyNames() throws Exception {
    PrincipalAndSecret reader = PrincipalAndSecret.of("reader", "secret");
    try (ScriptedServer leader = new ScriptedServer();
        OperatorClient client = operator(Connection.plain().withCredentials(reader))) {
      master.answer(
          Answer.of(
              "HTTP/1.1 307 Temporary Redirect\nLocation: //" + leader.address() + "/master/state",
              ""));
      leader.answer(Answer.of("HTTP/1.1 200 OK", "{}"));

      assertThat(text(client.get("/state"))).isEqualTo("{}");

      assertThat(master.requests().get(0)).contains("Authorization: Basic cmVhZGVyOnNlY3JldA==");
      assertThat(leader.requests().get(0))
          .startsWith("GET /master/state HTTP/1.1\r\n")
          .contains("Authorization: Basic cmVhZGVyOnNlY3JldA==");
      assertThat(reader.toString()).doesNotContain("secret=s").contains("reader");
    }
  }

  @Test
  void theLoginGoesAlongWithASubscription() throws Exception {
    master.answer(Records.stream(Records.HEARTBEAT));
    Connection connection =
        Connection.plain().withCredentials(PrincipalAndSecret.of("reader", "secret"));
    try (OperatorClient client = operator(connection)) {
      Recorder<OperatorEvent> heard = new Recorder<>();
      client.subscribe(heard, new RecordedTasks());

      org.awaitility.Awaitility.await().until(() -> !heard.events.isEmpty());
      assertThat(master.requests().get(0)).contains("Authorization: Basic cmVhZGVyOnNlY3JldA==");
    }
  }

  @Test
  void mastersThatRedirectInACircleAreNotFollowedForEver() throws Exception {
    for (int i = 0; i < 10; i++) {
      master.answer(
          Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: //" + master.address() + "/s", ""));
    }
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/s")).hasMessageContaining("answered 307");
      assertThat(master.requests()).hasSize(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:5050/state", "file:///x", "//127.0.0.1:1/state"})
  void aRedirectThatLeadsNowhereIsForgotten(String location) throws Exception {
    master
        .answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: " + location, ""))
        .answer(Answer.of("HTTP/1.1 200 OK", "{}"));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/state")).isInstanceOf(CallFailedException.class);
      assertThat(text(client.get("/state"))).isEqualTo("{}");
    }
  }

  @Test
  void anAnswerThatIsLongerThanTheLimitFails() throws Exception {
    String exact = "x".repeat(1000);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write((exact + "y").getBytes(UTF_8));
    }
    master
        .answer(Answer.of("HTTP/1.1 200 OK", exact))
        .answer(Answer.of("HTTP/1.1 200 OK", exact + "y"))
        .answer(Answer.of("HTTP/1.1 200 OK\nContent-Encoding: gzip", bomb.toByteArray()))
        .answer(Answer.of("HTTP/1.1 200 OK", exact + "y"));
    String sentence = " answers more than 1000 bytes, which is the limit; the answer is ignored";
    try (OperatorClient client = operator(Connection.plain().withAnswerLimit(1000))) {
      assertThat(text(client.get("/state"))).isEqualTo(exact);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> text(client.get("/state")))
            .hasMessage("http://" + master.address() + "/state" + sentence);
      }
      assertThatThrownBy(() -> client.call(GET_MASTER)).hasMessageContaining(sentence);
    }
  }

  @Test
  void anAnswerThatStopsInTheMiddleFailsAndDoesNotHang() throws Exception {
    Answer half =
        new Answer(
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"sla".getBytes(ISO_8859_1), false);
    master.answer(half).answer(half);
    Connection hasty = Connection.plain().withRequestTimeout(Duration.ofMillis(300));
    try (OperatorClient client = operator(hasty);
        InputStream state = client.get("/state")) {
      assertThatThrownBy(state::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing came for 0.3 s");
      assertThatThrownBy(() -> client.call(GET_MASTER))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("nothing came for 0.3 s");
    }
  }

  @Test
  void afterADeadMasterTheNextOfTheListIsAsked() throws Exception {
    try (ScriptedServer dead = new ScriptedServer(); // it closes without a word
        OperatorClient client = operator(Connection.plain(), dead.address(), master.address())) {
      master.answer(Answer.of("HTTP/1.1 200 OK", "{}"));

      assertThatThrownBy(() -> client.get("/state"))
          .hasMessageContaining("no answer from http://" + dead.address() + "/state")
          .extracting(e -> ((CallFailedException) e).status())
          .isEqualTo(0);
      assertThat(text(client.get("/state"))).isEqualTo("{}");
    }
  }

  @Test
  void aRedirectThatLeadsNowhereNamesTheTarget() {
    master.answer(
        Answer.of(
            "HTTP/1.1 307 Temporary Redirect\nLocation: //master1.invalid:5050/master/state", ""));
    try (OperatorClient client = operator(Connection.plain())) {
      assertThatThrownBy(() -> client.get("/state"))
          .hasMessage(
              "no answer from http://master1.invalid:5050/master/state, to which http://"
                  + master.address()
                  + "/state redirects: the host name does not resolve here");
    }
  }

  private OperatorClient operator(Connection connection) {
    OperatorClient client =
        new OperatorClient(new StaticLeaderDetector(List.of(master.address())), connection);
    client.follow();
    return client;
  }

  private static OperatorClient operator(Connection connection, MasterAddress... masters) {
    OperatorClient client =
        new OperatorClient(new StaticLeaderDetector(List.of(masters)), connection);
    client.follow();
    return client;
  }

  private static String text(InputStream answer) throws IOException {
    try (answer) {
      return new String(answer.readAllBytes(), UTF_8);
    }
  }
}
