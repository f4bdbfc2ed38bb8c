package io.herald.balancer.nftables;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the kernel is to do with each VIP. Immutable.
 *
 * @param vips by address; of two VIPs with one address and port the first in their order has it
 * @param shadowed those that another one's address and port keep out, with that other one
 */
record Ruleset(SortedMap<VipAddress, Rule> vips, Map<VipKey, VipKey> shadowed) {

  static final Ruleset EMPTY = new Ruleset(new TreeMap<>(), Map.of());

  Ruleset {
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    shadowed = Map.copyOf(shadowed);
  }

  /**
   * One VIP at one address.
   *
   * @param listed every target that still belongs to it; those that drain are in none of the
   *     balancing
   */
  record Rule(VipKey key, Balancing balancing, Set<NatTarget> listed) {}

  static Ruleset of(DesiredState state) {
    SortedMap<VipAddress, Rule> rules = new TreeMap<>();
    Map<VipKey, VipKey> shadowed = new LinkedHashMap<>();
    for (Vip vip : state.vips().values()) {
      for (InetAddress address : vip.addresses()) {
        VipAddress at = new VipAddress(address, vip.key().protocol(), vip.key().port());
        Rule there = rules.putIfAbsent(at, rule(vip, at));
        if (there != null) {
          shadowed.put(vip.key(), there.key());
        }
      }
    }
    return new Ruleset(rules, shadowed);
  }

  private static Rule rule(Vip vip, VipAddress at) {
    Map<NatTarget, Integer> weights = new LinkedHashMap<>();
    for (Backend backend : vip.backends()) {
      if (backend.address().getClass() == at.address().getClass() && !backend.isDraining()) {
        weights.merge(
            new NatTarget(backend.address(), backend.port()), backend.weight(), Math::max);
      }
    }
    Set<NatTarget> listed =
        vip.backends().stream()
            .map(backend -> new NatTarget(backend.address(), backend.port()))
            .collect(Collectors.toUnmodifiableSet());
    return new Rule(vip.key(), new Balancing(vip.options().method(), weights), listed);
  }

  Optional<Rule> find(VipAddress vip) {
    return Optional.ofNullable(vips.get(vip));
  }
}
