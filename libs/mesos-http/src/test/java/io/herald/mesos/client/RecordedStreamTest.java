package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real master and agent sent, sent again. */
class RecordedStreamTest {

  private ScriptedServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stopServer() throws Exception {
    server.close();
  }

  @Test
  void aStreamComesThroughWholeInAnyChunks() throws Exception {
    long seed = new Random().nextLong();
    byte[] stream = Records.bytes("v1-subscribe.pb.recordio");
    server.answer(Records.stream().and(chunked(stream, new Random(seed))));
    Recorder<OperatorEvent> heard = new Recorder<>();
    try (OperatorClient client =
        new OperatorClient(
            new StaticLeaderDetector(List.of(server.address())), Connection.plain())) {
      client.subscribe(heard, new RecordedTasks());

      await("seed " + seed).until(() -> heard.events.size() == 126);
      assertThat(heard.events.get(0).event().getType()).isEqualTo(Event.Type.SUBSCRIBED);
      assertThat(heard.events)
          .extracting(told -> told.event().getType())
          .doesNotContain(Event.Type.UNKNOWN);
      assertThat(server.requests().get(0))
          .contains("Content-Type: application/x-protobuf\r\n")
          .contains("Accept: application/x-protobuf\r\n")
          .endsWith("\r\n\r\n\u0008\u0012");
    }
  }

  @Test
  void aSchedulersStreamComesThroughWholeAndItsIdIsSentWithEachCall() throws Exception {
    server
        .answer(
            Records.recordedWith(
                "Mesos-Stream-Id: 3aa39dcd-8c20-4622-b551-17b0d6c674c1\r\n",
                "v1-scheduler-TwitterScheduler"))
        .answer(Answer.of("HTTP/1.1 202 Accepted", ""));
    Recorder<org.apache.mesos.v1.scheduler.Protos.Event> heard = new Recorder<>();
    org.apache.mesos.v1.scheduler.Protos.Call call =
        org.apache.mesos.v1.scheduler.Protos.Call.newBuilder()
            .setType(org.apache.mesos.v1.scheduler.Protos.Call.Type.REVIVE)
            .build();
    try (SchedulerClient client =
        new SchedulerClient(
            new StaticLeaderDetector(List.of(server.address())),
            Connection.plain(),
            () -> call,
            heard)) {
      client.start();

      await().until(() -> heard.events.size() == 54);
      client.send(call);

      assertThat(server.requests().get(0)).doesNotContain("Mesos-Stream-Id");
      assertThat(server.requests().get(1))
          .startsWith("POST /api/v1/scheduler HTTP/1.1\r\n")
          .contains("Mesos-Stream-Id: 3aa39dcd-8c20-4622-b551-17b0d6c674c1\r\n");
    }
  }

  @Test
  void anExecutorsStreamComesThroughWholeAndItSubscribesAnewWithWhatItHasThen() throws Exception {
    Answer wire = Records.recorded("executor-api.stream");
    server.answer(wire).answer(wire);
    Recorder<org.apache.mesos.v1.executor.Protos.Event> heard = new Recorder<>();
    AtomicInteger subscriptions = new AtomicInteger();
    try (ExecutorClient client =
        new ExecutorClient(
            server.address(),
            java.time.Duration.ofSeconds(1),
            Connection.plain(),
            () ->
                org.apache.mesos.v1.executor.Protos.Call.newBuilder()
                    .setType(org.apache.mesos.v1.executor.Protos.Call.Type.SUBSCRIBE)
                    .setExecutorId(
                        org.apache.mesos.v1.Protos.ExecutorID.newBuilder()
                            .setValue("subscription-" + subscriptions.incrementAndGet()))
                    .setFrameworkId(
                        org.apache.mesos.v1.Protos.FrameworkID.newBuilder().setValue("f"))
                    .build(),
            heard)) {
      client.start();
      await().until(() -> heard.events.size() == 8);

      server.hangUp();

      await().until(() -> heard.events.size() == 16);
      assertThat(heard.events.subList(8, 16)).isEqualTo(heard.events.subList(0, 8));
      assertThat(heard.events.get(7).getType())
          .isEqualTo(org.apache.mesos.v1.executor.Protos.Event.Type.SHUTDOWN);
      assertThat(server.requests().get(0)).startsWith("POST /api/v1/executor HTTP/1.1\r\n");
      assertThat(server.requests())
          .extracting(request -> request.replaceAll("(?s).*(subscription-\\d).*", "$1"))
          .containsExactly("subscription-1", "subscription-2");
    }
  }

  private static byte[] chunked(byte[] stream, Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < stream.length; ) {
      int count = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
      wire.writeBytes(Records.chunk(Arrays.copyOfRange(stream, at, at + count)));
      at += count;
    }
    return wire.toByteArray();
  }
}
