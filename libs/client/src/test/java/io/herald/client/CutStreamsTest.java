package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A stream that is cut hundreds of times, at any byte: what the listener is told is what happened,
 * each change once and in order.
 */
class CutStreamsTest {

  private static final int CHANGES = 2000;
  private static final int LONGEST_STREAM = 4000;

  /** What happened: change N has the id N; each adds a task or removes one that is there. */
  private record History(List<String> changes, List<String> events, Set<String> left) {

    static History random(Random random) {
      List<String> changes = new ArrayList<>();
      List<String> events = new ArrayList<>();
      Set<String> left = new LinkedHashSet<>();
      for (int i = 1; i <= CHANGES; i++) {
        boolean removes = !left.isEmpty() && random.nextBoolean();
        String id = removes ? new ArrayList<>(left).get(random.nextInt(left.size())) : "task-" + i;
        if (removes) {
          left.remove(id);
        } else {
          left.add(id);
        }
        changes.add((removes ? "REMOVED " : "ADDED ") + id);
        events.add(
            "event: "
                + (removes ? "removed" : "added")
                + (random.nextBoolean() ? "\r\n" : "\n")
                + "id: "
                + i
                + "\ndata: "
                + Told.instance(id)
                + (random.nextBoolean() ? "\n\n" : "\r\r"));
      }
      return new History(changes, events, left);
    }

    byte[] after(int id) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (String event : events.subList(id, events.size())) {
        bytes.write(event.getBytes(UTF_8));
      }
      return bytes.toByteArray();
    }
  }

  @Test
  void nothingIsLostOrDoubled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    History history = History.random(random);
    Told told = new Told();
    try (AwkwardServer server =
            new AwkwardServer(
                (request, reply) -> {
                  reply.stream();
                  if (request.header("Last-Event-ID").isEmpty()) {
                    reply.raw("event: snapshot\nid: s\ndata: {\"items\":[],\"complete\":true}\n\n");
                    return;
                  }
                  String last = request.header("Last-Event-ID").get();
                  byte[] rest = history.after(last.equals("s") ? 0 : Integer.parseInt(last));
                  int length = Math.min(rest.length, random.nextInt(LONGEST_STREAM));
                  reply.raw(Arrays.copyOf(rest, length));
                  if (length == rest.length) {
                    reply.hold();
                  }
                });
        HeraldClient client =
            HeraldClient.to(server.url())
                .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .build()) {
      ServiceWatch watch = client.watch("web", told);
      await("seed " + seed).until(() -> told.changes().size() >= CHANGES);
      assertThat(told.changes()).as("seed %d", seed).isEqualTo(history.changes());
      assertThat(Told.ids(watch))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(history.left());
      assertThat(server.requests()).as("seed %d", seed).hasSizeGreaterThan(50);
    }
  }
}
