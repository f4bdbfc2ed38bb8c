package io.herald.balancer.control;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.vip.VipAssignment;
import io.herald.balancer.vip.VipClaim;
import io.herald.balancer.web.WebService;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.ProblemBook;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what is known of instances into the desired state, and states into published names. Used by
 * one thread, except for what is marked.
 */
final class Controller {

  private static final Logger log = LoggerFactory.getLogger(Controller.class);

  private final ProblemBook problems;
  private final Planes planes;
  private final AssignmentKeeper addresses;
  private final Clock clock;
  private final Consumer<DesiredState> keep;
  private final VipIndex index = new VipIndex();
  private final VipMembers members;
  private final Optional<WebMembers> web;
  private final Optional<IdleWebLabels> idle;
  private final LossReports losses;
  private final ClusterHosts hosts;
  private final NameGate gate = new NameGate();
  private final SortedMap<VipKey, Vip> vips = new TreeMap<>();

  /** VIPs that a running task claims. */
  private final Set<VipKey> alive = new HashSet<>();

  /** For readers: as of the last state. */
  private final Map<VipKey, List<VipClaim>> claims = new ConcurrentSkipListMap<>();

  private LoadBalancerSettings settings;
  private VipAssignment assignment = VipAssignment.NONE;
  private boolean settingsChanged;
  private boolean asked;
  private boolean answered;
  private boolean complete;
  private volatile DesiredState state = DesiredState.NONE;
  private volatile PublishedNames names = PublishedNames.NONE;
  private volatile int lost;

  /**
   * Nothing is known yet.
   *
   * @param web empty: there are no web services
   * @param keep gets each state
   */
  Controller(
      LoadBalancerSettings settings,
      Optional<WebMembers> web,
      ClusterHosts hosts,
      ProblemBook problems,
      Planes planes,
      AssignmentKeeper addresses,
      Clock clock,
      Consumer<DesiredState> keep) {
    this.settings = settings;
    this.web = web;
    this.idle =
        web.isPresent() || planes.isEmpty()
            ? Optional.empty()
            : Optional.of(new IdleWebLabels(problems));
    this.hosts = hosts;
    this.problems = problems;
    this.planes = planes;
    this.addresses = addresses;
    this.clock = clock;
    this.keep = keep;
    this.members =
        new VipMembers(index, new MasterSight(hosts.live()), problems, settings.lossGrace());
    this.losses = new LossReports(problems);
  }

  /** Any thread. */
  DesiredState state() {
    return state;
  }

  /** Any thread. */
  PublishedNames names() {
    return names;
  }

  /** How many lost instances are kept. Any thread. */
  int lost() {
    return lost;
  }

  /** Any thread. */
  List<VipClaim> claims(VipKey key) {
    return claims.getOrDefault(key, List.of());
  }

  /** Begins to ask for what is kept. */
  void begin() {
    web.ifPresent(WebMembers::begin);
  }

  /** Where the tasks run that get traffic, as far as their ids are of one place. Any thread. */
  Map<String, TaskPlace> places() {
    Map<String, TaskPlace> places = new HashMap<>();
    Set<String> several = new HashSet<>();
    BiConsumer<String, TaskPlace> add =
        (task, place) -> {
          TaskPlace other = places.putIfAbsent(task, place);
          if (other != null && !other.equals(place)) {
            several.add(task);
          }
        };
    members.sight().forEach(add);
    web.ifPresent(it -> it.sight().forEach(add));
    places.keySet().removeAll(several);
    return places;
  }

  /** Begins with what the last run had. */
  void begin(KeptState kept) {
    DesiredState last = kept.state();
    members.remember(kept);
    web.ifPresent(it -> it.remember(kept));
    vips.putAll(last.vips());
    alive.addAll(last.vips().keySet());
    index.takeTouched().forEach(key -> claims.put(key, index.claims(key)));
    tell(last, true);
  }

  void update(LoadBalancerSettings now) {
    settings = now;
    settingsChanged = true;
    members.setGrace(now.lossGrace());
    web.ifPresent(it -> it.setGrace(now.lossGrace()));
    index.touch(index.keys());
  }

  void beginSnapshot() {
    members.beginSnapshot();
    web.ifPresent(WebMembers::beginSnapshot);
    idle.ifPresent(IdleWebLabels::beginSnapshot);
  }

  void endSnapshot() {
    members.endSnapshot();
    web.ifPresent(it -> it.endSnapshot(clock.instant()));
    idle.ifPresent(IdleWebLabels::endSnapshot);
    complete = true;
  }

  void put(Instance instance) {
    members.put(instance);
    web.ifPresent(it -> it.put(instance));
    idle.ifPresent(it -> it.put(instance));
  }

  void remove(Instance instance) {
    members.remove(instance);
    web.ifPresent(it -> it.remove(instance));
    idle.ifPresent(it -> it.remove(instance));
  }

  /** The keeper has done what it was asked for; who has which address may have changed. */
  void assigned() {
    answered = answered || asked;
    VipAssignment now = addresses.current();
    if (!now.equals(assignment)) {
      index.touch(otherwiseAddressed(assignment, now));
      assignment = now;
    }
  }

  /** The service ports that are kept; empty: that can't be told now. */
  void foundPorts(Optional<SortedMap<String, Integer>> kept) {
    web.ifPresent(it -> it.foundPorts(kept));
  }

  private Set<VipKey> otherwiseAddressed(VipAssignment before, VipAssignment now) {
    Set<VipKey> others = new HashSet<>();
    for (VipKey key : index.keys()) {
      if (!(key.host() instanceof VipHost.Named named)
          || !before.of(named.text()).equals(now.of(named.text()))) {
        others.add(key);
      }
    }
    return others;
  }

  /**
   * Makes a state of what has changed, and lets names out.
   *
   * @return whether the state or the names are others than before
   */
  boolean settle() {
    Instant now = clock.instant();
    boolean changed = complete && settleState(now);
    if (gate.open(planes.applied(), settings.nameWait(), now)) {
      names = gate.published();
      changed = true;
    }
    planes.look(this::vipName);
    return changed;
  }

  private boolean settleState(Instant now) {
    members.decide(now);
    Set<VipKey> touched = index.takeTouched();
    if (isOtherwiseAlive(touched) || settingsChanged || !asked) {
      settingsChanged = false;
      asked = true;
      addresses.want(index.names(), index.fixedAddresses(), settings.pool());
    }
    if (!answered || !web.map(WebMembers::knowsPorts).orElse(true)) {
      // A state without the addresses would be one without the VIPs.
      index.touch(touched);
      return false;
    }
    VipChanges changes = new VipChanges();
    touched.forEach(key -> rebuild(key, changes));
    SortedMap<String, WebService> services =
        web.map(it -> it.settle(now)).orElse(Collections.emptySortedMap());
    reportLosses();
    if (changes.any() || !services.equals(state.web()) || state.revision() == 0) {
      changes.log(log);
      tell(new DesiredState(state.revision() + 1, vips, services), changes.named());
      keep.accept(state);
      return true;
    }
    return false;
  }

  /** Whether some of them have come to life or lost it. */
  private boolean isOtherwiseAlive(Set<VipKey> touched) {
    boolean otherwise = false;
    for (VipKey key : touched) {
      boolean lives = index.claims(key).stream().anyMatch(claim -> !claim.backends().isEmpty());
      otherwise |= lives ? alive.add(key) : alive.remove(key);
    }
    return otherwise;
  }

  private void rebuild(VipKey key, VipChanges changes) {
    List<VipClaim> of = index.claims(key);
    String name = VipsDocument.name(key, settings.zone()) + "/" + key.protocol().text();
    VipBuilder.Built built =
        VipBuilder.build(key, of, assignment, settings.pool(), hosts::have, name);
    problems.replace("VIP " + key, built.problems());
    if (of.isEmpty()) {
      claims.remove(key);
    } else {
      claims.put(key, of);
    }
    Vip now = built.vip().orElse(null);
    Vip before = now == null ? vips.remove(key) : vips.put(key, now);
    changes.add(key, name, before, now);
  }

  private void tell(DesiredState next, boolean named) {
    state = next;
    planes.apply(next);
    gate.told(next, named, clock.instant());
  }

  private void reportLosses() {
    Map<ServiceKey, Integer> held = new HashMap<>(members.held());
    web.ifPresent(
        it -> it.held().forEach((service, count) -> held.merge(service, count, Math::max)));
    losses.report(held, settings.lossGrace());
    lost = held.values().stream().mapToInt(Integer::intValue).sum();
  }

  private String vipName(PlaneProblem problem) {
    return problem
        .vip()
        .map(key -> VipsDocument.name(key, settings.zone()) + "/" + key.protocol().text() + ": ")
        .orElse("");
  }

  /** When {@link #settle} is to be called again, though nothing changes; empty: never. */
  Optional<Instant> nextDeadline() {
    // One that is over waits for a plane, which says when it is ready.
    Optional<Instant> name =
        gate.nextDeadline(settings.nameWait()).filter(at -> at.isAfter(clock.instant()));
    return Stream.of(name, members.nextDeadline(), web.flatMap(WebMembers::nextDeadline))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }
}
