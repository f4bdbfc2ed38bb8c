package io.herald.api.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.api.LiveCluster;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.services.ServicesView;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceEvent;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.ServiceKeys;
import io.herald.watch.Watch;
import io.herald.watch.WatchListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists of services and instances, page by page, against a plain model. */
class PagingTest {

  private static final List<Framework> FRAMEWORKS =
      List.of(
          ClusterParts.framework("marathon"),
          ClusterParts.framework("chronos"),
          ClusterParts.framework("f-other", "marathon"));
  private static final List<Agent> AGENTS =
      List.of(LiveCluster.agent(1), LiveCluster.agent(2), LiveCluster.agent(3));
  private static final List<String> NAMES = List.of("a", "aa", "ab", "b", "web", "web-2", "z");

  private final LiveCluster cluster = new LiveCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static Task task(Random random, String id) {
    Task task =
        LiveCluster.task(
            FRAMEWORKS.get(random.nextInt(FRAMEWORKS.size())),
            AGENTS.get(random.nextInt(AGENTS.size())),
            id,
            NAMES.get(random.nextInt(NAMES.size())));
    return random.nextInt(3) == 0 ? ClusterParts.healthy(task, random.nextBoolean()) : task;
  }

  private static List<InstanceFilter> filters() {
    InstanceFilter all = InstanceFilter.ALL;
    return List.of(
        all,
        all.withName("a"),
        all.withName("nothing"),
        all.withNamePrefix("a"),
        all.withNamePrefix("web"),
        all.withFramework("marathon"),
        all.withHealth(Health.UNHEALTHY),
        all.withAgent("a2.example").withNamePrefix("a"),
        all.withQuery("we a1.EXAMPLE"),
        all.withPortName("http").withEnvironment(""),
        InstanceFilter.of(new ServiceKey("marathon", "web", "")));
  }

  private List<Instance> everything() {
    return cluster
        .live()
        .read(
            view -> {
              List<Instance> all = new ArrayList<>();
              view.services().forEach(key -> all.addAll(view.instances(key)));
              return all;
            });
  }

  private List<Instance> expected(InstanceFilter filter) {
    return everything().stream()
        .filter(filter::matches)
        .sorted((a, b) -> InstancePosition.ORDER.compare(position(a), position(b)))
        .toList();
  }

  private static InstancePosition position(Instance instance) {
    return InstancePosition.of(instance);
  }

  @Test
  void pagesTogetherAreTheListWhateverTheFilterAndTheSize() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    cluster.put(FRAMEWORKS.toArray(Framework[]::new));
    cluster.put(AGENTS.toArray(Agent[]::new));
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 40; i++) {
        cluster.put(task(random, "t" + random.nextInt(200)));
      }
      for (InstanceFilter filter : filters()) {
        int size = 1 + random.nextInt(30);
        List<Instance> paged = new ArrayList<>();
        Optional<InstancePosition> after = Optional.empty();
        List<Instance> page;
        do {
          page = new InstanceWalk(cluster.live(), filter, after).next(size);
          paged.addAll(page);
          after = page.isEmpty() ? after : Optional.of(position(page.get(page.size() - 1)));
        } while (page.size() == size);
        assertThat(paged).as("seed %s, %s", seed, filter).isEqualTo(expected(filter));

        Set<ServiceKey> services = new TreeSet<>(ServiceKeys.ORDER);
        expected(filter).forEach(instance -> services.add(instance.service()));
        List<ServiceKey> listed = new ArrayList<>();
        Optional<ServiceKey> last = Optional.empty();
        List<ServiceEntry> entries;
        do {
          entries = new ServiceList(cluster.live()).after(filter, last, size);
          entries.forEach(entry -> listed.add(entry.service()));
          last = listed.isEmpty() ? last : Optional.of(listed.get(listed.size() - 1));
        } while (entries.size() == size);
        assertThat(listed).as("seed %s, %s", seed, filter).containsExactlyElementsOf(services);
      }
    }
  }

  /** What stays is listed once, whatever comes and goes between two pages. */
  @Test
  void changesBetweenPagesMoveNothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    cluster.put(FRAMEWORKS.toArray(Framework[]::new));
    cluster.put(AGENTS.toArray(Agent[]::new));
    Map<Task.Id, Task> there = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      Task task = task(random, "t" + i);
      there.put(task.key(), task);
    }
    cluster.put(true, List.copyOf(there.values()));
    Set<Task.Id> always = new HashSet<>(there.keySet());
    Map<Task.Id, Integer> listed = new HashMap<>();
    Optional<InstancePosition> after = Optional.empty();
    List<Instance> page;
    do {
      page = new InstanceWalk(cluster.live(), InstanceFilter.ALL, after).next(7);
      page.forEach(instance -> listed.merge(instance.task().key(), 1, Integer::sum));
      after = page.isEmpty() ? after : Optional.of(position(page.get(page.size() - 1)));
      List<Task.Id> ids = List.copyOf(there.keySet());
      Task gone = there.remove(ids.get(random.nextInt(ids.size())));
      always.remove(gone.key());
      cluster.remove(gone);
      Task fresh = task(random, "u" + listed.size());
      there.put(fresh.key(), fresh);
      cluster.put(fresh);
    } while (page.size() == 7);
    assertThat(listed.values()).as("seed " + seed).containsOnly(1);
    assertThat(listed.keySet()).as("seed " + seed).containsAll(always);
  }

  /** A service of 20,000 instances is made of 256 at a time, and only as far as they are asked. */
  @Test
  void aPageCostsWhatItHasHoweverLargeTheService() {
    cluster.put(FRAMEWORKS.get(0), AGENTS.get(0));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      tasks.add(
          LiveCluster.task(FRAMEWORKS.get(0), AGENTS.get(0), "t%05d".formatted(19_999 - i), "web"));
    }
    cluster.put(true, tasks);
    CountedReads counted = new CountedReads(cluster.live(), cluster::instancesMade);
    List<Instance> page =
        new InstanceWalk(counted, InstanceFilter.ALL, Optional.empty()).next(1000);
    assertThat(page).extracting(instance -> instance.task().id()).startsWith("t00000", "t00001");
    assertThat(page).hasSize(1000);
    assertThat(counted.mostMade).isEqualTo(256);
    assertThat(counted.made).isEqualTo(1024);

    // From the middle of it, and over the border of what is noted at once.
    InstanceWalk walk =
        new InstanceWalk(
            counted, InstanceFilter.ALL, Optional.of(position(page.get(page.size() - 1))));
    for (int i = 1000; i < 20_000; i++) {
      assertThat(walk.next().orElseThrow().task().id()).isEqualTo("t%05d".formatted(i));
    }
    assertThat(walk.next()).isEmpty();
    assertThat(counted.mostMade).isEqualTo(256);

    // A service is found by its first instance that matches.
    counted.made = 0;
    assertThat(
            new ServiceList(counted)
                .after(InstanceFilter.ALL.withPortName("http"), Optional.empty(), 10))
        .hasSize(1);
    assertThat(counted.made).isEqualTo(256);
  }

  /** Counts the instances that each read makes. */
  private static final class CountedReads implements LiveServices {

    private final LiveServices live;
    private final LongSupplier instancesMade;
    private long mostMade;
    private long made;

    CountedReads(LiveServices live, LongSupplier instancesMade) {
      this.live = live;
      this.instancesMade = instancesMade;
    }

    @Override
    public <T> T read(Function<ServicesView, T> reader) {
      long before = instancesMade.getAsLong();
      T read = live.read(reader);
      long now = instancesMade.getAsLong() - before;
      made += now;
      mostMade = Math.max(mostMade, now);
      return read;
    }

    @Override
    public boolean isComplete() {
      return live.isComplete();
    }

    @Override
    public long revision() {
      return live.revision();
    }

    @Override
    public NavigableSet<ServiceKey> services() {
      return live.services();
    }

    @Override
    public long changedAt(ServiceKey service) {
      return live.changedAt(service);
    }

    @Override
    public long changedAt(InstanceFilter filter) {
      return live.changedAt(filter);
    }

    @Override
    public Optional<Instant> since(Instance instance) {
      return live.since(instance);
    }

    @Override
    public List<InstanceEvent> changesBefore(InstanceFilter filter, OptionalLong before, int most) {
      return live.changesBefore(filter, before, most);
    }

    @Override
    public CompletableFuture<Long> nextChange(InstanceFilter filter, long after) {
      return live.nextChange(filter, after);
    }

    @Override
    public Watch watch(InstanceFilter filter, OptionalLong resumeAfter, WatchListener listener) {
      return live.watch(filter, resumeAfter, listener);
    }
  }
}
