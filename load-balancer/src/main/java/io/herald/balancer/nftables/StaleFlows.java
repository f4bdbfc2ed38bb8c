package io.herald.balancer.nftables;

import io.herald.balancer.plane.VipProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The flows of UDP that the kernel would go on sending to where they went, as it chooses at the
 * first packet alone and a client that keeps its socket never sends another first one. TCP's
 * connections live on.
 */
final class StaleFlows {

  private StaleFlows() {}

  /** Arguments of {@code conntrack}, one call each. */
  static List<List<String>> between(Ruleset before, Ruleset after) {
    List<List<String>> calls = new ArrayList<>();
    for (Map.Entry<VipAddress, Ruleset.Rule> entry : before.vips().entrySet()) {
      VipAddress vip = entry.getKey();
      if (vip.protocol() != VipProtocol.UDP) {
        continue;
      }
      Set<NatTarget> listed = after.find(vip).map(Ruleset.Rule::listed).orElse(Set.of());
      for (NatTarget target : entry.getValue().listed()) {
        if (!listed.contains(target) && sameFamily(vip, target)) {
          List<String> call = ofVip(vip);
          call.addAll(List.of("--reply-src", VipAddress.text(target.address())));
          call.addAll(List.of("--reply-port-src", String.valueOf(target.port())));
          calls.add(call);
        }
      }
    }
    for (Map.Entry<VipAddress, Ruleset.Rule> entry : after.vips().entrySet()) {
      VipAddress vip = entry.getKey();
      boolean opens = !entry.getValue().balancing().isRefusing() && !isServed(before, vip);
      if (vip.protocol() == VipProtocol.UDP && opens) {
        List<String> untouched = ofVip(vip); // what came before there was a rule for it
        untouched.addAll(List.of("--reply-src", VipAddress.text(vip.address())));
        calls.add(untouched);
      }
    }
    return calls;
  }

  private static boolean isServed(Ruleset rules, VipAddress vip) {
    Optional<Ruleset.Rule> rule = rules.find(vip);
    return rule.isPresent() && !rule.get().balancing().isRefusing();
  }

  private static boolean sameFamily(VipAddress vip, NatTarget target) {
    return vip.address().getClass() == target.address().getClass();
  }

  private static List<String> ofVip(VipAddress vip) {
    return new ArrayList<>(
        List.of(
            "-D",
            "-f",
            vip.isV4() ? "ipv4" : "ipv6",
            "-p",
            "udp",
            "--orig-dst",
            VipAddress.text(vip.address()),
            "--orig-port-dst",
            String.valueOf(vip.port())));
  }
}
