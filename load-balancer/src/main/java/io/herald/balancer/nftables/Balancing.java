package io.herald.balancer.nftables;

import io.herald.balancer.plane.VipOptions;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How one VIP's new connections are shared: what its chain does, as text.
 *
 * @param weights of the targets, each above zero, in the order in which they take turns; empty:
 *     none can be had, so connections are refused
 */
record Balancing(VipOptions.Method method, Map<NatTarget, Integer> weights) {

  Balancing {
    weights = new LinkedHashMap<>(weights); // in its order
  }

  boolean isRefusing() {
    return weights.isEmpty();
  }

  /**
   * The statement of its chain. Targets of one weight take turns; of several, a number at random
   * falls into ranges as wide as the weights; by source, the client's address is that number.
   */
  String statement(VipAddress vip) {
    int divisor =
        weights.values().stream()
            .map(weight -> BigInteger.valueOf(weight))
            .reduce(BigInteger.ZERO, BigInteger::gcd)
            .intValueExact();
    StringJoiner targets = new StringJoiner(", ", "{ ", " }");
    int next = 0;
    for (Map.Entry<NatTarget, Integer> entry : weights.entrySet()) {
      int wide = entry.getValue() / divisor;
      String range = wide == 1 ? String.valueOf(next) : next + "-" + (next + wide - 1);
      targets.add(range + " : " + entry.getKey().element());
      next += wide;
    }
    String number =
        switch (method) {
          case SOURCE_HASH -> "jhash " + vip.layer() + " saddr";
          case LEAST_CONNECTIONS, ROUND_ROBIN ->
              next == weights.size() ? "numgen inc" : "numgen random";
        };
    return "meta l4proto "
        + vip.protocol().text()
        + " dnat "
        + vip.layer()
        + " to "
        + number
        + " mod "
        + next
        + " map "
        + targets;
  }
}
