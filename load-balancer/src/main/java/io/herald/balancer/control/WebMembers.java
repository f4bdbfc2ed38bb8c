package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.TaskStanding;
import io.herald.balancer.web.WebProblem;
import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import io.herald.balancer.web.WebServices;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The instances behind web services: as they are, or as they were, while the loss guard keeps them.
 * A web service without instances stays for the grace time, so that its clients are told that
 * nobody serves it. Used by one thread at a time.
 */
final class WebMembers {

  private final WebServices web;
  private final PortKeeper ports;
  private final LiveServices live;
  private final ProblemBook problems;
  private final LossGuard<Task.Id> guard;
  private final MasterSight sight;

  /** Those whose labels concern web services; with each, all of its service are looked at. */
  private final Map<ServiceKey, Map<Task.Id, Instance>> members = new HashMap<>();

  /** Of those, the ones that are gone; what is to become of them is yet to be decided, or kept. */
  private final Map<Task.Id, ServiceKey> leaving = new HashMap<>();

  /** Since when services that had instances have none. */
  private final Map<ServiceKey, Instant> empty = new LinkedHashMap<>();

  private final Set<ServiceKey> touched = new HashSet<>();
  private Duration grace;
  private boolean knowsPorts;
  private Set<String> reported = Set.of();

  /** What served when the last run ended, and until when it counts. */
  private SortedMap<String, WebService> last = Collections.emptySortedMap();

  private Map<String, TaskPlace> lastPlaces = Map.of();
  private Optional<Instant> lastUntil = Optional.empty();

  /** Of those, tasks that aren't there though the master would know of them; till then in doubt. */
  private Set<String> doubtful = Set.of();

  private Optional<Instant> doubtUntil = Optional.empty();

  /** Seen since a snapshot began; empty: none is under way. */
  private Optional<Set<Task.Id>> seen = Optional.empty();

  WebMembers(
      WebServices web, PortKeeper ports, LiveServices live, ProblemBook problems, Duration grace) {
    this.web = web;
    this.ports = ports;
    this.live = live;
    this.problems = problems;
    this.grace = grace;
    this.sight = new MasterSight(live);
    this.guard = new LossGuard<>(grace, sight::reaches);
  }

  /** Begins to follow the service ports that are kept. */
  void begin() {
    ports.begin();
  }

  void setGrace(Duration now) {
    grace = now;
    guard.setGrace(now);
  }

  /** What the last run had. */
  void remember(KeptState kept) {
    last = new TreeMap<>(kept.state().web());
    lastPlaces = kept.places();
  }

  /** Where its tasks run. */
  MasterSight sight() {
    return sight;
  }

  /** Whether it was told what service ports are kept, or that nobody can tell. */
  boolean knowsPorts() {
    return knowsPorts;
  }

  /** The service ports that are kept; empty: that can't be told now. */
  void foundPorts(Optional<SortedMap<String, Integer>> kept) {
    knowsPorts = true;
    kept.ifPresent(web::adopt);
  }

  void beginSnapshot() {
    seen = Optional.of(new HashSet<>());
  }

  void endSnapshot(Instant now) {
    Set<Task.Id> there = seen.orElseThrow();
    seen = Optional.empty();
    List<Instance> gone =
        members.values().stream()
            .flatMap(of -> of.values().stream())
            .filter(instance -> !there.contains(instance.task().key()))
            .toList();
    gone.forEach(this::remove);
    if (!last.isEmpty() && lastUntil.isEmpty()) {
      lastUntil = Optional.of(now.plus(grace));
      doubtUntil = Optional.of(now.plus(LossGuard.CERTAIN_AFTER));
      doubtful =
          last.values().stream()
              .flatMap(service -> service.spec().servers().stream())
              .map(WebServer::instance)
              .filter(this::seemsEnded)
              .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** It is there, as it is now. */
  void put(Instance instance) {
    Task.Id id = instance.task().key();
    ServiceKey service = instance.service();
    Map<Task.Id, Instance> of = members.getOrDefault(service, Map.of());
    if (!web.concerns(instance)) {
      if (!of.isEmpty()) {
        guard.ended(service, id);
        drop(service, id);
        touched.add(service);
      }
      return;
    }
    seen.ifPresent(all -> all.add(id));
    sight.seen(instance);
    leaving.remove(id);
    switch (TaskStanding.of(instance.task())) {
      case SERVING -> guard.serving(service, id);
      case UNHEALTHY, UNCHECKED, KILLING -> guard.ended(service, id);
      case NOT_RUNNING, LOST -> {
        // Its state says what becomes of it; if it goes then, that is a loss still.
      }
    }
    members.computeIfAbsent(service, key -> new HashMap<>()).put(id, instance);
    touched.add(service);
  }

  /** It isn't there any more. */
  void remove(Instance instance) {
    Task.Id id = instance.task().key();
    ServiceKey service = instance.service();
    Map<Task.Id, Instance> of = members.getOrDefault(service, Map.of());
    if (of.isEmpty()) {
      return;
    }
    touched.add(service);
    if (of.containsKey(id)) {
      if (guard.lost(service, id)) {
        leaving.put(id, service);
      } else {
        drop(service, id);
      }
    }
  }

  private void drop(ServiceKey service, Task.Id id) {
    leaving.remove(id);
    sight.forget(id);
    Map<Task.Id, Instance> of = members.get(service);
    if (of != null) {
      of.remove(id);
      if (of.isEmpty()) {
        members.remove(service);
      }
    }
  }

  /** The web services as they are now. */
  SortedMap<String, WebService> settle(Instant now) {
    for (Task.Id id : guard.decide(now).letGo()) {
      ServiceKey service = leaving.get(id);
      if (service != null) {
        drop(service, id);
        touched.add(service);
      }
    }
    touched.forEach(service -> update(service, now));
    touched.clear();
    empty
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !entry.getValue().plus(grace).isAfter(now);
              if (over) {
                web.forget(entry.getKey());
              }
              return over;
            });
    SortedMap<String, WebService> services = web.services();
    web.givenPorts().ifPresent(ports::keep);
    report();
    return withLast(services, now);
  }

  private void update(ServiceKey service, Instant now) {
    List<Instance> there = new ArrayList<>(live.read(view -> view.instances(service)));
    Set<Task.Id> known = new HashSet<>();
    there.forEach(instance -> known.add(instance.task().key()));
    for (Instance member : members.getOrDefault(service, Map.of()).values()) {
      if (leaving.containsKey(member.task().key()) && known.add(member.task().key())) {
        there.add(member);
      }
    }
    web.update(service, there);
    if (there.isEmpty()) {
      empty.putIfAbsent(service, now);
    } else {
      empty.remove(service);
    }
  }

  /**
   * With those of the last run of which less than half has been found yet, for the grace time after
   * the start; without those of which the master says that they have ended meanwhile.
   */
  private SortedMap<String, WebService> withLast(
      SortedMap<String, WebService> services, Instant now) {
    if (last.isEmpty()) {
      return services;
    }
    if (lastUntil.isPresent() && !lastUntil.get().isAfter(now)) {
      last = Collections.emptySortedMap();
      return services;
    }
    if (doubtUntil.isPresent() && !doubtUntil.get().isAfter(now)) {
      doubtUntil = Optional.empty();
      last.replaceAll((name, before) -> withoutEnded(before));
    }
    SortedMap<String, WebService> all = new TreeMap<>(services);
    last.forEach(
        (name, before) -> {
          WebService found = services.get(name);
          if (found == null || serving(found) * 2 < serving(before)) {
            all.put(name, before);
          }
        });
    return all;
  }

  private WebService withoutEnded(WebService before) {
    List<WebServer> left =
        before.spec().servers().stream()
            .filter(
                server -> !(doubtful.contains(server.instance()) && seemsEnded(server.instance())))
            .toList();
    return new WebService(
        before.name(),
        before.app(),
        before.port(),
        before.byApp(),
        before.spec().withServers(left));
  }

  private boolean seemsEnded(String task) {
    TaskPlace place = lastPlaces.get(task);
    return place != null
        && !sight.knows(new Task.Id(place.framework(), task))
        && sight.reaches(place);
  }

  private static long serving(WebService service) {
    return service.spec().servers().stream().filter(server -> !server.drained()).count();
  }

  private void report() {
    Map<String, List<Problem>> now = new LinkedHashMap<>();
    for (WebProblem problem : web.problems()) {
      now.computeIfAbsent("web of " + problem.service(), key -> new ArrayList<>())
          .add(
              new Problem(
                  BalancerProblem.WEB_LABEL,
                  Optional.empty(),
                  problem.service().name()
                      + " under "
                      + problem.service().framework()
                      + ": "
                      + problem.what()));
    }
    for (String before : reported) {
      if (!now.containsKey(before)) {
        problems.replace(before, List.of());
      }
    }
    now.forEach(problems::replace);
    reported = Set.copyOf(now.keySet());
  }

  /** When {@link #settle} is to be called again, though nothing changes; empty: never. */
  Optional<Instant> nextDeadline() {
    return Stream.of(
            guard.nextDeadline().stream(),
            empty.values().stream().map(since -> since.plus(grace)),
            last.isEmpty() ? Stream.<Instant>empty() : lastUntil.stream(),
            last.isEmpty() ? Stream.<Instant>empty() : doubtUntil.stream())
        .flatMap(each -> each)
        .min(Instant::compareTo);
  }

  /** How many lost instances are kept of each service that has any. */
  Map<ServiceKey, Integer> held() {
    return guard.held();
  }
}
