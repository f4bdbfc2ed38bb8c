package io.herald.balancer.nftables;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Text for {@code nft -f}, which applies all of it or nothing. Holds addresses and numbers alone:
 * nothing that a task says gets in.
 *
 * <p>A lookup finds a VIP's chain by address, protocol and port, for connections of this machine
 * ({@code output}) and of others and of containers ({@code prerouting}). A VIP without a target is
 * in a set of those that are refused, for new connections only: open ones live on. The source is
 * masqueraded where the answer wouldn't come back through this machine: clients that aren't local,
 * and a source that is a VIP (which the kernel takes by itself when the route to it is local) or
 * loopback. To a backend at a loopback address everything comes from the loopback address, which a
 * machine has that has no other.
 */
final class NftScript {

  private static final List<String> FAMILIES = List.of("4", "6");

  /** The chains of every table. */
  static final List<String> FRAME =
      List.of(
          "refuse", "refuse_output", "refuse_prerouting", "output", "prerouting", "postrouting");

  private final String table;
  private final List<String> lines = new ArrayList<>();

  private NftScript(String table) {
    this.table = "inet " + table;
  }

  /** Replaces the table, whatever is in it. */
  static String whole(String table, Ruleset rules) {
    NftScript script = new NftScript(table);
    script.frame();
    script.change(Ruleset.EMPTY, rules);
    return script.text();
  }

  /** Makes one table of the other; empty if they are the same. */
  static Optional<String> difference(String table, Ruleset before, Ruleset after) {
    NftScript script = new NftScript(table);
    script.change(before, after);
    return script.lines.isEmpty() ? Optional.empty() : Optional.of(script.text());
  }

  /** Names of the chains of such a table. */
  static Set<String> chains(Ruleset rules) {
    Set<String> chains = new TreeSet<>(FRAME);
    rules
        .vips()
        .forEach(
            (vip, rule) -> {
              if (!rule.balancing().isRefusing()) {
                chains.add(vip.chain());
              }
            });
    return chains;
  }

  /** The elements of its sets and maps, by the sets' names. */
  static Map<String, Set<String>> elements(Ruleset rules) {
    Map<String, Set<String>> elements = new TreeMap<>();
    for (String family : FAMILIES) {
      for (String set : List.of("vips", "refused", "addresses")) {
        elements.put(set + family, new TreeSet<>());
      }
    }
    rules
        .vips()
        .forEach(
            (vip, rule) -> {
              boolean refused = rule.balancing().isRefusing();
              elements
                  .get((refused ? "refused" : "vips") + vip.family())
                  .add(refused ? vip.element() : vip.element() + " : goto " + vip.chain());
              elements.get("addresses" + vip.family()).add(VipAddress.text(vip.address()));
            });
    return elements;
  }

  private String text() {
    return String.join("\n", lines) + "\n";
  }

  @FormatMethod
  private void add(String format, Object... values) {
    lines.add(String.format(format, values));
  }

  private void frame() {
    add("add table %s", table);
    add("delete table %s", table);
    add("add table %s", table);
    for (String family : FAMILIES) {
      String type = family.equals("4") ? "ipv4_addr" : "ipv6_addr";
      add(
          "add map %s vips%s { type %s . inet_proto . inet_service : verdict; }",
          table, family, type);
      add("add set %s refused%s { type %s . inet_proto . inet_service; }", table, family, type);
      add("add set %s addresses%s { type %s; }", table, family, type);
    }
    add("add chain %s refuse", table);
    add("add rule %s refuse meta l4proto tcp reject with tcp reset", table);
    add("add rule %s refuse reject with icmpx type port-unreachable", table);
    for (String hook : List.of("output", "prerouting")) {
      add(
          "add chain %s refuse_%s { type filter hook %s priority -110; policy accept; }",
          table, hook, hook);
      add("add chain %s %s { type nat hook %s priority -100; policy accept; }", table, hook, hook);
      for (String family : FAMILIES) {
        String lookup = layer(family) + " daddr . meta l4proto . th dport";
        add(
            "add rule %s refuse_%s ct state new %s @refused%s jump refuse",
            table, hook, lookup, family);
        add("add rule %s %s %s vmap @vips%s", table, hook, lookup, family);
      }
    }
    add(
        "add chain %s postrouting { type nat hook postrouting priority 100; policy accept; }",
        table);
    for (String family : FAMILIES) {
      String layer = layer(family);
      String ours = "ct status dnat ct original " + layer + " daddr @addresses" + family;
      String loopback = family.equals("4") ? "127.0.0.0/8" : "::1";
      add(
          "add rule %s postrouting %s %s daddr %s snat %s to %s",
          table, ours, layer, loopback, layer, family.equals("4") ? "127.0.0.1" : "::1");
      add("add rule %s postrouting %s fib saddr type != local masquerade", table, ours);
      add(
          "add rule %s postrouting %s %s saddr @addresses%s masquerade",
          table, ours, layer, family);
      add(
          "add rule %s postrouting %s %s saddr %s oifname != \"lo\" masquerade",
          table, ours, layer, loopback);
    }
  }

  private static String layer(String family) {
    return family.equals("4") ? "ip" : "ip6";
  }

  private void change(Ruleset before, Ruleset after) {
    Set<VipAddress> all = new TreeSet<>(before.vips().keySet());
    all.addAll(after.vips().keySet());
    for (VipAddress vip : all) {
      Optional<Balancing> was = before.find(vip).map(Ruleset.Rule::balancing);
      Optional<Balancing> is = after.find(vip).map(Ruleset.Rule::balancing);
      if (!was.equals(is)) {
        change(vip, was, is);
      }
    }
    addresses(before, after);
  }

  private void change(VipAddress vip, Optional<Balancing> was, Optional<Balancing> is) {
    boolean wasServed = was.filter(balancing -> !balancing.isRefusing()).isPresent();
    boolean isServed = is.filter(balancing -> !balancing.isRefusing()).isPresent();
    if (was.isPresent() && !wasServed) {
      add("delete element %s refused%s { %s }", table, vip.family(), vip.element());
    }
    if (isServed) {
      if (wasServed) {
        add("flush chain %s %s", table, vip.chain());
      } else {
        add("add chain %s %s", table, vip.chain());
      }
      add("add rule %s %s %s", table, vip.chain(), is.orElseThrow().statement(vip));
    }
    if (isServed && !wasServed) {
      add(
          "add element %s vips%s { %s : goto %s }",
          table, vip.family(), vip.element(), vip.chain());
    }
    if (wasServed && !isServed) {
      add(
          "delete element %s vips%s { %s : goto %s }",
          table, vip.family(), vip.element(), vip.chain());
      add("flush chain %s %s", table, vip.chain());
      add("delete chain %s %s", table, vip.chain());
    }
    if (is.isPresent() && !isServed) {
      add("add element %s refused%s { %s }", table, vip.family(), vip.element());
    }
  }

  /** Addresses stand in a set of their own, once each. */
  private void addresses(Ruleset before, Ruleset after) {
    Set<VipAddress> was = onePortEach(before);
    Set<VipAddress> is = onePortEach(after);
    for (VipAddress gone : was) {
      if (!is.contains(gone)) {
        add(
            "delete element %s addresses%s { %s }",
            table, gone.family(), VipAddress.text(gone.address()));
      }
    }
    for (VipAddress come : is) {
      if (!was.contains(come)) {
        add(
            "add element %s addresses%s { %s }",
            table, come.family(), VipAddress.text(come.address()));
      }
    }
  }

  private static Set<VipAddress> onePortEach(Ruleset rules) {
    Set<VipAddress> byAddress =
        new TreeSet<>(Comparator.comparing(vip -> VipAddress.text(vip.address())));
    byAddress.addAll(rules.vips().keySet());
    return byAddress;
  }
}
