package io.herald.mesos.client;

import static io.herald.mesos.client.Records.HEARTBEAT;
import static io.herald.mesos.client.Records.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.ports.FreePorts;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final org.apache.mesos.v1.scheduler.Protos.Event HEARTBEAT_OF_A_SCHEDULER =
      org.apache.mesos.v1.scheduler.Protos.Event.newBuilder()
          .setType(org.apache.mesos.v1.scheduler.Protos.Event.Type.HEARTBEAT)
          .build();

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
  void theLeadersDeathEndsTheStreamAndASubscriptionFollowsAtOnce() throws Exception {
    Answer recorded = Records.recorded("v1-subscribe-failover-old-leader");
    master.answer(recorded).answer(recorded);

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 2);
      master.hangUp(); // EOF without the final chunk, as a killed master's stream ends
      await().until(() -> heard.connects == 2 && heard.events.size() == 4);
      assertThat(heard.events)
          .extracting(told -> told.event().getType())
          .containsExactly(
              Event.Type.SUBSCRIBED,
              Event.Type.HEARTBEAT,
              Event.Type.SUBSCRIBED,
              Event.Type.HEARTBEAT);
      assertThat(heard.reasons).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"v1-subscribe, 126", "v1-subscribe-late-subscriber, 2"})
  void aRecordedStreamComesThroughWhole(String capture, int events) throws Exception {
    master.answer(Records.recorded(capture));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == events);
      assertThat(master.requests().get(0))
          .startsWith("POST /api/v1 HTTP/1.1")
          .contains("Content-Type: application/x-protobuf\r\n")
          .contains("Accept: application/x-protobuf\r\n")
          .endsWith("\r\n\r\n\u0008\u0012");
    }
  }

  @Test
  void aStandbyRedirectsWithoutASchemeToTheLeader() throws Exception {
    try (ScriptedServer leader = new ScriptedServer()) {
      master.answer(
          Answer.of(
              "HTTP/1.1 307 Temporary Redirect\nLocation: //localhost:"
                  + leader.address().port()
                  + "/master/api/v1",
              ""));
      leader.answer(stream(HEARTBEAT));

      try (OperatorClient client = operator(master.address())) {
        client.subscribe(heard, new RecordedTasks());

        await().until(() -> heard.events.size() == 1);
        assertThat(leader.requests().get(0)).startsWith("POST /api/v1 ");
        assertThat(heard.reasons).isEmpty();
      }
    }
  }

  @Test
  void mastersThatRedirectInACircleAreNotFollowedForEver() throws Exception {
    for (int i = 0; i < 3; i++) {
      master.answer(
          Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: //" + master.address() + "/", ""));
    }
    master.answer(stream(HEARTBEAT));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons).singleElement().asString().contains("doesn't lead either");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "503 Service Unavailable, Master has not finished recovery",
    "503 Service Unavailable, No leader elected",
    "401 Unauthorized, no credentials",
    "500 Internal Server Error, oops",
    "404 Not Found, ''"
  })
  void aRefusalIsToldOnceInTheMastersWordsAndTriedAgain(String status, String body)
      throws Exception {
    for (int i = 0; i < 3; i++) {
      master.answer(Answer.of("HTTP/1.1 " + status, body));
    }
    master.answer(stream(HEARTBEAT));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons)
          .singleElement()
          .asString()
          .contains(status.substring(0, 3), body, master.address().toString());
    }
  }

  @Test
  void aMasterThatIsNotThereIsToldOnceAndTriedUntilItComes() throws Exception {
    int port = PORTS.take();
    try (OperatorClient client = operator(new MasterAddress("127.0.0.1", port))) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.reasons.size() == 1);
      assertThat(heard.reasons.get(0)).contains("can't subscribe at http://127.0.0.1:" + port);
    }
  }

  @Test
  void aSilentMasterIsLeftAfterThreeHeartbeats() throws Exception {
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed.getSubscribedBuilder().setHeartbeatIntervalSeconds(0.1);
    master.answer(stream(subscribed.build())).answer(stream(subscribed.build()));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.connects == 2);
      assertThat(heard.reasons.get(0)).contains("no heartbeat");
    }
  }

  @Test
  void aMasterThatNoLongerLeadsIsLeftAtOnce() throws Exception {
    Detector detector = new Detector();
    try (ScriptedServer next = new ScriptedServer()) {
      master.answer(stream(HEARTBEAT));
      next.answer(stream(HEARTBEAT));
      try (OperatorClient client = new OperatorClient(detector, Connection.plain())) {
        client.subscribe(heard, new RecordedTasks());
        detector.elect(master.address());
        await().until(() -> heard.events.size() == 1);

        detector.elect(next.address());

        await().until(() -> heard.events.size() == 2);
        assertThat(heard.reasons).singleElement().asString().contains("another master leads");
      }
    }
  }

  @Test
  void aMasterThatIsElectedAgainIsNotCalledAnother() throws Exception {
    Detector detector = new Detector();
    master.answer(stream(HEARTBEAT)).answer(stream(HEARTBEAT));
    try (OperatorClient client = new OperatorClient(detector, Connection.plain())) {
      client.subscribe(heard, new RecordedTasks());
      detector.elect(master.address());
      await().until(() -> heard.events.size() == 1);

      detector.electNobody();
      await().until(() -> heard.reasons.size() == 1);
      detector.elect(master.address());

      await().until(() -> heard.events.size() == 2);
      assertThat(heard.reasons).singleElement().asString().endsWith(": no master leads now");
    }
  }

  @Test
  void garbageIsNoEventAndTheStreamIsTakenAnew() throws Exception {
    master
        .answer(stream(HEARTBEAT).and(Records.chunk("3\n{{{".getBytes(UTF_8))))
        .answer(stream(HEARTBEAT));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 2);
      assertThat(heard.reasons).singleElement().asString().contains("garbled");
    }
  }

  @Test
  void aTruncatedRecordNamesItsByte() throws Exception {
    master
        .answer(stream().and("8\r\n20\n12345\r\n0\r\n\r\n".getBytes(UTF_8)))
        .answer(stream(HEARTBEAT));

    try (OperatorClient client = operator(master.address())) {
      client.subscribe(heard, new RecordedTasks());

      await().until(() -> heard.events.size() == 1);
      assertThat(heard.reasons).singleElement().asString().contains("byte 8:");
    }
  }

  @Test
  void closingEndsABlockedStream() throws Exception {
    master.answer(stream(HEARTBEAT));
    OperatorClient client = operator(master.address());
    client.subscribe(heard, new RecordedTasks());
    await().until(() -> heard.events.size() == 1);

    client.close();

    await().until(() -> master.openConnections() == 0);
    assertThat(heard.reasons).isEmpty();
  }

  @Test
  void callsOfASchedulerCarryTheStreamsId() throws Exception {
    master
        .answer(Records.streamWith("Mesos-Stream-Id: abc-1\r\n", HEARTBEAT_OF_A_SCHEDULER))
        .answer(Answer.of("HTTP/1.1 202 Accepted", ""))
        .answer(Answer.of("HTTP/1.1 400 Bad Request", "The stream ID is wrong"));
    Recorder<org.apache.mesos.v1.scheduler.Protos.Event> events = new Recorder<>();
    org.apache.mesos.v1.scheduler.Protos.Call revive =
        org.apache.mesos.v1.scheduler.Protos.Call.newBuilder()
            .setType(org.apache.mesos.v1.scheduler.Protos.Call.Type.REVIVE)
            .build();
    try (SchedulerClient client =
        new SchedulerClient(
            new StaticLeaderDetector(List.of(master.address())),
            Connection.plain(),
            () -> revive,
            events)) {
      assertThatThrownBy(() -> client.send(revive)).hasMessageContaining("not subscribed");
      client.start();
      await().until(() -> events.events.size() == 1);

      client.send(revive);

      assertThat(master.requests().get(1)).contains("Mesos-Stream-Id: abc-1\r\n");
      assertThatThrownBy(() -> client.send(revive))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("answered 400: The stream ID is wrong");
    }
  }

  private static OperatorClient operator(MasterAddress master) {
    return new OperatorClient(new StaticLeaderDetector(List.of(master)), Connection.plain());
  }

  private static final class Detector implements LeaderDetector {
    private volatile Listener listener;

    void elect(MasterAddress leader) {
      await().until(() -> listener != null);
      listener.elected(new Election(Optional.of(leader), List.of()));
    }

    void electNobody() {
      listener.elected(Election.NOBODY);
    }

    @Override
    public void start(Listener newListener) {
      listener = newListener;
    }

    @Override
    public void close() {}
  }
}
