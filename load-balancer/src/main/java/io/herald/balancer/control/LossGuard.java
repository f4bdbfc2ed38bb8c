package io.herald.balancer.control;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which instances that went without a word are kept for a while. If more than half of a
 * service's serving instances go within {@link #AT_ONCE}, it is more likely that something between
 * them and us has failed: they are kept for the grace time, or until half of what was there serves
 * again.
 *
 * <p>Those that were killed in order, or failed their checks before they went, aren't lost. Nor are
 * those of which the master can still speak: an agent tells its master all of its tasks, so one
 * that isn't listed while its agent and its framework are has ended, whether it was killed or
 * failed. As a master says that a task is lost a moment before it says so of the agent, that is
 * believed after {@link #CERTAIN_AFTER}.
 *
 * <p>Used by one thread at a time.
 *
 * @param <K> what instances are known by
 */
final class LossGuard<K> {

  /** Losses within this time belong together. */
  static final Duration AT_ONCE = Duration.ofSeconds(10);

  /** So long agent and framework of an instance are there after it before it counts as ended. */
  static final Duration CERTAIN_AFTER = Duration.ofSeconds(1);

  private final Predicate<K> inSight;
  private final Map<ServiceKey, Service<K>> services = new HashMap<>();
  private final Set<ServiceKey> moved = new HashSet<>();

  /** Those about which time decides. */
  private final Set<ServiceKey> open = new HashSet<>();

  private Duration grace;

  /**
   * Nothing serves yet.
   *
   * @param grace how long they are kept; zero: not at all
   * @param inSight whether the master would list it if it ran
   */
  LossGuard(Duration grace, Predicate<K> inSight) {
    this.inSight = inSight;
    this.grace = grace;
  }

  /** Those that are kept from now on are kept so long. */
  void setGrace(Duration now) {
    grace = now;
  }

  private static final class Service<K> {
    private final Set<K> serving = new HashSet<>();
    private final Set<K> pending = new LinkedHashSet<>();

    /** Of those, and of the unsure ones: the master itself says that it has lost sight of them. */
    private final Set<K> unreachable = new HashSet<>();

    /** Too many to let go before it is certain that they have ended; until when that isn't. */
    private final Map<K, Instant> unsure = new LinkedHashMap<>();

    /** Until when they are kept, in the order in which they went. */
    private final Map<K, Instant> held = new LinkedHashMap<>();

    /** When others went that were let go. */
    private final Deque<Instant> gone = new ArrayDeque<>();

    /** How many served before the loss. */
    private int before;

    private boolean isOver() {
      return serving.isEmpty()
          && pending.isEmpty()
          && unsure.isEmpty()
          && held.isEmpty()
          && gone.isEmpty();
    }

    private void forget(K id) {
      pending.remove(id);
      unreachable.remove(id);
      unsure.remove(id);
      held.remove(id);
    }
  }

  /** It serves, or does so again. */
  void serving(ServiceKey service, K id) {
    Service<K> of = services.computeIfAbsent(service, key -> new Service<>());
    of.forget(id);
    if (of.serving.add(id)) {
      moved.add(service);
    }
  }

  /** It has ended in order, or gets no connections any more; nothing of it is to be kept. */
  void ended(ServiceKey service, K id) {
    Service<K> of = services.get(service);
    if (of != null) {
      of.serving.remove(id);
      of.forget(id);
      moved.add(service);
    }
  }

  /**
   * It is gone without a word.
   *
   * @return whether {@link #decide} will say what becomes of it; if not, it is to be let go
   */
  boolean lost(ServiceKey service, K id) {
    Service<K> of = services.get(service);
    if (of == null
        || !(of.serving.remove(id)
            || of.held.containsKey(id)
            || of.unsure.containsKey(id)
            || of.pending.contains(id))) {
      return false;
    }
    if (!of.held.containsKey(id) && !of.unsure.containsKey(id)) {
      of.pending.add(id);
    }
    moved.add(service);
    return true;
  }

  /**
   * The master says that it has lost sight of it.
   *
   * @return as of {@link #lost}
   */
  boolean unreachable(ServiceKey service, K id) {
    boolean open = lost(service, id);
    if (open) {
      requireNonNull(services.get(service)).unreachable.add(id);
    }
    return open;
  }

  /** What becomes of the lost ones. */
  record Decision<K>(List<K> kept, List<K> letGo) {}

  /** Decides about what was lost since the last time, and lets go of what has been kept enough. */
  Decision<K> decide(Instant now) {
    Decision<K> decision = new Decision<>(new ArrayList<>(), new ArrayList<>());
    Set<ServiceKey> asked = new HashSet<>(moved);
    asked.addAll(open);
    moved.clear();
    open.clear();
    for (ServiceKey key : asked) {
      Service<K> service = services.get(key);
      if (service != null) {
        decide(service, now, decision);
        if (service.isOver()) {
          services.remove(key);
        } else if (!service.held.isEmpty()
            || !service.unsure.isEmpty()
            || !service.gone.isEmpty()) {
          open.add(key);
        }
      }
    }
    return decision;
  }

  private void decide(Service<K> service, Instant now, Decision<K> decision) {
    while (!service.gone.isEmpty() && !service.gone.peekFirst().plus(AT_ONCE).isAfter(now)) {
      service.gone.removeFirst();
    }
    if (!service.pending.isEmpty()) {
      boolean many =
          isMost(service, service.pending.size() + service.unsure.size()) && !grace.isZero();
      for (K id : service.pending) {
        if (many) {
          service.unsure.put(id, now.plus(CERTAIN_AFTER));
        } else {
          letGo(service, id, now, decision);
        }
      }
      service.pending.clear();
    }
    decideUnsure(service, now, decision);
    boolean recovered = !service.held.isEmpty() && service.serving.size() * 2 >= service.before;
    service
        .held
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = recovered || !entry.getValue().isAfter(now);
              if (over) {
                decision.letGo.add(entry.getKey());
                decision.kept.remove(entry.getKey());
              }
              return over;
            });
  }

  private void decideUnsure(Service<K> service, Instant now, Decision<K> decision) {
    if (!isMost(service, service.unsure.size())) {
      List.copyOf(service.unsure.keySet()).forEach(id -> letGo(service, id, now, decision));
      return;
    }
    List<K> unseen = new ArrayList<>();
    List<K> over = new ArrayList<>();
    service.unsure.forEach(
        (id, until) -> {
          if (service.unreachable.contains(id) || !inSight.test(id)) {
            unseen.add(id);
          } else if (!until.isAfter(now)) {
            over.add(id);
          }
        });
    if (isMost(service, unseen.size())) {
      service.before =
          service.serving.size() + service.gone.size() + service.held.size() + unseen.size();
      for (K id : unseen) {
        service.unsure.remove(id);
        service.unreachable.remove(id);
        service.held.put(id, now.plus(grace));
        decision.kept.add(id);
      }
    } else {
      for (K id : unseen) {
        if (!requireNonNull(service.unsure.get(id)).isAfter(now)) {
          letGo(service, id, now, decision);
        }
      }
    }
    for (K id : over) {
      service.forget(id);
      decision.letGo.add(id);
    }
  }

  /** Whether so many more would be more than half of those that there were. */
  private boolean isMost(Service<K> service, int more) {
    int lost = service.gone.size() + service.held.size() + more;
    return more > 0 && lost * 2 > service.serving.size() + lost;
  }

  private void letGo(Service<K> service, K id, Instant now, Decision<K> decision) {
    service.unsure.remove(id);
    service.unreachable.remove(id);
    service.gone.addLast(now);
    decision.letGo.add(id);
  }

  /** When {@link #decide} is to be asked again at the latest; empty: nothing is kept. */
  Optional<Instant> nextDeadline() {
    return open.stream()
        .map(key -> requireNonNull(services.get(key)))
        .flatMap(
            service ->
                Stream.concat(service.held.values().stream(), service.unsure.values().stream()))
        .min(Instant::compareTo);
  }

  /** How many are kept of each service that has any. */
  Map<ServiceKey, Integer> held() {
    Map<ServiceKey, Integer> held = new HashMap<>();
    for (ServiceKey key : open) {
      int count = requireNonNull(services.get(key)).held.size();
      if (count > 0) {
        held.put(key, count);
      }
    }
    return held;
  }
}
