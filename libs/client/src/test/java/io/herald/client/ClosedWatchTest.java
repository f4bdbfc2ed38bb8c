package io.herald.client;

import static io.herald.client.Told.ids;
import static io.herald.client.Told.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a watch, or of a client, that is closed. */
class ClosedWatchTest {

  private final AwkwardServers servers = new AwkwardServers();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    servers.close();
  }

  @Test
  void closingEndsAWatchWhateverItWaitsFor() throws Exception {
    List<AwkwardServer> waitedFor =
        List.of(
            servers.open(AwkwardServers::never), // for an answer
            servers.open((request, reply) -> reply.stream().hold()), // for an event
            servers.open(AwkwardServers.snapshotOf("7", instance("a"))),
            servers.open(
                (request, reply) -> {
                  reply.raw("HTTP/1.1 503 Not Now\r\nRetry-After: 60\r\nConnection: close\r\n\r\n");
                }));
    for (AwkwardServer server : waitedFor) {
      ServiceWatch watch = servers.client(server).watch("closing", told);
      await().until(() -> !server.requests().isEmpty());
      watch.close();
      watch.close();
      await().until(() -> threads("herald-watch closing").isEmpty());
      assertThat(watch.isConnected()).isFalse();
    }
  }

  @Test
  void aClosedWatchTellsNothingAndKeepsItsInstances() throws Exception {
    CountDownLatch more = new CountDownLatch(1);
    AwkwardServer server =
        servers.open(
            (request, reply) -> {
              reply.stream().snapshot("7", true, instance("a"));
              more.await();
              reply.event("added", "8", instance("b")).hold();
            });
    ChangeListener closesItself =
        new ChangeListener() {
          @Override
          public void changed(InstanceChange change) {
            told.changed(change);
          }

          @Override
          public void settled(ServiceWatch settled) {
            told.settled(settled);
            settled.close();
          }
        };
    ServiceWatch watch = servers.client(server).watch("web", closesItself);
    await().until(() -> threads("herald-watch web").isEmpty());
    more.countDown();
    assertThat(told.all()).containsExactly("ADDED a", "settled [a]");
    assertThat(ids(watch)).containsExactly("a");
  }

  @Test
  void aClosedClientLeavesNoThreadOfItsOwn() throws Exception {
    AwkwardServer server = servers.open(AwkwardServers.snapshotOf("7", instance("a")));
    HeraldClient client = servers.client(server);
    ServiceWatch one = client.watch("last-one", told);
    ServiceWatch two = client.watch("last-two", told);
    one.ready().get();
    client.close();
    client.close();
    assertThat(two.ready()).isDone();
    await().until(() -> threads("herald-watch last").isEmpty());
    assertThatThrownBy(() -> client.watch("web", told))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the client is closed; make another to watch web");
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
