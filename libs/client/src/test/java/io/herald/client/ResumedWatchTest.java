package io.herald.client;

import static io.herald.client.Told.ids;
import static io.herald.client.Told.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.client.AwkwardServer.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch asks for after a cut, and what it tells then. */
class ResumedWatchTest {

  private final AwkwardServers servers = new AwkwardServers();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    servers.close();
  }

  @Test
  void aCutStreamGoesOnBehindItsLastEvent() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"))
                    .event("added", "8", instance("b")),
            (request, reply) -> reply.stream().event("added", "9", instance("c")).hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED c"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("8");
    assertThat(ids(watch)).containsExactly("a", "b", "c");
    assertThat(told.reasons()).containsExactly(server.url() + "/: the server ended the stream");
  }

  @Test
  void aStreamThatGoesOnIsConnectedBeforeAnythingChanges() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")),
            (request, reply) -> reply.stream().raw(": heartbeat\n\n").hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> told.all().stream().filter("connected"::equals).count() == 2);
    await().until(watch::isConnected);
  }

  @Test
  void aHeartbeatMayMoveTheIdOn() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) -> reply.stream().raw("id: 5\n\n").snapshot("0", false, instance("x")),
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).raw(": alive\nid: 9\n\n"),
            (request, reply) -> reply.stream().raw("id: 12\n\nid: 13"),
            (request, reply) -> reply.stream().event("added", "14", instance("b")).hold());
    servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(server.requests())
        .extracting(request -> request.header("Last-Event-ID").orElse("none"))
        .containsExactly("none", "none", "9", "12");
  }

  @Test
  void whatWentDuringAnOutageIsToldWhenTheNewSnapshotIsComplete() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a"), instance("b"), instance("c")),
            (request, reply) -> {
              reply.stream().snapshot("0", false, instance("b", "TASK_KILLING"), instance("d"));
              rest.await();
              reply.snapshot("90", true, instance("c")).hold();
            });
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> server.requests().size() == 2);
    assertThat(ids(watch)).containsExactly("a", "b", "c");
    rest.countDown();
    await().until(() -> told.changes().contains("REMOVED a"));
    assertThat(told.changes().subList(3, 6)).containsExactly("CHANGED b", "ADDED d", "REMOVED a");
    await().until(() -> told.all().contains("settled [b, d, c]"));
  }

  @Test
  void aSnapshotThatBreaksOffChangesNothing() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")),
            (request, reply) -> reply.stream().snapshot("0", false, instance("x")),
            (request, reply) -> reply.stream().snapshot("9", true, instance("b")).hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> ids(watch).equals(List.of("b")));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b", "REMOVED a");
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(server.requests().get(2).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void anotherServerIsAskedForASnapshot() throws Exception {
    AwkwardServer one = servers.open(AwkwardServers.snapshotOf("7", instance("a")));
    AwkwardServer two = servers.open(AwkwardServers.snapshotOf("7", instance("a")));
    ServiceWatch watch = servers.client(one, two).watch("web", told);
    watch.ready().get();
    boolean first = !one.requests().isEmpty();
    AwkwardServer asked = first ? one : two;
    AwkwardServer other = first ? two : one;
    asked.close();
    await().until(() -> told.all().stream().filter("connected"::equals).count() == 2);
    assertThat(other.requests().get(0).header("Last-Event-ID")).isEmpty();
    assertThat(told.changes()).containsExactly("ADDED a");
    assertThat(ids(watch)).containsExactly("a");
  }

  @Test
  void aWatchThatFellBehindGoesOnBehindItsLastEvent() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).event("lost", "99", "{}").hold(),
            (request, reply) -> reply.stream().event("added", "8", instance("b")).hold());
    servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(told.reasons())
        .containsExactly(server.url() + "/: the server gave the watch up, as it fell behind");
  }

  @Test
  void aStreamThatIsCutInsideOfACharacterLosesNothing() throws Exception {
    byte[] event = ("event: added\nid: 8\ndata: " + instance("grün") + "\n\n").getBytes(UTF_8);
    int middle = new String(event, UTF_8).indexOf('ü') + 1;
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).raw(Arrays.copyOf(event, middle)),
            (request, reply) -> {
              reply.stream().raw(Arrays.copyOf(event, middle));
              reply.raw(Arrays.copyOfRange(event, middle, event.length)).hold();
            });
    servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED grün"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED grün");
  }

  @Test
  void aChunkedStreamThatIsCutInsideOfAChunkGoesOn() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) -> {
              String event =
                  "event: snapshot\nid: 7\ndata: {\"items\":["
                      + instance("a")
                      + "],\"complete\":true}\n\n";
              reply.raw(Reply.EVENTS + "Transfer-Encoding: chunked\r\n\r\n");
              reply.raw(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
              reply.raw("ffff\r\nevent: removed\nid: 8\ndata: " + instance("a"));
            },
            (request, reply) -> reply.stream().event("added", "8", instance("b")).hold());
    servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b");
  }
}
