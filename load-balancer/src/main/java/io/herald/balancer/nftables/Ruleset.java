package io.herald.balancer.nftables;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /**
   * What a state asks of this machine.
   *
   * @param own its addresses: a task on it whose port is mapped is reached at its own address, as
   *     the mapping is a rewriting of the kernel's too, and a connection is rewritten once
   */
  static Ruleset of(DesiredState state, Set<InetAddress> own) {
    SortedMap<VipAddress, Rule> rules = new TreeMap<>();
    Map<VipKey, VipKey> shadowed = new LinkedHashMap<>();
    for (Vip vip : state.vips().values()) {
      for (InetAddress address : vip.addresses()) {
        VipAddress at = new VipAddress(address, vip.key().protocol(), vip.key().port());
        Rule there = rules.putIfAbsent(at, rule(vip, at, own));
        if (there != null) {
          shadowed.put(vip.key(), there.key());
        }
      }
    }
    return new Ruleset(rules, shadowed);
  }

  private static Rule rule(Vip vip, VipAddress at, Set<InetAddress> own) {
    Map<NatTarget, Integer> weights = new LinkedHashMap<>();
    Set<NatTarget> listed = new HashSet<>();
    for (Backend backend : vip.backends()) {
      NatTarget target = target(backend, own);
      listed.add(target);
      if (target.address().getClass() == at.address().getClass() && !backend.isDraining()) {
        weights.merge(target, backend.weight(), Math::max);
      }
    }
    return new Rule(vip.key(), new Balancing(vip.options().method(), weights), Set.copyOf(listed));
  }

  private static NatTarget target(Backend backend, Set<InetAddress> own) {
    return backend
        .mappedTo()
        .filter(inside -> own.contains(backend.address()))
        .map(inside -> new NatTarget(inside.address(), inside.port()))
        .orElseGet(() -> new NatTarget(backend.address(), backend.port()));
  }

  Optional<Rule> find(VipAddress vip) {
    return Optional.ofNullable(vips.get(vip));
  }
}
