package io.herald.watch;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.watch.ClusterEntities.CHRONOS;
import static io.herald.watch.ClusterEntities.MARATHON;
import static io.herald.watch.ClusterEntities.ONE;
import static io.herald.watch.ClusterEntities.TWO;
import static io.herald.watch.ClusterEntities.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the log's readers are told, one story each. */
class ServiceLogTest {

  private static final Task WEB = task(MARATHON, ONE, "t1", "web");
  private static final Task WEB_2 = task(MARATHON, TWO, "t2", "web");
  private static final Task JOB = task(CHRONOS, TWO, "t3", "job");
  private static final ServiceKey OF_WEB = new ServiceKey("marathon", "web", "");
  private static final ServiceKey OF_JOB = new ServiceKey("chronos", "job", "");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T06:00:00Z"), ZoneOffset.UTC);

  private final ChangingCluster cluster = new ChangingCluster();
  private final ManualScheduler threads = new ManualScheduler();
  private final ServiceLog services = log(new WatchSettings(8), 7);

  private ServiceLog log(WatchSettings settings, int mark) {
    return new ServiceLog(settings, CLOCK, threads, mark);
  }

  private void begin() {
    services.follow(cluster.services());
    cluster.put(MARATHON, CHRONOS, ONE, TWO, WEB, JOB);
  }

  @Test
  void aWatchBeginsWithTheSnapshotAndGoesOnWithEvents() {
    begin();
    Told told = watch(InstanceFilter.ALL);
    cluster.put(WEB_2);
    cluster.put(healthy(WEB_2, false));
    cluster.remove(WEB_2);
    threads.runDue();
    assertThat(told.lines)
        .containsExactly("snapshot [t3, t1] complete", "ADDED t2", "CHANGED t2", "REMOVED t2");
    assertThat(told.last).isEqualTo(services.revision());
  }

  @Test
  void whatCameLaterIsKnownWithItsDate() {
    begin();
    cluster.put(WEB_2);
    assertThat(dated()).containsExactly("t2");
    cluster.put(healthy(WEB_2, false));
    cluster.put(healthy(WEB, false));
    assertThat(dated()).containsExactly("t2");
    cluster.remove(WEB_2);
    assertThat(dated()).isEmpty();
    // Another service: there since then.
    cluster.put(new Framework(MARATHON.id(), "athens", "", Optional.empty(), true));
    assertThat(dated()).containsExactly("t1");
  }

  private List<String> dated() {
    return services.read(
        view -> {
          List<String> dated = new ArrayList<>();
          view.forEachTask(
              task ->
                  view.instance(task)
                      .flatMap(services::since)
                      .ifPresent(date -> dated.add(task.id())));
          return dated;
        });
  }

  @Test
  void theLatestChangesAreReadBackwardsAsFarAsTheLogReaches() {
    begin();
    assertThat(back(InstanceFilter.ALL, OptionalLong.empty(), 100)).isEmpty();
    cluster.put(WEB_2);
    cluster.put(healthy(WEB, false));
    cluster.remove(WEB_2);
    assertThat(back(InstanceFilter.ALL, OptionalLong.empty(), 100))
        .containsExactly("REMOVED t2", "CHANGED t1", "ADDED t2");
    assertThat(back(InstanceFilter.ALL.withHealth(Health.UNHEALTHY), OptionalLong.empty(), 100))
        .containsExactly("ADDED t1");
    InstanceEvent latest =
        services.changesBefore(InstanceFilter.ALL, OptionalLong.empty(), 1).get(0);
    assertThat(latest.revision()).isEqualTo(services.revision());
    assertThat(back(InstanceFilter.ALL, OptionalLong.of(latest.revision()), 1))
        .containsExactly("CHANGED t1");
    for (int i = 0; i < 8; i++) {
      cluster.put(healthy(JOB, i % 2 == 0));
    }
    assertThat(back(InstanceFilter.ALL, OptionalLong.empty(), 100))
        .hasSize(8)
        .containsOnly("CHANGED t3");
    assertThat(back(InstanceFilter.ALL, OptionalLong.of(latest.revision()), 100)).isEmpty();
  }

  private List<String> back(InstanceFilter filter, OptionalLong before, int most) {
    return services.changesBefore(filter, before, most).stream()
        .map(event -> event.kind() + " " + event.instance().task().id())
        .toList();
  }

  @Test
  void whatMovesToAnotherServiceLeavesTheOneAndJoinsTheOther() {
    begin();
    Told all = watch(InstanceFilter.ALL);
    Told web = watch(InstanceFilter.of(OF_WEB));
    Told athens = watch(InstanceFilter.of(new ServiceKey("athens", "web", "")));
    cluster.put(new Framework(MARATHON.id(), "athens", "", Optional.empty(), true));
    threads.runDue();
    assertThat(all.lines).containsExactly("snapshot [t3, t1] complete", "REMOVED t1", "ADDED t1");
    assertThat(web.lines).containsExactly("snapshot [t1] complete", "REMOVED t1");
    assertThat(athens.lines).containsExactly("snapshot [] complete", "ADDED t1");
    assertThat(services.services()).containsExactly(OF_JOB, new ServiceKey("athens", "web", ""));
  }

  @Test
  void whatStopsMatchingIsRemovedAndWhatBeginsToMatchIsAdded() {
    begin();
    Told told = watch(InstanceFilter.ALL.withHealth(Health.UNHEALTHY));
    cluster.put(healthy(WEB, false));
    cluster.put(healthy(WEB, true));
    cluster.put(WEB_2);
    threads.runDue();
    assertThat(told.lines).containsExactly("snapshot [] complete", "ADDED t1", "REMOVED t1");
    assertThat(told.removed)
        .singleElement()
        .extracting(Instance::health)
        .isEqualTo(Health.UNHEALTHY);
  }

  @Test
  void beingAwaitedAfterAFailoverIsNoChange() {
    begin();
    Told told = watch(InstanceFilter.ALL);
    long before = services.revision();
    cluster.put(WEB.withRecovering(true));
    cluster.put(WEB);
    threads.runDue();
    assertThat(told.lines).containsExactly("snapshot [t3, t1] complete");
    assertThat(services.revision()).isEqualTo(before);
  }

  @Test
  void nothingIsToldBeforeEverySourceHasGivenItsSnapshot() {
    services.follow(cluster.services());
    Told told = watch(InstanceFilter.ALL);
    told.watch.askProgress();
    cluster.put(false, List.of(MARATHON, ONE, WEB));
    threads.runDue();
    assertThat(services.isComplete()).isFalse();
    assertThat(told.lines).containsExactly("progress none");
    cluster.put(CHRONOS, TWO, JOB);
    threads.runDue();
    assertThat(services.isComplete()).isTrue();
    assertThat(told.lines).containsExactly("progress none", "snapshot [t3, t1] complete");
    assertThat(value("herald_watch_changes_total")).as("it was there at the start").isZero();
  }

  @Test
  void aWatchResumesBetweenTwoEventsOfOneBatch() {
    begin();
    Told first = watch(InstanceFilter.ALL);
    cluster.put(WEB_2, healthy(JOB, true), healthy(WEB, true));
    threads.runDue();
    assertThat(first.revisions).doesNotHaveDuplicates().hasSize(4);
    Told second = watch(InstanceFilter.ALL, OptionalLong.of(first.revisions.get(1)));
    assertThat(second.lines).containsExactlyElementsOf(first.lines.subList(2, 4));
    Told snapshot = watch(InstanceFilter.ALL, OptionalLong.of(first.revisions.get(0)));
    assertThat(snapshot.lines).containsExactlyElementsOf(first.lines.subList(1, 4));
    assertThat(watch(InstanceFilter.ALL, OptionalLong.of(services.revision())).lines).isEmpty();
  }

  @Test
  void whatTheLogDoesNotReachIsResumedWithASnapshot() {
    begin();
    long start = services.revision();
    for (int i = 0; i < 4; i++) {
      cluster.put(WEB_2);
      cluster.remove(WEB_2);
    }
    assertThat(watch(InstanceFilter.ALL, OptionalLong.of(start)).lines).hasSize(8);
    cluster.put(WEB_2);
    assertThat(watch(InstanceFilter.ALL, OptionalLong.of(start)).lines)
        .containsExactly("snapshot [t3, t1, t2] complete");
  }

  @Test
  void theRevisionsOfAnotherProcessAreRecognised() {
    begin();
    cluster.put(WEB_2);
    long own = services.revision();
    ServiceLog other = log(WatchSettings.DEFAULT, 8);
    ChangingCluster same = new ChangingCluster();
    other.follow(same.services());
    same.put(MARATHON, CHRONOS, ONE, TWO, WEB, JOB);
    same.put(WEB_2);
    assertThat(other.revision()).isEqualTo(own + 1);
    for (long foreign : new long[] {0, 1, own - 512 * 3, own + 1, own + 512, Long.MAX_VALUE}) {
      assertThat(watch(InstanceFilter.ALL, OptionalLong.of(foreign)).lines)
          .as("%d", foreign)
          .containsExactly("snapshot [t3, t1, t2] complete");
      assertThat(services.nextChange(InstanceFilter.of(OF_JOB), foreign))
          .as("%d", foreign)
          .isCompletedWithValue(own);
    }
  }

  @Test
  void revisionsGoOnFromTheClockAfterARestart() {
    begin();
    cluster.put(WEB_2);
    ServiceLog later =
        new ServiceLog(
            WatchSettings.DEFAULT,
            Clock.offset(CLOCK, java.time.Duration.ofSeconds(1)),
            threads,
            0);
    assertThat(later.revision()).isGreaterThan(services.revision()).isLessThan(1L << 53);
  }

  @Test
  void aSlowReaderIsToldThatItLostAndNobodyWaitsForIt() {
    begin();
    Told slow = new Told();
    slow.taken = new CompletableFuture<>();
    slow.watch = services.watch(InstanceFilter.ALL, OptionalLong.empty(), slow);
    Told fast = watch(InstanceFilter.ALL);
    for (int i = 0; i < 5; i++) {
      cluster.put(WEB_2);
      cluster.remove(WEB_2);
      threads.runDue();
    }
    assertThat(fast.lines).hasSize(11);
    assertThat(slow.lines).containsExactly("snapshot [t3, t1] complete");
    slow.take();
    threads.runDue();
    assertThat(slow.lines).containsExactly("snapshot [t3, t1] complete", "lost");
    cluster.put(WEB_2);
    threads.runDue();
    assertThat(slow.lines).hasSize(2);
    assertThat(watch(InstanceFilter.ALL, OptionalLong.of(slow.last)).lines)
        .containsExactly("snapshot [t3, t1, t2] complete");
  }

  @Test
  void progressLetsAQuietWatchResumeWhenOthersHaveFilledTheLog() {
    begin();
    Told quiet = watch(InstanceFilter.of(OF_WEB));
    for (int i = 0; i < 10; i++) {
      cluster.put(healthy(JOB, i % 2 == 0));
    }
    threads.runDue();
    long before = quiet.last;
    quiet.watch.askProgress();
    threads.runDue();
    assertThat(quiet.lines).containsExactly("snapshot [t1] complete", "progress");
    assertThat(quiet.last).isEqualTo(services.revision());
    assertThat(watch(InstanceFilter.of(OF_WEB), OptionalLong.of(quiet.last)).lines).isEmpty();
    assertThat(watch(InstanceFilter.of(OF_WEB), OptionalLong.of(before)).lines).hasSize(1);
  }

  @Test
  void aSnapshotComesInPiecesAndWhatChangesMeanwhileIsToldOnce() {
    services.follow(cluster.services());
    Task[] many = new Task[2000];
    for (int i = 0; i < many.length; i++) {
      many[i] = task(MARATHON, ONE, "t" + i, "s%04d".formatted(i / 100));
    }
    cluster.put(MARATHON, ONE);
    cluster.put(many);
    Told told = new Told();
    told.taken = new CompletableFuture<>();
    told.watch = services.watch(InstanceFilter.ALL, OptionalLong.empty(), told);
    threads.runDue();
    assertThat(told.lines).hasSize(1);
    assertThat(told.last).as("can't resume yet").isZero();
    cluster.put(healthy(many[0], true), healthy(many[1999], true));
    for (int i = 0; i < 30; i++) {
      told.take();
      threads.runDue();
    }
    // t1999 is in a piece that is read after its change.
    assertThat(told.lines)
        .hasSize(3 * 3 + 1 + 1)
        .filteredOn(line -> line.startsWith("CHANGED"))
        .containsExactly("CHANGED t0");
    assertThat(told.lines.get(told.lines.size() - 1)).endsWith("complete");
    assertThat(told.known.instances()).isEqualTo(KnownInstances.of(services, InstanceFilter.ALL));
  }

  @Test
  void aReaderThatThrowsEndsAloneAndOneThatFailsToTakeToo() {
    begin();
    services.watch(
        InstanceFilter.ALL,
        OptionalLong.empty(),
        new Told() {
          @Override
          public CompletionStage<?> onEvents(List<InstanceEvent> events) {
            throw new IllegalStateException("a reader's fault");
          }
        });
    Told gone = watch(InstanceFilter.ALL);
    Told other = watch(InstanceFilter.ALL);
    gone.taken = new CompletableFuture<>();
    cluster.put(WEB_2);
    threads.runDue();
    gone.taken.completeExceptionally(new IllegalStateException("the connection was closed"));
    cluster.remove(WEB_2);
    threads.runDue();
    assertThat(other.lines).hasSize(3);
    assertThat(gone.lines).hasSize(2);
    assertThat(value("herald_watches")).as("the other's").isEqualTo(1);
  }

  @Test
  void aReloadIsToldAsWhatDiffers() {
    begin();
    Told told = watch(InstanceFilter.ALL);
    long before = services.revision();
    services.follow(cluster.reload());
    threads.runDue();
    assertThat(services.revision()).isEqualTo(before);
    cluster.put(WEB_2);
    threads.runDue();
    assertThat(told.lines).containsExactly("snapshot [t3, t1] complete", "ADDED t2");
    assertThat(watch(InstanceFilter.ALL, OptionalLong.of(before)).lines)
        .containsExactly("ADDED t2");
  }

  @Test
  void anotherClusterTakesOverOnceItIsKnown() {
    begin();
    Told told = watch(InstanceFilter.ALL);
    services.follow(cluster.another());
    cluster.put(false, List.of(MARATHON, ONE, WEB));
    threads.runDue();
    assertThat(told.lines).containsExactly("snapshot [t3, t1] complete");
    assertThat(services.services()).containsExactly(OF_JOB, OF_WEB);
    cluster.put(TWO, WEB_2);
    threads.runDue();
    assertThat(told.lines).containsExactly("snapshot [t3, t1] complete", "REMOVED t3", "ADDED t2");
    assertThat(services.services()).containsExactly(OF_WEB);
  }

  @Test
  void waitingForAChangeEndsWithThatServicesAndNoOthers() {
    begin();
    long start = services.changedAt(OF_WEB);
    CompletableFuture<Long> web = services.nextChange(InstanceFilter.of(OF_WEB), start);
    CompletableFuture<Long> named = services.nextChange(InstanceFilter.ALL.withName("web"), start);
    CompletableFuture<Long> chronos =
        services.nextChange(InstanceFilter.ALL.withFramework("chronos"), start);
    CompletableFuture<Long> unhealthy =
        services.nextChange(InstanceFilter.ALL.withHealth(Health.UNHEALTHY), start);
    cluster.put(healthy(JOB, true));
    threads.runDue();
    assertThat(chronos).isCompletedWithValue(services.changedAt(OF_JOB));
    assertThat(List.of(web, named, unhealthy)).noneMatch(CompletableFuture::isDone);
    assertThat(services.changedAt(OF_WEB)).isEqualTo(start);

    cluster.put(healthy(WEB, false));
    threads.runDue();
    assertThat(services.changedAt(OF_WEB)).isEqualTo(services.revision());
    assertThat(web).isCompletedWithValue(services.revision());
    assertThat(named).isCompletedWithValue(services.revision());
    assertThat(unhealthy).isCompletedWithValue(services.revision());
    assertThat(services.nextChange(InstanceFilter.of(OF_WEB), start)).isDone();
    assertThat(services.nextChange(InstanceFilter.ALL.withHealth(Health.HEALTHY), start)).isDone();
  }

  @Test
  void theIndexOfAServiceNeverFalls() {
    begin();
    long start = services.changedAt(OF_WEB);
    cluster.remove(WEB);
    long gone = services.changedAt(OF_WEB);
    assertThat(gone).isGreaterThan(start);
    cluster.put(healthy(JOB, true));
    assertThat(services.changedAt(OF_WEB)).isEqualTo(gone);
    CompletableFuture<Long> back = services.nextChange(InstanceFilter.of(OF_WEB), gone);
    assertThat(back).isNotDone();
    cluster.put(WEB);
    threads.runDue();
    assertThat(back).isCompletedWithValue(services.changedAt(OF_WEB));
    assertThat(services.changedAt(OF_WEB)).isGreaterThan(gone);
    assertThat(services.changedAt(new ServiceKey("never", "was", ""))).isPositive();
  }

  @Test
  void whoStopsWaitingIsForgotten() {
    begin();
    CompletableFuture<Long> web =
        services.nextChange(InstanceFilter.of(OF_WEB), services.changedAt(OF_WEB));
    web.cancel(false);
    cluster.remove(WEB);
    assertThat(threads.size()).as("nobody is to be told").isZero();
    assertThat(web).isCancelled();
  }

  private double value(String name) {
    return services.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .mapToDouble(
            metric ->
                metric instanceof Metric.Counter counter
                    ? counter.value().getAsDouble()
                    : ((Metric.Gauge) metric).value().getAsDouble())
        .sum();
  }

  private Told watch(InstanceFilter filter) {
    return watch(filter, OptionalLong.empty());
  }

  private Told watch(InstanceFilter filter, OptionalLong resumeAfter) {
    Told told = new Told();
    told.checked = resumeAfter.isEmpty();
    told.watch = services.watch(filter, resumeAfter, told);
    threads.runDue();
    return told;
  }

  /** What a reader is told, a line each. */
  private static class Told implements WatchListener {
    final List<String> lines = new ArrayList<>();
    final List<Long> revisions = new ArrayList<>();
    final List<Instance> removed = new ArrayList<>();
    final KnownInstances known = new KnownInstances();

    /** False for one that resumed, whose start isn't known. */
    boolean checked = true;

    CompletableFuture<?> taken = CompletableFuture.completedFuture(null);
    Watch watch;
    long last;

    /** And asks for more. */
    void take() {
      CompletableFuture<?> before = taken;
      taken = new CompletableFuture<>();
      before.complete(null);
    }

    @Override
    public CompletionStage<?> onSnapshot(List<Instance> instances, OptionalLong complete) {
      known.snapshot(instances, complete);
      List<String> ids = instances.stream().map(instance -> instance.task().id()).toList();
      lines.add("snapshot " + ids + (complete.isPresent() ? " complete" : ""));
      complete.ifPresent(this::reached);
      return taken;
    }

    @Override
    public CompletionStage<?> onEvents(List<InstanceEvent> events) {
      for (InstanceEvent event : events) {
        if (checked) {
          known.event(event);
        }
        lines.add(event.kind() + " " + event.instance().task().id());
        if (event.kind() == InstanceEvent.Kind.REMOVED) {
          removed.add(event.instance());
        }
        if (!checked || !known.isInSnapshot()) {
          reached(event.revision());
        }
      }
      return taken;
    }

    @Override
    public CompletionStage<?> onProgress(OptionalLong revision) {
      lines.add(revision.isPresent() ? "progress" : "progress none");
      revision.ifPresent(value -> last = value);
      return taken;
    }

    @Override
    public void onLost() {
      lines.add("lost");
    }

    private void reached(long revision) {
      revisions.add(revision);
      last = revision;
    }
  }
}
