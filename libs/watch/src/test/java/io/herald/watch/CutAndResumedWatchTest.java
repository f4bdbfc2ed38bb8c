package io.herald.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.instance.Instance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers with random filters, slow and fast, that are cut at random points, between two events of
 * one call too, and resume, while the cluster changes and is reloaded.
 */
class CutAndResumedWatchTest {

  private static final Logger log = LoggerFactory.getLogger(CutAndResumedWatchTest.class);

  private static final long SEED = 20_261_130;
  private static final int READERS = 20;
  private static final int CUTS = 1000;

  private final NamedScheduler threads = new NamedScheduler("watch", 2);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger snapshots = new AtomicInteger();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** The log is long enough for most resumptions. */
  @Test
  void noEventIsLostOrDoubledThroughAThousandCuts() throws Exception {
    run(new WatchSettings(1000), true);
  }

  /** Hardly any resumption succeeds, and snapshots are overtaken by the log. */
  @Test
  void aShortLogLosesReadersButNoEvents() throws Exception {
    run(new WatchSettings(20), false);
    assertThat(lost).as("readers that fell behind; seed %d", SEED).hasPositiveValue();
  }

  /**
   * @param recorded whether the log is long enough for a recorder that every batch waits for
   */
  private void run(WatchSettings settings, boolean recorded) throws Exception {
    Random random = new Random(SEED);
    ChangingCluster cluster = new ChangingCluster();
    try (ServiceLog services = new ServiceLog(settings, Clock.systemUTC(), threads)) {
      services.follow(cluster.services());
      for (int i = 0; i < 300; i++) {
        cluster.change(random, ClusterEntities::any);
      }
      Recorder recorder = new Recorder();
      if (recorded) {
        services.watch(InstanceFilter.ALL, OptionalLong.empty(), recorder);
      }
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(new Reader(services, random));
      }
      readers.forEach(Reader::open);
      int reloads = 0;
      while (cuts.get() < CUTS && failures.isEmpty()) {
        cluster.change(random, ClusterEntities::any);
        if (recorded) {
          recorder.await(services.revision());
        }
        if (cuts.get() > reloads * CUTS / 5) {
          reloads++;
          services.follow(cluster.reload());
        }
      }
      readers.forEach(Reader::settle);
      try {
        await().until(() -> !failures.isEmpty() || readers.stream().allMatch(Reader::isRight));
      } finally {
        log.info(
            "seed {}: {} cuts, {} times lost, {} snapshots, {} events",
            SEED,
            cuts,
            lost,
            snapshots,
            recorder.events.size());
      }
      assertThat(failures).as("seed %d", SEED).isEmpty();
      for (Reader reader : recorded ? readers : List.<Reader>of()) {
        assertThat(reader.revisions())
            .as("seed %d, %s", SEED, reader.filter)
            .isEqualTo(recorder.revisions(reader.filter, reader.known.snapshotAt()));
      }
    }
  }

  private void fail(Throwable failure) {
    failures.add(failure);
  }

  /** Is never cut, and is waited for. */
  private final class Recorder implements WatchListener {
    private final List<InstanceEvent> events = new ArrayList<>();
    private final Map<Task.Id, Instance> start = new HashMap<>();
    private long reached;

    @Override
    public synchronized CompletionStage<?> onSnapshot(
        List<Instance> instances, OptionalLong complete) {
      instances.forEach(instance -> start.put(instance.task().key(), instance));
      complete.ifPresent(this::reach);
      return TAKEN;
    }

    @Override
    public synchronized CompletionStage<?> onEvents(List<InstanceEvent> some) {
      events.addAll(some);
      reach(some.get(some.size() - 1).revision());
      return TAKEN;
    }

    @Override
    public void onLost() {
      fail(new AssertionError("the recorder fell behind"));
    }

    private synchronized void reach(long revision) {
      reached = revision;
      notifyAll();
    }

    private synchronized void await(long revision) throws InterruptedException {
      while (reached < revision && failures.isEmpty()) {
        wait(100);
      }
    }

    /** Of what a reader with the filter hears after a revision. */
    private synchronized List<String> revisions(InstanceFilter filter, OptionalLong after) {
      List<String> revisions = new ArrayList<>();
      Map<Task.Id, Instance> now = new HashMap<>(start);
      for (InstanceEvent event : events) {
        Instance is = event.kind() == InstanceEvent.Kind.REMOVED ? null : event.instance();
        Task.Id id = event.instance().task().key();
        Instance was = is == null ? now.remove(id) : now.put(id, is);
        boolean before = was != null && filter.matches(was);
        boolean afterwards = is != null && filter.matches(is);
        if ((before || afterwards) && event.revision() > after.orElseThrow()) {
          String kind = before ? afterwards ? "CHANGED" : "REMOVED" : "ADDED";
          revisions.add(kind + " " + event.revision());
        }
      }
      return revisions;
    }
  }

  /** Cuts itself after some events, and resumes after the last one that it knows. */
  private final class Reader {
    private final ServiceLog services;
    private final InstanceFilter filter;
    private final Random random;
    private final KnownInstances known = new KnownInstances();
    private final boolean slow;
    private volatile boolean settled;

    private Reader(ServiceLog services, Random seeds) {
      this.services = services;
      this.filter = ClusterEntities.filter(seeds);
      this.random = new Random(seeds.nextLong());
      this.slow = seeds.nextInt(4) == 0;
    }

    private void open() {
      Connection connection = new Connection(settled ? Integer.MAX_VALUE : random.nextInt(30));
      connection.begin(services.watch(filter, known.cut(), connection));
    }

    private void settle() {
      settled = true;
    }

    private boolean isRight() {
      return !known.isInSnapshot() && known.instances().equals(KnownInstances.of(services, filter));
    }

    private List<String> revisions() {
      return known.events().stream().map(e -> e.kind() + " " + e.revision()).toList();
    }

    /** Knows nothing any more once it is cut, whatever is still on its way. */
    private final class Connection implements WatchListener {
      private int left;
      private boolean cut;
      private Watch watch;

      private Connection(int left) {
        this.left = left;
      }

      private synchronized void begin(Watch opened) {
        watch = opened;
        if (cut) {
          opened.close();
        } else {
          opened.askProgress();
        }
      }

      private synchronized void cut() {
        cut = true;
        if (watch != null) {
          watch.close();
        }
        cuts.incrementAndGet();
        threads.execute(Reader.this::open);
      }

      private CompletionStage<?> taken() {
        if (!slow || settled) {
          return TAKEN;
        }
        CompletableFuture<Void> later = new CompletableFuture<>();
        var unused =
            threads.schedule(() -> later.complete(null), random.nextInt(40), TimeUnit.MILLISECONDS);
        return later;
      }

      @Override
      public synchronized CompletionStage<?> onSnapshot(
          List<Instance> instances, OptionalLong complete) {
        return take(
            () -> {
              known.snapshot(instances, complete);
              complete.ifPresent(revision -> snapshots.incrementAndGet());
              count();
            });
      }

      @Override
      public synchronized CompletionStage<?> onEvents(List<InstanceEvent> events) {
        return take(
            () -> {
              for (InstanceEvent event : events) {
                if (!cut) {
                  known.event(event);
                  count();
                }
              }
            });
      }

      @Override
      public synchronized CompletionStage<?> onProgress(OptionalLong revision) {
        return take(() -> known.progress(revision));
      }

      @Override
      public synchronized void onLost() {
        if (!cut) {
          lost.incrementAndGet();
          cut();
        }
      }

      private CompletionStage<?> take(Runnable what) {
        try {
          if (!cut) {
            what.run();
          }
        } catch (Throwable e) {
          fail(e);
        }
        return taken();
      }

      private void count() {
        left--;
        if (left < 0 && !settled) {
          cut();
        }
      }
    }
  }
}
