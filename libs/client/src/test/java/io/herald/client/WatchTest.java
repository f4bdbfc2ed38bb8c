package io.herald.client;

import static io.herald.client.Told.ids;
import static io.herald.client.Told.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.client.AwkwardServer.Reply;
import io.herald.client.AwkwardServer.Request;
import io.herald.client.AwkwardServer.Script;
import io.herald.client.model.InstanceSelection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WatchTest {

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : toClose) {
      part.close();
    }
  }

  private AwkwardServer server(Script... scripts) throws IOException {
    AwkwardServer server = new AwkwardServer(scripts);
    toClose.add(server);
    return server;
  }

  private HeraldClient client(AwkwardServer... servers) {
    return client(Duration.ofMinutes(5), servers);
  }

  private HeraldClient client(Duration silence, AwkwardServer... servers) {
    HeraldClient client =
        HeraldClient.to(Arrays.stream(servers).map(AwkwardServer::url).toArray(String[]::new))
            .pauses(Duration.ofMillis(1), Duration.ofMillis(20))
            .silence(silence)
            .answerTimeout(silence)
            .build();
    toClose.add(0, client);
    return client;
  }

  private static Script snapshotOf(String id, String... instances) {
    return (request, reply) -> reply.stream().snapshot(id, true, instances).hold();
  }

  private static void never(Request request, Reply reply) throws IOException {
    reply.hold();
  }

  @Test
  void aSnapshotInPiecesIsShownAtOnceWhenItIsComplete() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    AwkwardServer server =
        server(
            (request, reply) -> {
              reply.stream().snapshot("0", false, instance("a"), instance("b"));
              sent.countDown();
              rest.await();
              reply.snapshot("7", true, instance("c")).hold();
            });
    ServiceWatch watch = client(server).watch("web", told);
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
    ServiceWatch watch = client(server(snapshotOf("7"))).watch("web", told);
    watch.ready().get();
    await().until(() -> told.all().contains("settled []"));
    assertThat(told.changes()).isEmpty();
  }

  @Test
  void changesAreToldOnceEachAlsoIfTheyComeTwice() throws Exception {
    AwkwardServer server =
        server(
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
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED d"));
    assertThat(told.changes())
        .containsExactly("ADDED a", "ADDED b", "CHANGED a", "REMOVED a", "ADDED c", "ADDED d");
    assertThat(ids(watch)).containsExactlyInAnyOrder("b", "c", "d");
  }

  @Test
  void aCutStreamGoesOnBehindItsLastEvent() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"))
                    .event("added", "8", instance("b")),
            (request, reply) -> reply.stream().event("added", "9", instance("c")).hold());
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED c"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("8");
    assertThat(ids(watch)).containsExactly("a", "b", "c");
    assertThat(told.reasons()).containsExactly(server.url() + "/: the server ended the stream");
  }

  @Test
  void aStreamThatGoesOnIsConnectedBeforeAnythingChanges() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")),
            (request, reply) -> reply.stream().raw(": heartbeat\n\n").hold());
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> told.all().stream().filter("connected"::equals).count() == 2);
    await().until(watch::isConnected);
  }

  @Test
  void aHeartbeatMayMoveTheIdOn() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) -> reply.stream().raw("id: 5\n\n").snapshot("0", false, instance("x")),
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).raw(": alive\nid: 9\n\n"),
            (request, reply) -> reply.stream().raw("id: 12\n\nid: 13"),
            (request, reply) -> reply.stream().event("added", "14", instance("b")).hold());
    client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(server.requests())
        .extracting(request -> request.header("Last-Event-ID").orElse("none"))
        .containsExactly("none", "none", "9", "12");
  }

  @Test
  void whatWentDuringAnOutageIsToldWhenTheNewSnapshotIsComplete() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a"), instance("b"), instance("c")),
            (request, reply) -> {
              reply.stream().snapshot("0", false, instance("b", "TASK_KILLING"), instance("d"));
              rest.await();
              reply.snapshot("90", true, instance("c")).hold();
            });
    ServiceWatch watch = client(server).watch("web", told);
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
        server(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")),
            (request, reply) -> reply.stream().snapshot("0", false, instance("x")),
            (request, reply) -> reply.stream().snapshot("9", true, instance("b")).hold());
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> ids(watch).equals(List.of("b")));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b", "REMOVED a");
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(server.requests().get(2).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void eventsBetweenThePiecesOfASnapshotBelongToIt() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("0", false, instance("a"), instance("b"))
                    .event("removed", "8", instance("a"))
                    .event("added", "9", instance("c"))
                    .snapshot("10", true, instance("d"))
                    .hold());
    ServiceWatch watch = client(server).watch("web", told);
    watch.ready().get();
    assertThat(ids(watch)).containsExactly("b", "c", "d");
  }

  @Test
  void anotherServerIsAskedForASnapshot() throws Exception {
    AwkwardServer one = server(snapshotOf("7", instance("a")));
    AwkwardServer two = server(snapshotOf("7", instance("a")));
    ServiceWatch watch = client(one, two).watch("web", told);
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
        server(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).event("lost", "99", "{}").hold(),
            (request, reply) -> reply.stream().event("added", "8", instance("b")).hold());
    client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(told.reasons())
        .containsExactly(server.url() + "/: the server gave the watch up, as it fell behind");
  }

  @Test
  void aServerThatFallsSilentIsConnectedAnew() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")).hold(),
            (request, reply) -> reply.stream().event("added", "8", instance("b")).hold());
    client(Duration.ofMillis(300), server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(told.reasons().get(0)).isEqualTo(server.url() + "/: nothing came for 300 ms");
  }

  @Test
  void aServerThatNeverAnswersIsLeftForTheNext() throws Exception {
    AwkwardServer deaf = server(WatchTest::never);
    AwkwardServer other = server(snapshotOf("7", instance("a")));
    for (int i = 0; i < 8; i++) { // whichever is asked first
      ServiceWatch watch = client(Duration.ofMillis(400), deaf, other).watch("web", told);
      watch.ready().get();
      watch.close();
    }
    await().until(() -> !deaf.requests().isEmpty());
    assertThat(told.changes()).isNotEmpty();
  }

  static List<Arguments> answers() {
    String end = "Connection: close\r\n\r\n";
    String json = "Content-Type: application/problem+json\r\n";
    return List.of(
        Arguments.of(
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                + json
                + end
                + "{\"title\":\"not ready\",\"detail\":\"the masters are not heard yet\"}",
            "it answered 503: the masters are not heard yet"),
        Arguments.of(
            "HTTP/1.1 401 Unauthorized\r\n" + end,
            "it answered 401; give the client the server's token"),
        Arguments.of(
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n" + end + "<html>",
            "it answered 404; is this a Herald server with /v2?"),
        Arguments.of("HTTP/1.1 204 No Content\r\n" + end, "it answered 204"),
        Arguments.of("HTTP/1.1 304 Not Modified\r\n" + end, "it answered 304"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + end + "<html>Log in!</html>",
            "the answer is \"text/html\", not text/event-stream; this is no Herald server"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\n" + end,
            "the answer is \"\", not text/event-stream; this is no Herald server"),
        Arguments.of(
            "HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\n" + end,
            "it redirects to ftp://127.0.0.1/, which is not followed"),
        Arguments.of(
            "HTTP/1.1 302 Found\r\nLocation: http://a b/\r\n" + end,
            "it redirects to \"http://a b/\", which is no URL"),
        Arguments.of(
            Reply.EVENTS + end + "event: added\nid: 1\ndata: {\"id\":\n\n",
            "its event \"added\" can't be read: "),
        Arguments.of(
            Reply.EVENTS + end + "event: snapshot\nid: 1\ndata: []\n\n",
            "its event \"snapshot\" can't be read: a snapshot is not an object"),
        Arguments.of(
            Reply.EVENTS + end + "event: added\nid: 1\ndata: {\"service\":\"a:b\"}\n\n",
            "its event \"added\" can't be read: an instance has no \"id\""),
        Arguments.of(Reply.EVENTS + end, "the server ended the stream"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerThatIsNoStreamIsSaidAndTriedAgain(String answer, String why) throws Exception {
    AwkwardServer server =
        server((request, reply) -> reply.raw(answer), snapshotOf("7", instance("a")));
    ServiceWatch watch = client(server).watch("web", told);
    if (answer.contains("Retry-After")) {
      await().until(() -> !told.reasons().isEmpty());
    } else {
      watch.ready().get();
      assertThat(server.requests().get(1).header("Last-Event-ID")).isEmpty();
    }
    assertThat(told.reasons().get(0)).startsWith(server.url() + "/: " + why);
  }

  @Test
  void anEventThatCanNotBeReadLeadsToASnapshot() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"))
                    .event("removed", "8", "{garbage")
                    .hold(),
            snapshotOf("9", instance("b")));
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> ids(watch).equals(List.of("b")));
    assertThat(server.requests().get(1).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void aStreamThatIsCutInsideOfACharacterLosesNothing() throws Exception {
    byte[] event = ("event: added\nid: 8\ndata: " + instance("grün") + "\n\n").getBytes(UTF_8);
    int middle = new String(event, UTF_8).indexOf('ü') + 1;
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream().snapshot("7", true, instance("a")).raw(Arrays.copyOf(event, middle)),
            (request, reply) -> {
              reply.stream().raw(Arrays.copyOf(event, middle));
              reply.raw(Arrays.copyOfRange(event, middle, event.length)).hold();
            });
    client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED grün"));
    assertThat(server.requests().get(1).header("Last-Event-ID")).contains("7");
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED grün");
  }

  @Test
  void aChunkedStreamThatIsCutInsideOfAChunkGoesOn() throws Exception {
    AwkwardServer server =
        server(
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
    client(server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b");
  }

  @Test
  void aHugePieceOfASnapshotIsRead() throws Exception {
    String[] many = new String[50_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = instance("task-" + i);
    }
    AwkwardServer server = server(snapshotOf("7", many));
    ServiceWatch watch = client(server).watch(InstanceSelection.all(), change -> {});
    watch.ready().get();
    assertThat(watch.instances()).hasSize(50_000);
  }

  @Test
  void aListenerThatThrowsEndsNothing() throws Exception {
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), instance("b"))
                    .event("added", "8", instance("c"))
                    .hold());
    ServiceWatch watch =
        client(server)
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
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), other)
                    .event("added", "8", other)
                    .event("added", "9", instance("b"))
                    .event("changed", "10", instance("b").replace("fw:web", "fw:shop"))
                    .hold());
    ServiceWatch watch = client(server).watch("fw:web", told);
    await().until(() -> told.changes().contains("REMOVED b"));
    assertThat(told.changes()).containsExactly("ADDED a", "ADDED b", "REMOVED b");
    assertThat(ids(watch)).containsExactly("a");
    assertThat(server.requests().get(0).path()).isEqualTo("/v2/watch?framework=fw&name=web");
  }

  @Test
  void tasksOfTwoFrameworksMayHaveOneId() throws Exception {
    String other = instance("a").replace("\"id\":\"f\"", "\"id\":\"g\"");
    AwkwardServer server =
        server(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"), other)
                    .event("removed", "8", other)
                    .hold());
    ServiceWatch watch = client(server).watch("web", told);
    await().until(() -> told.changes().contains("REMOVED a"));
    assertThat(watch.instances()).hasSize(1);
    assertThat(watch.instances().get(0).framework().id()).isEqualTo("f");
  }

  @Test
  void closingEndsAWatchWhateverItWaitsFor() throws Exception {
    List<AwkwardServer> servers =
        List.of(
            server(WatchTest::never), // for an answer
            server((request, reply) -> reply.stream().hold()), // for an event
            server(snapshotOf("7", instance("a"))),
            server(
                (request, reply) -> {
                  reply.raw("HTTP/1.1 503 Not Now\r\nRetry-After: 60\r\nConnection: close\r\n\r\n");
                }));
    for (AwkwardServer server : servers) {
      ServiceWatch watch = client(server).watch("closing", told);
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
        server(
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
    ServiceWatch watch = client(server).watch("web", closesItself);
    await().until(() -> threads("herald-watch web").isEmpty());
    more.countDown();
    assertThat(told.all()).containsExactly("ADDED a", "settled [a]");
    assertThat(ids(watch)).containsExactly("a");
  }

  @Test
  void aClosedClientLeavesNoThreadOfItsOwn() throws Exception {
    AwkwardServer server = server(snapshotOf("7", instance("a")));
    HeraldClient client = client(server);
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

  @Test
  void redirectsAreFollowedAndTheTokenStaysAtItsOrigin() throws Exception {
    AwkwardServer there = server(snapshotOf("7", instance("a")));
    AwkwardServer here =
        server(
            (request, reply) ->
                reply.raw(
                    "HTTP/1.1 307 There\r\nLocation: /elsewhere?x=1\r\nConnection: close\r\n\r\n"),
            (request, reply) ->
                reply.raw(
                    "HTTP/1.1 308 There\r\nLocation: "
                        + there.url()
                        + "/v2/watch?name=web\r\nConnection: close\r\n\r\n"));
    HeraldClient client = HeraldClient.to(here.url()).token("secret").build();
    toClose.add(0, client);
    client.watch("web", told).ready().get();
    assertThat(here.requests())
        .extracting(Request::path)
        .containsExactly("/v2/watch?name=web", "/elsewhere?x=1");
    assertThat(here.requests())
        .allSatisfy(r -> assertThat(r.header("Authorization")).contains("Bearer secret"));
    assertThat(there.requests().get(0).header("Authorization")).isEqualTo(Optional.empty());
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
