package io.herald.balancer.listening;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plane whose new backends get connections once they accept one. Mesos calls a task running
 * before it listens; a plane that prefers who has the fewest connections would send every client
 * there.
 *
 * <p>Where no backend of a VIP or web service has shown itself, as at the start, all count: clients
 * then have as much from one that refuses as from none. One that never listens is reported.
 *
 * <p>Safe for any thread. One thread ({@code lb-listening}) knocks, while there is one to wait for.
 */
public final class ListeningFirst implements DataPlane {

  private static final Logger log = LoggerFactory.getLogger(ListeningFirst.class);

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
  private @Nullable DesiredState wanted;

  @GuardedBy("this")
  private Set<Endpoint> proven = new HashSet<>();

  @GuardedBy("this")
  private final Map<Endpoint, Knock> waiting = new LinkedHashMap<>();

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
    wanted = state;
    admit(state);
    plane.apply(gated(state));
    report(state, clock.instant());
    knockSoon();
  }

  /** Brings what is proven, and what is waited for, up to the endpoints that serve now. */
  @GuardedBy("this")
  private void admit(DesiredState state) {
    List<List<Endpoint>> groups = new ArrayList<>();
    state.vips().values().forEach(vip -> groups.add(serving(vip)));
    state.web().values().forEach(service -> groups.add(serving(service)));
    Set<Endpoint> before = proven;
    Set<Endpoint> known = new HashSet<>();
    groups.forEach(group -> group.stream().filter(before::contains).forEach(known::add));
    for (List<Endpoint> group : groups) {
      if (group.stream().noneMatch(before::contains)) {
        known.addAll(group);
      }
    }
    proven = known;
    Set<Endpoint> missing = new HashSet<>();
    groups.forEach(group -> group.stream().filter(e -> !known.contains(e)).forEach(missing::add));
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

  private static List<Endpoint> serving(Vip vip) {
    return vip.key().protocol() == VipProtocol.UDP
        ? List.of()
        : vip.backends().stream()
            .filter(backend -> !backend.isDraining())
            .map(backend -> Endpoint.of(backend, vip.options().proxyOut()))
            .toList();
  }

  private static List<Endpoint> serving(WebService service) {
    return service.spec().servers().stream()
        .filter(server -> !server.drained())
        .map(Endpoint::of)
        .toList();
  }

  /** The state in which those that are waited for get no connections. */
  @GuardedBy("this")
  private DesiredState gated(DesiredState state) {
    if (waiting.isEmpty()) {
      return state;
    }
    Map<Endpoint, Knock> closed = waiting;
    SortedMap<VipKey, Vip> vips = new TreeMap<>(state.vips());
    vips.replaceAll(
        (key, vip) -> {
          boolean proxyOut = vip.options().proxyOut();
          List<Backend> backends =
              vip.backends().stream()
                  .map(
                      each ->
                          closed.containsKey(Endpoint.of(each, proxyOut)) ? each.drained() : each)
                  .toList();
          return backends.equals(vip.backends())
              ? vip
              : new Vip(key, vip.addresses(), vip.options(), backends);
        });
    SortedMap<String, WebService> web = new TreeMap<>(state.web());
    web.replaceAll(
        (name, service) -> {
          List<WebServer> servers =
              service.spec().servers().stream()
                  .map(each -> closed.containsKey(Endpoint.of(each)) ? each.withDrained() : each)
                  .toList();
          return servers.equals(service.spec().servers())
              ? service
              : new WebService(
                  name,
                  service.app(),
                  service.port(),
                  service.byApp(),
                  service.spec().withServers(servers));
        });
    return new DesiredState(state.revision(), vips, web);
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
    DesiredState state = wanted;
    if (state == null) {
      return;
    }
    Instant now = clock.instant();
    boolean answered = false;
    for (Endpoint endpoint : List.copyOf(waiting.keySet()).stream().limit(MOST).toList()) {
      Knock each = waiting.remove(endpoint);
      if (each != null && each.isAnswered(now)) {
        proven.add(endpoint);
        answered = true;
      } else if (each != null) {
        waiting.put(endpoint, each); // behind the others
      }
    }
    if (answered) {
      plane.apply(gated(state));
    }
    report(state, now);
    knockSoon();
  }

  @GuardedBy("this")
  private void report(DesiredState state, Instant now) {
    Map<Endpoint, PlaneProblem> found = new HashMap<>();
    if (waiting.values().stream().anyMatch(knock -> isLate(knock, now))) {
      state
          .vips()
          .forEach(
              (key, vip) ->
                  serving(vip)
                      .forEach(
                          addIfLate(now, found, what -> new PlaneProblem(Optional.of(key), what))));
      state
          .web()
          .forEach(
              (name, service) ->
                  serving(service)
                      .forEach(addIfLate(now, found, what -> PlaneProblem.ofPart(name, what))));
    }
    List<PlaneProblem> all =
        found.values().stream().sorted((one, other) -> one.what().compareTo(other.what())).toList();
    if (!all.equals(late)) {
      all.stream()
          .filter(problem -> !late.contains(problem))
          .forEach(problem -> log.warn("plane {}: {}", name(), problem.what()));
      late = all;
      listeners.forEach(Runnable::run);
    }
  }

  @GuardedBy("this")
  private Consumer<Endpoint> addIfLate(
      Instant now, Map<Endpoint, PlaneProblem> found, Problems problem) {
    Map<Endpoint, Knock> knocks = waiting;
    return endpoint -> {
      Knock each = knocks.get(endpoint);
      if (each != null && isLate(each, now)) {
        found.putIfAbsent(
            endpoint,
            problem.of(
                "task "
                    + endpoint.instance()
                    + " accepts no connection at "
                    + AddressText.of(endpoint.address())
                    + " and gets none; look at its log, and at the port that it was given"));
      }
    };
  }

  /** Makes a problem of its sentence. */
  private interface Problems {
    PlaneProblem of(String what);
  }

  private static boolean isLate(Knock knock, Instant now) {
    return !knock.since().plus(LATE).isAfter(now);
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
      wanted = null;
      waiting.values().forEach(Knock::close);
      waiting.clear();
    }
  }
}
