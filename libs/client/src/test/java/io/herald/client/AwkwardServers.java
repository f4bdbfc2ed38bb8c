package io.herald.client;

import io.herald.client.AwkwardServer.Reply;
import io.herald.client.AwkwardServer.Request;
import io.herald.client.AwkwardServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The servers of one test, and clients of them that lose no time. Closes all of them. */
final class AwkwardServers implements AutoCloseable {

  /** Clients before servers. */
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  AwkwardServer open(Script... scripts) throws IOException {
    AwkwardServer server = new AwkwardServer(scripts);
    toClose.addLast(server);
    return server;
  }

  HeraldClient client(AwkwardServer... servers) {
    return client(Duration.ofMinutes(5), servers);
  }

  HeraldClient client(Duration silence, AwkwardServer... servers) {
    HeraldClient client =
        HeraldClient.to(Arrays.stream(servers).map(AwkwardServer::url).toArray(String[]::new))
            .pauses(Duration.ofMillis(1), Duration.ofMillis(20))
            .silence(silence)
            .answerTimeout(silence)
            .build();
    closeFirst(client);
    return client;
  }

  void closeFirst(HeraldClient client) {
    toClose.addFirst(client);
  }

  static Script snapshotOf(String id, String... instances) {
    return (request, reply) -> reply.stream().snapshot(id, true, instances).hold();
  }

  /** Is no answer. */
  static void never(Request request, Reply reply) throws IOException {
    reply.hold();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part : toClose) {
      part.close();
    }
  }
}
