package io.herald.balancer.control;

import io.herald.balancer.vip.VipPool;
import io.herald.runtime.text.Ascii;
import io.herald.services.instance.ServiceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How VIPs are made of a cluster.
 *
 * @param pool the addresses of named VIPs
 * @param zone of the names, without a dot at its end; {@code /v1/vips} and reports write it
 * @param lossGrace how long lost backends are kept if more than half of a service's went at once;
 *     zero: they aren't
 * @param nameWait how long the names of a state wait for planes that don't apply it, as long as one
 *     plane has
 * @param stateFile where the last state is kept for the next start; empty: nowhere
 * @param environments whose instances are balanced, in lower case, beside those in none; empty: all
 */
public record LoadBalancerSettings(
    VipPool pool,
    String zone,
    Duration lossGrace,
    Duration nameWait,
    Optional<Path> stateFile,
    Set<String> environments) {

  /** The zone of DC/OS' named VIPs. */
  public static final String DCOS_ZONE = "l4lb.thisdcos.directory";

  public static final LoadBalancerSettings DEFAULT =
      new LoadBalancerSettings(
          VipPool.DEFAULT,
          DCOS_ZONE,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Optional.empty());

  public LoadBalancerSettings {
    environments = Set.copyOf(environments);
    if (lossGrace.isNegative()) {
      throw new IllegalArgumentException(
          "the grace time of lost backends, " + lossGrace + ", is below zero; write 0s or more");
    }
    if (nameWait.isNegative()) {
      throw new IllegalArgumentException(
          "the time that names wait for planes, " + nameWait + ", is below zero; write 0s or more");
    }
  }

  /** Of the instances of every environment. */
  public LoadBalancerSettings(
      VipPool pool, String zone, Duration lossGrace, Duration nameWait, Optional<Path> stateFile) {
    this(pool, zone, lossGrace, nameWait, stateFile, Set.of());
  }

  /** Whether a service's instances are balanced. */
  boolean isBalanced(ServiceKey service) {
    return environments.isEmpty()
        || service.environment().isEmpty()
        || environments.contains(Ascii.lowerCase(service.environment()));
  }
}
