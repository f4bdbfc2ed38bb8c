package io.herald.launcher.balancer;

import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.control.AssignmentStore;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.watch.LiveServices;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Looks at what a balancer makes of a cluster, without one that runs: nothing is carried, and
 * nothing is kept or written.
 */
public final class BalancerProbe {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private BalancerProbe() {}

  /** Where VIPs are looked for: below the domains; without any, where DC/OS has them. */
  public static List<String> zones(List<String> domains) {
    return domains.isEmpty()
        ? List.of(LoadBalancerSettings.DCOS_ZONE)
        : VipExplanations.zones(domains);
  }

  /**
   * Explains a name of a VIP, or a host of web services; empty if it is neither.
   *
   * @param live that is complete
   * @param domains of DC/OS that the server has; empty: none
   * @param dns what DNS says of a host
   * @param patience for the addresses that are kept elsewhere
   * @throws IOException if they couldn't be read in time
   */
  public static Optional<Explanation> explain(
      String name,
      LiveServices live,
      BalancerSettings settings,
      List<String> domains,
      Function<String, Optional<Explanation>> dns,
      Duration patience,
      Clock clock)
      throws IOException, InterruptedException {
    List<String> zones = zones(domains);
    LoadBalancerSettings control = settings.control(zones.get(0));
    try (LoadBalancer balancer =
        new LoadBalancer(
            live,
            new LoadBalancerSettings(
                control.pool(),
                control.zone(),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                control.environments()),
            BalancerParts.web(settings, ReadOnly::new),
            new ReadOnly(BalancerParts.addresses(settings)),
            List.of(),
            clock)) {
      balancer.start();
      long end = System.nanoTime() + patience.toNanos();
      while (!balancer.names().isKnown()) {
        if (System.nanoTime() - end > 0) {
          throw new IOException(
              "the addresses of VIPs couldn't be read within " + patience.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
      Optional<Explanation> vip =
          new VipExplanations(() -> Optional.of(balancer)).explain(name, zones);
      return vip.map(said -> with(settings, domains, said))
          .or(
              () ->
                  settings.haproxy().isEmpty()
                      ? Optional.empty()
                      : new WebExplanations(live, balancer, settings.web()).explain(name, dns));
    }
  }

  /** With what a server of this configuration does otherwise. */
  private static Explanation with(
      BalancerSettings settings, List<String> domains, Explanation said) {
    if (said.verdict() == Verdict.ROUTED) {
      return said; // DNS has nothing to do with an address
    }
    List<String> reasons = new ArrayList<>(said.reasons());
    if (domains.isEmpty()) {
      reasons.add(
          "this configuration has no dcosDomains, so a server with it doesn't answer the name; give"
              + " --dcos-domains");
    }
    if (!settings.isOn()) {
      reasons.add(
          "this configuration has no plane, so a server with it answers SERVFAIL; give --plane"
              + " proxy, or --plane none if something else carries the traffic");
    }
    return new Explanation(said.name(), said.verdict(), said.records(), reasons, said.nearest());
  }

  /** What is kept, without a word of ours. */
  private record ReadOnly(AssignmentStore kept) implements AssignmentStore {

    @Override
    public Held read() throws IOException {
      return kept.read();
    }

    @Override
    public boolean write(String text, long version) {
      return true;
    }

    @Override
    public void onChange(Runnable listener) {
      kept.onChange(listener);
    }

    @Override
    public String place() {
      return kept.place();
    }

    @Override
    public void close() {
      kept.close();
    }
  }
}
