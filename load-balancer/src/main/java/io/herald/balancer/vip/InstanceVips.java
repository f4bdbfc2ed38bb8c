package io.herald.balancer.vip;

import io.herald.services.problem.Problem;
import java.util.List;

/**
 * What one instance gives to VIPs.
 *
 * @param claims in the order of its ports and labels
 * @param problems of its labels; each has cost one label
 */
public record InstanceVips(List<VipClaim> claims, List<Problem> problems) {

  /** What nearly every instance gives that has no VIP label. */
  public static final InstanceVips NONE = new InstanceVips(List.of(), List.of());

  public InstanceVips {
    claims = List.copyOf(claims);
    problems = List.copyOf(problems);
  }

  public boolean isEmpty() {
    return claims.isEmpty() && problems.isEmpty();
  }
}
