package io.herald.balancer.nftables;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What labels ask for and a packet's destination can't give. */
final class UnservedOptions {

  private UnservedOptions() {}

  static List<PlaneProblem> of(DesiredState state, Ruleset rules) {
    List<PlaneProblem> problems = new ArrayList<>();
    for (Vip vip : state.vips().values()) {
      VipOptions options = vip.options();
      List<String> asked = new ArrayList<>();
      if (options.proxyIn() || options.proxyOut()) {
        asked.add("the PROXY protocol");
      }
      if (options.idleTimeout().isPresent()) {
        asked.add("an idle time-out");
      }
      if (options.maxConnections().isPresent()) {
        asked.add("a limit of connections");
      }
      if (options.check().isPresent()) {
        asked.add("a check of backends");
      }
      if (!asked.isEmpty()) {
        problems.add(
            new PlaneProblem(
                Optional.of(vip.key()),
                "the plane nftables serves it without "
                    + String.join(", ", asked)
                    + "; the plane proxy has that"));
      }
    }
    rules
        .shadowed()
        .forEach(
            (vip, other) ->
                problems.add(
                    new PlaneProblem(
                        Optional.of(vip),
                        "its address and port are those of "
                            + other.host().text()
                            + ", which has them; give one of the two another port")));
    return problems;
  }
}
