package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real master and agent sent, sent again. */
class RecordedStreamTest {

  private static final Path CAPTURES = Path.of("src/test/resources/captures");
  private static final String PROTOBUF_HEAD =
      """
      HTTP/1.1 200 OK
      Transfer-Encoding: chunked
      Content-Type: application/x-protobuf

      """
          .replace("\n", "\r\n");
  private static final Connection JSON = Connection.plain().withFormat(MessageFormat.JSON);

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
  void theProtobufFormComesThroughWholeInAnyChunks() throws Exception {
    long seed = new Random().nextLong();
    byte[] stream = Files.readAllBytes(CAPTURES.resolve("v1-subscribe.pb.recordio"));
    server.answer(
        new Answer(PROTOBUF_HEAD.getBytes(ISO_8859_1), false)
            .and(chunked(stream, new Random(seed))));
    Recorder<OperatorEvent> heard = new Recorder<>();
    try (OperatorClient client =
        new OperatorClient(
            new StaticLeaderDetector(List.of(server.address())), Connection.plain())) {
      client.subscribe(heard);

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
        .answer(recorded("v1-scheduler-TwitterScheduler.json.recordio.wire"))
        .answer(Answer.of("HTTP/1.1 202 Accepted", ""));
    Recorder<org.apache.mesos.v1.scheduler.Protos.Event> heard = new Recorder<>();
    org.apache.mesos.v1.scheduler.Protos.Call call =
        org.apache.mesos.v1.scheduler.Protos.Call.newBuilder()
            .setType(org.apache.mesos.v1.scheduler.Protos.Call.Type.REVIVE)
            .build();
    try (SchedulerClient client =
        new SchedulerClient(
            new StaticLeaderDetector(List.of(server.address())), JSON, () -> call, heard)) {
      client.start();

      await().until(() -> heard.events.size() == eventsOf("v1-scheduler-TwitterScheduler"));
      client.send(call);

      assertThat(server.requests().get(0)).doesNotContain("Mesos-Stream-Id");
      assertThat(server.requests().get(1))
          .startsWith("POST /api/v1/scheduler HTTP/1.1\r\n")
          .contains("Mesos-Stream-Id: 3aa39dcd-8c20-4622-b551-17b0d6c674c1\r\n");
    }
  }

  @Test
  void anExecutorsStreamComesThroughWholeAndItSubscribesAnewWithWhatItHasThen() throws Exception {
    Answer wire = recorded("executor-api.stream.json.recordio.wire");
    server.answer(wire).answer(wire);
    Recorder<org.apache.mesos.v1.executor.Protos.Event> heard = new Recorder<>();
    AtomicInteger subscriptions = new AtomicInteger();
    try (ExecutorClient client =
        new ExecutorClient(
            server.address(),
            java.time.Duration.ofSeconds(1),
            JSON,
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

  private static Answer recorded(String wire) throws Exception {
    return new Answer(Files.readAllBytes(CAPTURES.resolve(wire)), false);
  }

  private static long eventsOf(String capture) throws Exception {
    List<byte[]> records = new java.util.ArrayList<>();
    byte[] stream = Files.readAllBytes(CAPTURES.resolve(capture + ".json.recordio"));
    new io.herald.mesos.recordio.RecordDecoder().feed(stream, 0, stream.length, records::add);
    return records.size();
  }

  private static byte[] chunked(byte[] stream, Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < stream.length; ) {
      int count = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
      wire.writeBytes((Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1));
      wire.write(stream, at, count);
      wire.writeBytes("\r\n".getBytes(ISO_8859_1));
      at += count;
    }
    return wire.toByteArray();
  }
}
