package io.herald.examples.clients;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.examples.clients.HeraldServer.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Task;
import io.herald.client.HeraldClient;
import io.herald.client.InstanceChange;
import io.herald.client.InstanceChange.Kind;
import io.herald.client.ServiceWatch;
import io.herald.client.model.InstanceSelection;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceInstance.Health;
import io.herald.client.model.ServiceSummary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The client beside Herald's own API. */
class RealServerTest {

  private static HeraldClient client(HeraldServer... servers) {
    return HeraldClient.to(List.of(servers).stream().map(HeraldServer::url).toArray(String[]::new))
        .pauses(Duration.ofMillis(1), Duration.ofMillis(50))
        .build();
  }

  @Test
  void listsAreRead() throws Exception {
    try (HeraldServer server = new HeraldServer();
        HeraldClient client = client(server)) {
      Task[] tasks = new Task[2500];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = task("t" + i, "service-" + i % 1200 + "/ä:b", "http", 1000 + i);
      }
      server.put(tasks);
      assertThat(client.services()).hasSize(1200).extracting(ServiceSummary::instances).contains(3);
      ServiceSummary one = client.services().get(0);
      assertThat(one.name()).isEqualTo("service-0/ä:b");
      List<ServiceInstance> instances = client.instances(one.key());
      assertThat(instances)
          .extracting(ServiceInstance::id)
          .containsExactlyInAnyOrder("t0", "t1200", "t2400");
      assertThat(instances.get(0).endpoints("http"))
          .hasSize(1)
          .allSatisfy(at -> assertThat(at.getAddress().getHostAddress()).isEqualTo("127.0.0.1"));
      assertThat(client.instances("service-7%2F%C3%A4%3Ab")).isNotEmpty();
    }
  }

  @Test
  void changesAreToldAsTheyHappen() throws Exception {
    try (HeraldServer server = new HeraldServer();
        HeraldClient client = client(server)) {
      Task one = task("t1", "http-example.test.vagrant", "http", 31001);
      server.put(one, task("t2", "other", "http", 1));
      List<String> told = new CopyOnWriteArrayList<>();
      ServiceWatch watch =
          client.watch(
              "http-example.test.vagrant",
              change ->
                  told.add(
                      change.kind()
                          + " "
                          + change.instance().id()
                          + " "
                          + change.instance().health()));
      watch.ready().get();
      server.put(healthy(one, false));
      server.put(task("t3", "http-example.test.vagrant", "http", 31003));
      server.remove(one);
      await().until(() -> told.size() == 4);
      assertThat(told)
          .containsExactly(
              "ADDED t1 UNKNOWN",
              "CHANGED t1 UNHEALTHY",
              "ADDED t3 UNKNOWN",
              "REMOVED t1 UNHEALTHY");
      assertThat(watch.instances())
          .singleElement()
          .satisfies(
              left -> {
                assertThat(left.service()).isEqualTo("aurora:http-example.test.vagrant");
                assertThat(left.endpoints("http"))
                    .containsExactly(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 31003));
              });
    }
  }

  @Test
  void selectionsAreTheServers() throws Exception {
    try (HeraldServer server = new HeraldServer();
        HeraldClient client = client(server)) {
      server.put(
          healthy(task("t1", "web-1", "http", 1), true),
          healthy(task("t2", "web-2", "admin", 2), false),
          task("t3", "shop", "http", 3));
      Map<InstanceSelection, List<String>> expected = new HashMap<>();
      InstanceSelection all = InstanceSelection.all();
      expected.put(all, List.of("t1", "t2", "t3"));
      expected.put(all.prefix("web-"), List.of("t1", "t2"));
      expected.put(all.port("http"), List.of("t1", "t3"));
      expected.put(all.health(Health.UNHEALTHY), List.of("t2"));
      expected.put(all.framework("aurora").port("admin"), List.of("t2"));
      expected.put(all.framework("marathon"), List.of());
      expected.put(all.agent("S1").search("SHOP"), List.of("t3"));
      for (Map.Entry<InstanceSelection, List<String>> entry : expected.entrySet()) {
        try (ServiceWatch watch = client.watch(entry.getKey(), change -> {})) {
          watch.ready().get();
          assertThat(watch.instances())
              .as("%s", entry.getKey())
              .extracting(ServiceInstance::id)
              .containsExactlyInAnyOrderElementsOf(entry.getValue());
        }
      }
    }
  }

  @Test
  void nothingIsLostOrDoubledWhileTheServerRestartsAgainAndAgain() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (HeraldServer server = new HeraldServer();
        HeraldClient client = client(server)) {
      Map<String, String> expected = new TreeMap<>();
      Map<String, String> told = new TreeMap<>();
      AtomicReference<String> wrong = new AtomicReference<>("");
      ServiceWatch watch =
          client.watch(
              InstanceSelection.all(),
              change -> {
                synchronized (told) {
                  apply(change, told, wrong);
                }
              });
      watch.ready().get();
      for (int i = 0; i < 600; i++) {
        String id = "t" + random.nextInt(40);
        if (expected.containsKey(id) && random.nextInt(3) == 0) {
          server.remove(task(id, "web", "http", 1));
          expected.remove(id);
        } else {
          int port = 1 + random.nextInt(60_000);
          server.put(task(id, "web", "http", port));
          expected.put(id, "[127.0.0.1:" + port + "]");
        }
        if (i % 60 == 30) {
          server.restart();
        }
      }
      await("seed " + seed)
          .until(
              () -> {
                synchronized (told) {
                  return told.equals(expected);
                }
              });
      assertThat(wrong.get()).as("seed %d", seed).isEmpty();
      assertThat(watch.instances()).hasSize(expected.size());
    }
  }

  private static void apply(
      InstanceChange change, Map<String, String> told, AtomicReference<String> wrong) {
    String id = change.instance().id();
    String at =
        change.instance().endpoints("http").stream()
            .map(e -> e.getAddress().getHostAddress() + ":" + e.getPort())
            .toList()
            .toString();
    String before = change.kind() == Kind.REMOVED ? told.remove(id) : told.put(id, at);
    if ((before == null) != (change.kind() == Kind.ADDED)
        || at.equals(before) != (change.kind() == Kind.REMOVED)) {
      wrong.compareAndSet("", change + " after " + before);
    }
  }

  @Test
  void aReplicaTakesOver() throws Exception {
    try (HeraldServer one = new HeraldServer();
        HeraldServer two = new HeraldServer();
        HeraldClient client = client(one, two)) {
      one.put(task("t1", "web", "http", 1));
      two.put(task("t1", "web", "http", 1));
      List<String> told = new CopyOnWriteArrayList<>();
      List<String> connected = new CopyOnWriteArrayList<>();
      ServiceWatch watch =
          client.watch(
              "web",
              new io.herald.client.ChangeListener() {
                @Override
                public void changed(InstanceChange change) {
                  told.add(change.kind() + " " + change.instance().id());
                }

                @Override
                public void connected(java.net.URI server) {
                  connected.add(server.toString());
                }
              });
      watch.ready().get();
      await().until(() -> connected.size() == 1);
      HeraldServer first = connected.get(0).startsWith(one.url()) ? one : two;
      HeraldServer second = first == one ? two : one;
      first.close();
      second.put(task("t2", "web", "http", 2));
      await().until(() -> told.size() == 2);
      assertThat(told).containsExactly("ADDED t1", "ADDED t2");
      assertThat(connected).hasSize(2);
    }
  }
}
