package io.herald.client;

import static io.herald.client.Told.ids;
import static io.herald.client.Told.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.client.model.InstanceSelection;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch shows of a stream that works. */
class WatchTest {

  private final AwkwardServers servers = new AwkwardServers();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    servers.close();
  }

  @Test
  void aSnapshotInPiecesIsShownAtOnceWhenItIsComplete() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    AwkwardServer server =
        servers.open(
            (request, reply) -> {
              reply.stream().snapshot("0", false, instance("a"), instance("b"));
              sent.countDown();
              rest.await();
              reply.snapshot("7", true, instance("c")).hold();
            });
    ServiceWatch watch = servers.client(server).watch("web", told);
    sent.await();
    assertThat(watch.instances()).isEmpty();
    assertThat(watch.ready()).isNotDone();
    rest.countDown();
    watch.ready().get();
    await().until(() -> told.all().contains("settled [a, b, c]"));
    assertThat(told.all())
        .containsExactly("connected", "ADDED a", "ADDED b", "ADDED c", "settled [a, b, c]");
    assertThat(watch.isConnected()).isTrue();
    assertThat(server.requests().get(0).path()).isEqualTo("/v2/watch?name=web");
    assertThat(server.requests().get(0).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void anEmptySnapshotIsOneToo() throws Exception {
    ServiceWatch watch =
        servers.client(servers.open(AwkwardServers.snapshotOf("7"))).watch("web", told);
    watch.ready().get();
    await().until(() -> told.all().contains("settled []"));
    assertThat(told.changes()).isEmpty();
  }

  @Test
  void changesAreToldOnceEachAlsoIfTheyComeTwice() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"))
                    .event("added", "8", instance("b"))
                    .event("added", "8", instance("b"))
                    .event("added", "9", instance("a"))
                    .event("changed", "10", instance("a", "TASK_KILLING"))
                    .event("removed", "11", instance("a", "TASK_KILLING"))
                    .event("removed", "11", instance("a", "TASK_KILLING"))
                    .event("removed", "12", instance("never-there"))
                    .event("changed", "13", instance("c"))
                    .event("later-invention", "14", "?")
                    .raw("data: no type of ours\n\n")
                    .event("added", "15", instance("d"))
                    .hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED d"));
    assertThat(told.changes())
        .containsExactly("ADDED a", "ADDED b", "CHANGED a", "REMOVED a", "ADDED c", "ADDED d");
    assertThat(ids(watch)).containsExactlyInAnyOrder("b", "c", "d");
  }

  @Test
  void eventsBetweenThePiecesOfASnapshotBelongToIt() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("0", false, instance("a"), instance("b"))
                    .event("removed", "8", instance("a"))
                    .event("added", "9", instance("c"))
                    .snapshot("10", true, instance("d"))
                    .hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    watch.ready().get();
    assertThat(ids(watch)).containsExactly("b", "c", "d");
  }

  @Test
  void aHugePieceOfASnapshotIsRead() throws Exception {
    String[] many = new String[50_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = instance("task-" + i);
    }
    AwkwardServer server = servers.open(AwkwardServers.snapshotOf("7", many));
    ServiceWatch watch = servers.client(server).watch(InstanceSelection.all(), change -> {});
    watch.ready().get();
    assertThat(watch.instances()).hasSize(50_000);
  }

  @Test
  void aListenerThatThrowsEndsNothing() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), instance("b"))
                    .event("added", "8", instance("c"))
                    .hold());
    ServiceWatch watch =
        servers
            .client(server)
            .watch(
                "web",
                change -> {
                  told.changed(change);
                  throw new IllegalStateException("a bug of the program");
                });
    await().until(() -> told.changes().size() == 3);
    assertThat(ids(watch)).containsExactly("a", "b", "c");
    assertThat(watch.isConnected()).isTrue();
  }

  @Test
  void aKeyStandsForOneServiceAlone() throws Exception {
    String other = instance("x").replace("fw:web", "other:web:prod");
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), other)
                    .event("added", "8", other)
                    .event("added", "9", instance("b"))
                    .event("changed", "10", instance("b").replace("fw:web", "fw:shop"))
                    .hold());
    ServiceWatch watch = servers.client(server).watch("fw:web", told);
    await().until(() -> told.changes().contains("REMOVED b"));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b", "REMOVED b");
    assertThat(ids(watch)).containsExactly("a");
    assertThat(server.requests().get(0).path()).isEqualTo("/v2/watch?framework=fw&name=web");
  }

  @Test
  void tasksOfTwoFrameworksMayHaveOneId() throws Exception {
    String other = instance("a").replace("\"id\":\"f\"", "\"id\":\"g\"");
    AwkwardServer server =
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), other)
                    .event("removed", "8", other)
                    .hold());
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> told.changes().contains("REMOVED a"));
    assertThat(watch.instances()).hasSize(1);
    assertThat(watch.instances().get(0).framework().id()).isEqualTo("f");
  }
}
