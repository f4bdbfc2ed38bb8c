package io.herald.balancer.control;

import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.vip.VipClaim;
import io.herald.catalog.model.Task;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the instances claim, by VIP. A change costs what it changes. Used by one thread at a time.
 */
final class VipIndex {

  private static final Comparator<Task.Id> BY_TASK =
      Comparator.comparing(Task.Id::taskId).thenComparing(Task.Id::frameworkId);

  private final Map<Task.Id, List<VipClaim>> byInstance = new HashMap<>();
  private final SortedMap<VipKey, SortedMap<Task.Id, List<VipClaim>>> byKey = new TreeMap<>();
  private Set<VipKey> touched = new LinkedHashSet<>();

  /** What the instance claims from now on; nothing: it is forgotten. */
  void put(Task.Id instance, List<VipClaim> claims) {
    List<VipClaim> before =
        claims.isEmpty() ? byInstance.remove(instance) : byInstance.put(instance, claims);
    if (claims.equals(before)) {
      return;
    }
    if (before != null) {
      for (VipClaim claim : before) {
        SortedMap<Task.Id, List<VipClaim>> of = byKey.get(claim.key());
        if (of != null) {
          of.remove(instance);
          if (of.isEmpty()) {
            byKey.remove(claim.key());
          }
        }
        touched.add(claim.key());
      }
    }
    for (VipClaim claim : claims) {
      byKey
          .computeIfAbsent(claim.key(), key -> new TreeMap<>(BY_TASK))
          .computeIfAbsent(instance, id -> new ArrayList<>(1))
          .add(claim);
      touched.add(claim.key());
    }
  }

  /** What the instance claims. */
  List<VipClaim> of(Task.Id instance) {
    return byInstance.getOrDefault(instance, List.of());
  }

  /** What is claimed of one VIP, in the order of the instances. */
  List<VipClaim> claims(VipKey key) {
    List<VipClaim> all = new ArrayList<>();
    byKey.getOrDefault(key, Collections.emptySortedMap()).values().forEach(all::addAll);
    return all;
  }

  /** Every VIP that is claimed. */
  Set<VipKey> keys() {
    return Collections.unmodifiableSet(byKey.keySet());
  }

  /** The names that are claimed by a task that runs. */
  SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (Map.Entry<VipKey, SortedMap<Task.Id, List<VipClaim>>> entry : byKey.entrySet()) {
      if (entry.getKey().host() instanceof VipHost.Named named && hasBackend(entry.getValue())) {
        names.add(named.text());
      }
    }
    return names;
  }

  /** The addresses that stand in labels of tasks that run. */
  Set<InetAddress> fixedAddresses() {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (Map.Entry<VipKey, SortedMap<Task.Id, List<VipClaim>>> entry : byKey.entrySet()) {
      if (entry.getKey().host() instanceof VipHost.Fixed fixed && hasBackend(entry.getValue())) {
        addresses.add(fixed.address());
      }
    }
    return addresses;
  }

  private static boolean hasBackend(SortedMap<Task.Id, List<VipClaim>> claims) {
    return claims.values().stream()
        .anyMatch(of -> of.stream().anyMatch(claim -> !claim.backends().isEmpty()));
  }

  /** These are to be looked at again, though no claim has changed. */
  void touch(Set<VipKey> keys) {
    touched.addAll(keys);
  }

  /** The VIPs of which something has changed since the last call. */
  Set<VipKey> takeTouched() {
    Set<VipKey> taken = touched;
    touched = new LinkedHashSet<>();
    return taken;
  }
}
