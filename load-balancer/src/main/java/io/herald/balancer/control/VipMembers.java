package io.herald.balancer.control;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.vip.InstanceVips;
import io.herald.balancer.vip.TaskStanding;
import io.herald.balancer.vip.VipClaim;
import io.herald.balancer.vip.VipClaim.Standing;
import io.herald.balancer.vip.VipReader;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.ProblemBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The instances that claim VIPs: as they are, or as they were, while the loss guard keeps them.
 * Instances without labels leave no trace. Used by one thread at a time.
 */
final class VipMembers {

  private final VipIndex index;
  private final TaskProblems problems;
  private final LossGuard<Task.Id> guard;
  private final MasterSight sight;

  /** Of the instances that have labels. */
  private final Map<Task.Id, ServiceKey> services = new HashMap<>();

  /** What lost instances come to once they are let go. */
  private final Map<Task.Id, InstanceVips> endings = new HashMap<>();

  /** Of the last run, and not seen in this one; their ids begin as no framework's does. */
  private final Set<Task.Id> remembered = new HashSet<>();

  /** Seen since a snapshot began; empty: none is under way. */
  private Optional<Set<Task.Id>> seen = Optional.empty();

  VipMembers(VipIndex index, MasterSight sight, ProblemBook problems, Duration grace) {
    this.index = index;
    this.problems = new TaskProblems(problems);
    this.sight = sight;
    this.guard = new LossGuard<>(grace, sight::reaches);
  }

  /** Where its tasks run. */
  MasterSight sight() {
    return sight;
  }

  void setGrace(Duration grace) {
    guard.setGrace(grace);
  }

  /** What served when the last run ended counts as there until a snapshot says otherwise. */
  void remember(KeptState last) {
    Map<Task.Id, List<VipClaim>> claims = new HashMap<>();
    for (Vip vip : last.state().vips().values()) {
      for (Backend backend : vip.backends()) {
        Task.Id id = remembered(backend.service(), backend.instance());
        services.put(id, backend.service());
        TaskPlace place = last.places().get(backend.instance());
        if (place != null) {
          sight.remember(id, place);
        }
        claims
            .computeIfAbsent(id, key -> new ArrayList<>())
            .add(
                new VipClaim(
                    vip.key(),
                    backend.instance(),
                    "of the last run",
                    vip.options(),
                    List.of(backend),
                    backend.isDraining() ? Standing.UNCHECKED : Standing.SERVING));
        if (!backend.isDraining()) {
          guard.serving(backend.service(), id);
        }
      }
    }
    remembered.addAll(claims.keySet());
    claims.forEach(index::put);
  }

  private static Task.Id remembered(ServiceKey service, String task) {
    return new Task.Id("\0" + service.framework(), task);
  }

  /** A snapshot begins: what isn't in it is gone. */
  void beginSnapshot() {
    seen = Optional.of(new HashSet<>());
  }

  /** The snapshot is whole. */
  void endSnapshot() {
    Set<Task.Id> there = seen.orElseThrow();
    seen = Optional.empty();
    remembered.clear();
    for (Map.Entry<Task.Id, ServiceKey> known : List.copyOf(services.entrySet())) {
      if (!there.contains(known.getKey())) {
        gone(known.getValue(), known.getKey());
      }
    }
  }

  /** It is there, as it is now. */
  void put(Instance instance) {
    InstanceVips vips = VipReader.read(instance);
    Task.Id id = instance.task().key();
    if (!remembered.isEmpty()) {
      forgetRemembered(instance);
    }
    if (vips.isEmpty() && !services.containsKey(id)) {
      return;
    }
    seen.ifPresent(all -> all.add(id));
    sight.seen(instance);
    ServiceKey service = instance.service();
    ServiceKey before = services.put(id, service);
    if (before != null && !before.equals(service)) {
      guard.ended(before, id);
    }
    if (vips.claims().isEmpty()) {
      guard.ended(service, id);
      settle(id, vips);
      return;
    }
    switch (TaskStanding.of(instance.task())) {
      case SERVING -> {
        guard.serving(service, id);
        settle(id, vips);
      }
      case NOT_RUNNING, LOST -> becomeOnceDecided(id, vips, guard.unreachable(service, id));
      case UNHEALTHY, UNCHECKED, KILLING -> {
        guard.ended(service, id);
        settle(id, vips);
      }
    }
  }

  private void forgetRemembered(Instance instance) {
    Task.Id before = remembered(instance.service(), instance.task().id());
    if (remembered.remove(before)) {
      guard.ended(instance.service(), before);
      services.remove(before);
      sight.forget(before);
      index.put(before, List.of());
    }
  }

  /** It isn't there any more. */
  void remove(Instance instance) {
    Task.Id id = instance.task().key();
    ServiceKey service = services.get(id);
    if (service != null && service.equals(instance.service())) {
      gone(service, id);
    }
  }

  private void gone(ServiceKey service, Task.Id id) {
    becomeOnceDecided(id, InstanceVips.NONE, guard.lost(service, id));
  }

  private void becomeOnceDecided(Task.Id id, InstanceVips ending, boolean open) {
    if (open) {
      endings.put(id, ending);
    } else {
      settle(id, ending);
    }
  }

  /** From now on this is what it claims. */
  private void settle(Task.Id id, InstanceVips vips) {
    endings.remove(id);
    index.put(id, vips.claims());
    ServiceKey service = services.get(id);
    if (service != null) {
      problems.replace(id, service, vips.problems());
    }
    if (vips.isEmpty()) {
      services.remove(id);
      sight.forget(id);
    }
  }

  /** Decides about the lost ones. */
  void decide(Instant now) {
    LossGuard.Decision<Task.Id> decision = guard.decide(now);
    for (Task.Id id : decision.kept()) {
      index.put(id, index.of(id).stream().map(claim -> claim.withStanding(Standing.LOST)).toList());
    }
    for (Task.Id id : decision.letGo()) {
      settle(id, endings.getOrDefault(id, InstanceVips.NONE));
    }
  }

  /** When {@link #decide} is to be asked again at the latest; empty: nothing is kept. */
  Optional<Instant> nextDeadline() {
    return guard.nextDeadline();
  }

  /** How many lost instances are kept of each service that has any. */
  Map<ServiceKey, Integer> held() {
    return guard.held();
  }
}
