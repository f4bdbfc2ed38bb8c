package io.herald.client;

import static io.herald.client.Told.ids;
import static io.herald.client.Told.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.client.AwkwardServer.Reply;
import io.herald.client.AwkwardServer.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that answer with anything but a stream, or not at all. */
class FailingServerTest {

  private final AwkwardServers servers = new AwkwardServers();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    servers.close();
  }

  @Test
  void aServerThatFallsSilentIsConnectedAnew() throws Exception {
    AwkwardServer server =
        servers.open(
            (request, reply) -> reply.stream().snapshot("7", true, instance("a")).hold(),
            (request, reply) -> reply.stream().event("added", "8", instance("b")).hold());
    servers.client(Duration.ofMillis(300), server).watch("web", told);
    await().until(() -> told.changes().contains("ADDED b"));
    assertThat(told.reasons().get(0)).isEqualTo(server.url() + "/: nothing came for 300 ms");
  }

  @Test
  void aServerThatNeverAnswersIsLeftForTheNext() throws Exception {
    AwkwardServer deaf = servers.open(AwkwardServers::never);
    AwkwardServer other = servers.open(AwkwardServers.snapshotOf("7", instance("a")));
    do { // until it was the one that is asked first
      ServiceWatch watch = servers.client(Duration.ofMillis(400), deaf, other).watch("web", told);
      watch.ready().get();
      watch.close();
    } while (deaf.requests().isEmpty());
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
            "the answer is \"text/html\", not text/event-stream; this is not a Herald server"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\n" + end,
            "the answer is \"\", not text/event-stream; this is not a Herald server"),
        Arguments.of(
            "HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\n" + end,
            "it redirects to ftp://127.0.0.1/, which is not followed"),
        Arguments.of(
            "HTTP/1.1 302 Found\r\nLocation: http://a b/\r\n" + end,
            "it redirects to \"http://a b/\", which is not a URL"),
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
        servers.open(
            (request, reply) -> reply.raw(answer), AwkwardServers.snapshotOf("7", instance("a")));
    ServiceWatch watch = servers.client(server).watch("web", told);
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
        servers.open(
            (request, reply) ->
                reply.stream()
                    .snapshot("7", true, instance("a"))
                    .event("removed", "8", "{garbage")
                    .hold(),
            AwkwardServers.snapshotOf("9", instance("b")));
    ServiceWatch watch = servers.client(server).watch("web", told);
    await().until(() -> ids(watch).equals(List.of("b")));
    assertThat(server.requests().get(1).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void redirectsAreFollowedAndTheTokenStaysAtItsOrigin() throws Exception {
    AwkwardServer there = servers.open(AwkwardServers.snapshotOf("7", instance("a")));
    AwkwardServer here =
        servers.open(
            (request, reply) ->
                reply.raw(
                    "HTTP/1.1 307 There\r\nLocation: /elsewhere?x=1\r\nConnection: close\r\n\r\n"),
            (request, reply) ->
                reply.raw(
                    "HTTP/1.1 308 There\r\nLocation: "
                        + there.url()
                        + "/v2/watch?name=web\r\nConnection: close\r\n\r\n"));
    HeraldClient client = HeraldClient.to(here.url()).token("secret").build();
    servers.closeFirst(client);
    client.watch("web", told).ready().get();
    assertThat(here.requests())
        .extracting(Request::path)
        .containsExactly("/v2/watch?name=web", "/elsewhere?x=1");
    assertThat(here.requests())
        .allSatisfy(r -> assertThat(r.header("Authorization")).contains("Bearer secret"));
    assertThat(there.requests().get(0).header("Authorization")).isEqualTo(Optional.empty());
  }
}
