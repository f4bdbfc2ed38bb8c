package io.herald.api.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.api.json.InstanceJson;
import io.herald.runtime.threads.Threads;
import io.herald.services.instance.Health;
import io.herald.watch.InstanceFilter;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients over real sockets whose connections are cut at random lines, between two lines of one
 * event too, and who resume with Last-Event-ID while the cluster changes.
 */
class CutAndResumedStreamTest {

  private static final Logger log = LoggerFactory.getLogger(CutAndResumedStreamTest.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final InstanceJson JSON = new InstanceJson(List.of(), i -> Optional.empty());

  private static final long SEED = 20_261_130;
  private static final int CUTS = 1000;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger snapshots = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();

  /** A query of the watch, and what it means. */
  private record Query(String text, InstanceFilter filter) {

    static final List<Query> ALL =
        List.of(
            new Query("", InstanceFilter.ALL),
            new Query("?name=w%0A3", InstanceFilter.ALL.withName("w\n3")),
            new Query("?prefix=w%0A1", InstanceFilter.ALL.withNamePrefix("w\n1")),
            new Query("?framework=name1", InstanceFilter.ALL.withFramework("name1")),
            new Query("?health=unhealthy", InstanceFilter.ALL.withHealth(Health.UNHEALTHY)),
            new Query(
                "?agent=x-S1&port=p1", InstanceFilter.ALL.withAgent("x-S1").withPortName("p1")),
            new Query("?q=T1", InstanceFilter.ALL.withQuery("t1")));
  }

  @Test
  void noEventIsLostOrDoubledThroughAThousandCuts() throws Exception {
    Random random = new Random(SEED);
    try (WatchServer server =
        new WatchServer(new WatchSettings(3000), WatchEndpoints.Pace.DEFAULT)) {
      for (int i = 0; i < 200; i++) {
        server.cluster.change(random, WatchedEntities::any);
      }
      Client witness = new Client(server, Query.ALL.get(0), new Random(0), false);
      List<Client> clients = new ArrayList<>();
      for (Query query : Query.ALL) {
        clients.add(new Client(server, query, new Random(random.nextLong()), true));
      }
      witness.start();
      clients.forEach(Client::start);
      while (cuts.get() < CUTS && failures.isEmpty()) {
        server.cluster.change(random, WatchedEntities::any);
        witness.await(server.services.revision());
      }
      clients.forEach(Client::settle);
      try {
        await()
            .until(
                () ->
                    !failures.isEmpty()
                        || clients.stream().allMatch(client -> client.isRight(server)));
      } finally {
        log.info("seed {}: {} cuts, {} snapshots, {} events", SEED, cuts, snapshots, events);
      }
      assertThat(failures).as("seed %d", SEED).isEmpty();
      assertThat(witness.isRight(server)).isTrue();
      clients.forEach(Client::stop);
      witness.stop();
    }
  }

  /** Keeps what it is told. */
  private final class Client {
    private final WatchServer server;
    private final Query query;
    private final Random random;
    private final Map<String, JsonNode> instances = new HashMap<>();
    private Optional<String> lastEventId = Optional.empty();
    private boolean inSnapshot;
    private long revision;
    private volatile boolean settled;
    private volatile boolean stopped;
    private volatile EventReader reader;

    private Client(WatchServer server, Query query, Random random, boolean cut) {
      this.server = server;
      this.query = query;
      this.random = random;
      this.settled = !cut;
    }

    private void start() {
      Threads.daemon("client " + query.text(), this::run).start();
    }

    private void settle() {
      settled = true;
    }

    private void stop() {
      stopped = true;
      try {
        reader.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void run() {
      try {
        while (!stopped) {
          connect();
        }
      } catch (Throwable e) {
        if (!stopped) {
          failures.add(new AssertionError(query.text(), e));
        }
      }
    }

    private void connect() throws IOException, InterruptedException {
      boolean byParameter = random.nextBoolean() && lastEventId.isPresent();
      String path = "/v2/watch" + query.text();
      if (byParameter) {
        path += (path.contains("?") ? "&" : "?") + "lastEventId=" + lastEventId.get();
      }
      inSnapshot = false;
      try (EventReader stream = server.events(path, byParameter ? Optional.empty() : lastEventId)) {
        reader = stream;
        long lines = settled ? Long.MAX_VALUE : random.nextInt(200);
        for (Optional<EventReader.Event> event = stream.next(lines);
            event.isPresent() && !event.get().type().equals("lost");
            event = stream.next(lines)) {
          take(event.get());
        }
        if (!stream.lastEventId().isEmpty()) {
          lastEventId = Optional.of(stream.lastEventId());
        }
      }
      cuts.incrementAndGet();
    }

    private synchronized void take(EventReader.Event event) throws IOException {
      JsonNode data = MAPPER.readTree(event.data());
      if (event.type().equals("snapshot")) {
        if (!inSnapshot) {
          instances.clear();
        }
        for (JsonNode instance : data.get("items")) {
          assertThat(instances.put(key(instance), instance)).as("told before").isNull();
        }
        inSnapshot = !data.get("complete").asBoolean();
        snapshots.addAndGet(inSnapshot ? 0 : 1);
        revision = inSnapshot ? 0 : Long.parseLong(event.id());
        assertThat(event.id().equals("0")).isEqualTo(inSnapshot);
        notifyAll();
        return;
      }
      events.incrementAndGet();
      if (inSnapshot) {
        assertThat(event.id()).isEqualTo("0");
      } else {
        assertThat(Long.parseLong(event.id())).as("ids rise").isGreaterThan(revision);
        revision = Long.parseLong(event.id());
      }
      switch (event.type()) {
        case "added" -> assertThat(instances.put(key(data), data)).as("%s", event).isNull();
        case "changed" -> assertThat(instances.put(key(data), data)).as("%s", event).isNotNull();
        case "removed" -> assertThat(instances.remove(key(data))).as("%s", event).isEqualTo(data);
        default -> throw new AssertionError(event.toString());
      }
      notifyAll();
    }

    private synchronized void await(long wanted) throws InterruptedException {
      while (revision < wanted && failures.isEmpty()) {
        wait(100);
      }
    }

    private synchronized boolean isRight(WatchServer of) {
      return !inSnapshot && revision > 0 && instances.equals(expected(of));
    }

    private Map<String, JsonNode> expected(WatchServer of) {
      return of.services.read(
          view -> {
            Map<String, JsonNode> expected = new HashMap<>();
            view.forEachTask(
                task ->
                    view.instance(task)
                        .filter(query.filter()::matches)
                        .ifPresent(
                            instance -> {
                              JsonNode json = parsed(JSON.bytes(instance));
                              expected.put(key(json), json);
                            }));
            return expected;
          });
    }

    private static JsonNode parsed(byte[] json) {
      try {
        return MAPPER.readTree(new String(json, UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String key(JsonNode instance) {
      return instance.get("framework").get("id").asText() + "/" + instance.get("id").asText();
    }
  }
}
