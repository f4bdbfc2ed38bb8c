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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which instances that went without a word are kept for a while. If more than half of a
 * service's serving instances go within {@link #AT_ONCE}, it is more likely that something between
 * them and us has failed: they are kept for the grace time, or until half of what was there serves
 * again. Those that were killed in order, or failed their checks before they went, aren't lost.
 * Used by one thread at a time.
 *
 * @param <K> what instances are known by
 */
final class LossGuard<K> {

  /** Losses within this time belong together. */
  static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final Map<ServiceKey, Service<K>> services = new HashMap<>();
  private final Set<ServiceKey> moved = new HashSet<>();

  /** Those about which time decides. */
  private final Set<ServiceKey> open = new HashSet<>();

  private Duration grace;

  /**
   * Nothing serves yet.
   *
   * @param grace how long they are kept; zero: not at all
   */
  LossGuard(Duration grace) {
    this.grace = grace;
  }

  /** Those that are kept from now on are kept so long. */
  void setGrace(Duration now) {
    grace = now;
  }

  private static final class Service<K> {
    private final Set<K> serving = new HashSet<>();
    private final Set<K> pending = new HashSet<>();

    /** Until when they are kept, in the order in which they went. */
    private final Map<K, Instant> held = new LinkedHashMap<>();

    /** When others went that were let go. */
    private final Deque<Instant> gone = new ArrayDeque<>();

    /** How many served before the loss. */
    private int before;

    private boolean isOver() {
      return serving.isEmpty() && pending.isEmpty() && held.isEmpty() && gone.isEmpty();
    }
  }

  /** It serves, or does so again. */
  void serving(ServiceKey service, K id) {
    Service<K> of = services.computeIfAbsent(service, key -> new Service<>());
    of.pending.remove(id);
    of.held.remove(id);
    if (of.serving.add(id)) {
      moved.add(service);
    }
  }

  /** It has ended in order, or gets no connections any more; nothing of it is to be kept. */
  void ended(ServiceKey service, K id) {
    Service<K> of = services.get(service);
    if (of != null) {
      of.serving.remove(id);
      of.pending.remove(id);
      of.held.remove(id);
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
        || !(of.serving.remove(id) || of.held.containsKey(id) || of.pending.contains(id))) {
      return false;
    }
    if (!of.held.containsKey(id)) {
      of.pending.add(id);
    }
    moved.add(service);
    return true;
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
        } else if (!service.held.isEmpty() || !service.gone.isEmpty()) {
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
      int lost = service.gone.size() + service.held.size() + service.pending.size();
      int before = service.serving.size() + lost;
      boolean keeps = !grace.isZero() && lost * 2 > before;
      for (K id : service.pending) {
        if (keeps) {
          service.held.put(id, now.plus(grace));
          decision.kept.add(id);
        } else {
          service.gone.addLast(now);
          decision.letGo.add(id);
        }
      }
      if (keeps) {
        service.before = before;
      }
      service.pending.clear();
    }
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

  /** When {@link #decide} is to be asked again at the latest; empty: nothing is kept. */
  Optional<Instant> nextDeadline() {
    return open.stream()
        .flatMap(key -> requireNonNull(services.get(key)).held.values().stream())
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
