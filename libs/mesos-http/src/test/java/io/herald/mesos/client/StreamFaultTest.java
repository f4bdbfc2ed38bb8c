package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.herald.mesos.LogLines;
import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFaultTest {

  private static final Connection PLAIN = Connection.plain();
  private static final Answer SILENT = Records.stream();
  private static final Answer BEATING = Records.stream(Records.HEARTBEAT);

  private ScriptedServer master;
  private final Recorder<OperatorEvent> heard = new Recorder<>();

  @BeforeEach
  void startServer() throws Exception {
    master = new ScriptedServer();
  }

  @AfterEach
  void stopServer() throws Exception {
    master.close();
  }

  @Test
  void aMasterThatIsNotThereIsOneLineHoweverOftenItIsTried() {
    try (LogLines lines = LogLines.from(Level.INFO);
        OperatorClient client = operator(PLAIN, master.address())) {
      client.subscribe(
          heard, new RecordedTasks()); // the server closes each connection, for want of answers
      await().until(() -> master.requests().size() >= 5);

      master.answer(BEATING);
      await().until(() -> lines.containing("subscribed at http://" + master.address()) == 1);

      assertThat(lines.containing("can't subscribe at http://" + master.address())).isEqualTo(1);
      assertThat(lines.errors()).isEmpty();
      assertThat(heard.reasons).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:5050/state", "file:///x", "http:///state", "//127.0.0.1:1/api/v1"})
  void aRedirectThatLeadsNowhereIsOneLineAndIsForgotten(String location) {
    for (int i = 0; i < 3; i++) {
      master.answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: " + location, ""));
    }
    master.answer(BEATING);
    try (LogLines lines = LogLines.from(Level.INFO);
        OperatorClient client = operator(PLAIN, master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(lines.errors()).isEmpty();
      assertThat(heard.reasons).hasSize(1);
    }
  }

  @Test
  void anEventThatIsLongerThanTheLimitLosesTheStream() {
    master.answer(SILENT.and(Records.chunk("99\n12345".getBytes(ISO_8859_1)))).answer(BEATING);
    try (OperatorClient client = operator(PLAIN.withAnswerLimit(50), master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons)
          .singleElement()
          .asString()
          .contains("a record of 99 bytes; the limit is 50");
    }
  }

  @Test
  void aMasterThatAcceptsAndThenSaysNothingIsLeft() {
    master.answer(SILENT).answer(BEATING);
    Connection hasty = PLAIN.withRequestTimeout(Duration.ofMillis(500));
    try (OperatorClient client = operator(hasty, master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons)
          .singleElement()
          .asString()
          .contains("no event from ", "nothing came for 0.5 s");
    }
  }

  @Test
  void aMasterThatStopsWithinARefusalIsLeft() {
    master
        .answer(
            new Answer(
                "HTTP/1.1 503 Unavailable\r\nContent-Length: 99\r\n\r\nMaster".getBytes(ISO_8859_1),
                false))
        .answer(BEATING);
    Connection hasty = PLAIN.withRequestTimeout(Duration.ofMillis(500));
    try (OperatorClient client = operator(hasty, master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons).singleElement().asString().contains("nothing came for 0.5 s");
    }
  }

  @Test
  void aMasterOfTheListThatKnowsNoLeaderIsPassedOver() throws Exception {
    try (ScriptedServer leader = new ScriptedServer()) {
      for (int i = 0; i < 20; i++) {
        master.answer(Answer.of("HTTP/1.1 503 Service Unavailable", "No leader elected"));
      }
      leader.answer(BEATING);
      try (OperatorClient client = operator(PLAIN, master.address(), leader.address())) {
        client.subscribe(heard, new RecordedTasks());
        await().until(() -> heard.reasons.size() == 1);
        assertThatThrownBy(() -> client.get("/state")) // a read decides whether it leads
            .hasMessageContaining("503: No leader elected");

        await().until(() -> heard.events.size() == 1);
        assertThat(leader.requests()).hasSize(1);
        assertThat(heard.reasons).singleElement().asString().contains("503: No leader elected");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//HOST:PORT/master/api/v1", "//HOST:PORT", "http://HOST:PORT/master/api/v1?x=1"})
  void aStandbyNamesTheLeaderInAnyForm(String location) throws Exception {
    try (ScriptedServer leader = new ScriptedServer()) {
      String there = location.replace("HOST:PORT", leader.address().toString());
      master.answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: " + there, ""));
      leader.answer(BEATING);

      try (OperatorClient client = operator(PLAIN, master.address())) {
        client.subscribe(heard, new RecordedTasks());

        await().until(() -> heard.events.size() == 1);
        assertThat(leader.requests().get(0)).startsWith("POST /api/v1 HTTP/1.1\r\n");
        assertThat(heard.reasons).isEmpty();
      }
    }
  }

  @Test
  void aLeaderThatARedirectNamedAndThatIsDeadSendsUsBackToTheList() throws Exception {
    try (ScriptedServer dead = new ScriptedServer()) { // it closes without a word
      master
          .answer(
              Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: //" + dead.address() + "/", ""))
          .answer(BEATING);

      try (OperatorClient client = operator(PLAIN, master.address())) {
        client.subscribe(heard, new RecordedTasks());

        await().until(() -> heard.events.size() == 1);
        assertThat(heard.reasons).singleElement().asString().contains(dead.address().toString());
      }
    }
  }

  @Test
  void aRedirectToNoAddressIsToldAndTriedAgain() {
    master
        .answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: //[nowhere/", ""))
        .answer(BEATING);
    try (OperatorClient client = operator(PLAIN, master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons)
          .singleElement()
          .asString()
          .contains("redirects to \"//[nowhere/\", which is not an address");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connected", "event", "disconnected"})
  void aListenerThatThrowsLosesTheStreamAndNothingElse(String where) {
    master.answer(BEATING).answer(BEATING).answer(BEATING);
    StreamListener<OperatorEvent> careless =
        new StreamListener<>() {
          private boolean thrown;

          @Override
          public void connected() {
            heard.connected();
            throwOnce("connected");
          }

          @Override
          public void event(OperatorEvent event) {
            throwOnce("event");
            heard.event(event);
          }

          @Override
          public void disconnected(String reason) {
            heard.disconnected(reason);
            throwOnce("disconnected");
          }

          private void throwOnce(String here) {
            if (here.equals(where) && !thrown) {
              thrown = true;
              throw new IllegalStateException("careless");
            }
          }
        };
    try (OperatorClient client = operator(PLAIN, master.address())) {
      client.subscribe(careless, new RecordedTasks());
      await().until(() -> !heard.events.isEmpty());
      if (where.equals("disconnected")) {
        client.resubscribe("to be told of a lost stream");
      }

      await().until(() -> heard.connects == 2 && !heard.events.isEmpty());
      assertThat(heard.reasons).hasSize(1);
      if (!where.equals("disconnected")) {
        assertThat(heard.reasons.get(0)).contains("the listener failed: ", "careless");
      }
    }
  }

  @Test
  void anEventThatTheListenerFindsUnreadableIsTheMastersFaultNotTheListeners() throws Exception {
    try (ScriptedServer other = new ScriptedServer();
        LogLines lines = LogLines.from(Level.INFO)) {
      master.answer(BEATING);
      other.answer(BEATING);
      StreamListener<OperatorEvent> reader =
          new StreamListener<>() {
            @Override
            public void connected() {
              heard.connected();
            }

            @Override
            public void event(OperatorEvent event) {
              if (heard.connects == 1) {
                throw new UncheckedIOException("task 7 is cut", new IOException());
              }
              heard.event(event);
            }

            @Override
            public void disconnected(String reason) {
              heard.disconnected(reason);
            }
          };
      try (OperatorClient client = operator(PLAIN, master.address(), other.address())) {
        client.subscribe(reader, new RecordedTasks());

        await().until(() -> heard.events.size() == 1);
        assertThat(heard.reasons)
            .containsExactly(
                "the stream from http://" + master.address() + "/ is garbled: task 7 is cut");
        assertThat(other.requests()).as("of a list of masters the next one is asked").hasSize(1);
        assertThat(lines.errors()).isEmpty();
      }
    }
  }

  @Test
  void askedForAFreshSnapshotTheStreamIsTakenAnew() {
    master.answer(BEATING).answer(BEATING);
    try (OperatorClient client = operator(PLAIN, master.address())) {
      client.subscribe(heard, new RecordedTasks());
      await().until(() -> heard.events.size() == 1);

      client.resubscribe("the picture has a hole");

      await().until(() -> heard.events.size() == 2);
      assertThat(heard.reasons).singleElement().asString().endsWith("the picture has a hole");
    }
  }

  @Test
  void theReasonOfAFailureIsOneThatAUserUnderstands() {
    IOException unknownHost = new ConnectException();
    unknownHost.initCause(new UnresolvedAddressException());

    assertThat(AnswerRefusal.reason(unknownHost)).isEqualTo("the host name does not resolve here");
    assertThat(AnswerRefusal.reason(new ConnectException())).isEqualTo("connection refused");
    assertThat(AnswerRefusal.reason(new IOException())).isEqualTo("the connection failed");
    assertThat(AnswerRefusal.reason(new EOFException())).isEqualTo("it ended too early");
  }

  private static OperatorClient operator(Connection connection, MasterAddress... masters) {
    return new OperatorClient(new StaticLeaderDetector(List.of(masters)), connection);
  }
}
