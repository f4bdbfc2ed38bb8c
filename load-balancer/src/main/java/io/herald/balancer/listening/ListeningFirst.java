package io.herald.balancer.listening;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.web.WebService;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A plane whose new backends get connections once they accept one. Mesos calls a task running
 * before it listens; a plane that prefers who has the fewest connections would send every client
 * there.
 *
 * <p>Where no backend of a VIP or web service has shown itself, as at the start, all count. One
 * that never listens is reported.
 *
 * <p>Safe for any thread. One thread ({@code lb-listening}) knocks, while there is one to wait for.
 */
public final class ListeningFirst implements DataPlane {

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** From then on it is reported. */
  private static final Duration LATE = Duration.ofSeconds(30);

  /** Knocks of one turn. */
  private static final int MOST = 256;

  private final DataPlane plane;
  private final Clock clock;
  private final NamedScheduler scheduler =
      new NamedScheduler("lb-listening", new ThreadPoolExecutor.DiscardPolicy());
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @GuardedBy("this")
  private long revision;

  @GuardedBy("this")
  private SortedMap<VipKey, Admission<Vip>> vips = Collections.emptySortedMap();

  @GuardedBy("this")
  private SortedMap<String, Admission<WebService>> web = Collections.emptySortedMap();

  @GuardedBy("this")
  private final Map<ListeningPlace, Knock> waiting = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean knocking;

  private volatile List<PlaneProblem> late = List.of();

  /**
   * Before this plane.
   *
   * @param plane closed with it
   * @param clock monotonic
   */
  public ListeningFirst(DataPlane plane, Clock clock) {
    this.plane = plane;
    this.clock = clock;
  }

  @Override
  public String name() {
    return plane.name();
  }

  @Override
  public synchronized void apply(DesiredState state) {
    revision = state.revision();
    SortedMap<VipKey, Admission<Vip>> vipsBefore = vips;
    vips = new TreeMap<>();
    for (Map.Entry<VipKey, Vip> each : state.vips().entrySet()) {
      vips.put(each.getKey(), Admission.of(each.getValue(), vipsBefore.get(each.getKey())));
    }
    SortedMap<String, Admission<WebService>> webBefore = web;
    web = new TreeMap<>();
    for (Map.Entry<String, WebService> each : state.web().entrySet()) {
      web.put(each.getKey(), Admission.of(each.getValue(), webBefore.get(each.getKey())));
    }
    waitForMissing();
    plane.apply(waiting.isEmpty() ? state : told());
    report();
    knockSoon();
  }

  /** Begins to wait for those that are missing now, and waits for no others any more. */
  @GuardedBy("this")
  private void waitForMissing() {
    Set<ListeningPlace> missing = new HashSet<>();
    vips.values().forEach(each -> missing.addAll(each.missing()));
    web.values().forEach(each -> missing.addAll(each.missing()));
    waiting
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !missing.contains(entry.getKey());
              if (over) {
                entry.getValue().close();
              }
              return over;
            });
    Instant now = clock.instant();
    missing.forEach(endpoint -> waiting.computeIfAbsent(endpoint, each -> new Knock(each, now)));
  }

  /** The state in which those that are waited for get no connections. */
  @GuardedBy("this")
  private DesiredState told() {
    SortedMap<VipKey, Vip> toldVips = new TreeMap<>();
    vips.forEach((key, each) -> toldVips.put(key, each.told()));
    SortedMap<String, WebService> toldWeb = new TreeMap<>();
    web.forEach((name, each) -> toldWeb.put(name, each.told()));
    return new DesiredState(revision, toldVips, toldWeb);
  }

  @GuardedBy("this")
  private void knockSoon() {
    if (!waiting.isEmpty() && !knocking) {
      knocking = true;
      var unused = scheduler.schedule(this::knock, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void knock() {
    knocking = false;
    Instant now = clock.instant();
    Set<ListeningPlace> answered = new HashSet<>();
    for (ListeningPlace endpoint : waiting.keySet().stream().limit(MOST).toList()) {
      Knock each = waiting.remove(endpoint);
      if (each != null && each.isAnswered(now)) {
        answered.add(endpoint);
      } else if (each != null) {
        waiting.put(endpoint, each); // behind the others
      }
    }
    if (!answered.isEmpty()) {
      vips.replaceAll((key, each) -> each.with(answered));
      web.replaceAll((name, each) -> each.with(answered));
      plane.apply(told());
    }
    report();
    knockSoon();
  }

  @GuardedBy("this")
  private void report() {
    Instant now = clock.instant();
    Set<ListeningPlace> overdue = new HashSet<>();
    waiting.forEach(
        (endpoint, knock) -> {
          if (!knock.since().plus(LATE).isAfter(now)) {
            overdue.add(endpoint);
          }
        });
    List<PlaneProblem> found = new ArrayList<>();
    if (!overdue.isEmpty()) {
      vips.forEach(
          (key, each) ->
              sentences(each, overdue)
                  .forEach(what -> found.add(new PlaneProblem(Optional.of(key), what))));
      web.forEach(
          (name, each) ->
              sentences(each, overdue)
                  .forEach(what -> found.add(PlaneProblem.ofPart(name, name + ": " + what))));
    }
    if (!found.equals(late)) {
      late = List.copyOf(found);
      listeners.forEach(Runnable::run);
    }
  }

  private static List<String> sentences(Admission<?> of, Set<ListeningPlace> overdue) {
    return of.missing().stream()
        .filter(overdue::contains)
        .map(
            endpoint ->
                "task "
                    + endpoint.instance()
                    + " accepts no connection at "
                    + AddressText.of(endpoint.address())
                    + " and gets none; look at its log, and at the port that it was given")
        .sorted()
        .toList();
  }

  @Override
  public PlaneStatus status() {
    PlaneStatus own = plane.status();
    List<PlaneProblem> more = late;
    if (more.isEmpty()) {
      return own;
    }
    List<PlaneProblem> all = new ArrayList<>(own.problems());
    all.addAll(more);
    return new PlaneStatus(own.applied(), all);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    plane.onChange(listener);
  }

  @Override
  public List<Metric> metrics() {
    return plane.metrics();
  }

  @Override
  public void drain() {
    stop();
    plane.drain();
  }

  @Override
  public void close() {
    stop();
    plane.close();
  }

  private void stop() {
    scheduler.shutdownNow();
    synchronized (this) {
      waiting.values().forEach(Knock::close);
      waiting.clear();
    }
  }
}
