package io.herald.launcher;

import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.http.RouteGroup;
import io.herald.launcher.balancer.ExplainRoutes;
import io.herald.launcher.balancer.ProblemRoutes;
import io.herald.launcher.balancer.RunningBalancer;
import io.herald.launcher.balancer.VipRoutes;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.services.problem.ProblemKind;
import io.herald.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;

/** The load balancer, without a DNS server. */
final class LbCommand extends FollowingCommand<LbFlags> {

  private LbCommand(Map<String, String> environment) {
    super("lb", LbFlags.TABLE, environment);
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new LbCommand(environment)
        .describe(
            "Follows the Mesos masters and carries the traffic of VIPs: addresses that labels of"
                + " tasks ask for (VIP_0=/sise:80), as DC/OS has them.",
            "A flag beats the environment (HERALD_LB_…), the environment beats the file. SIGHUP"
                + " reads the file again. herald dns balances too, and answers the VIPs' names.");
  }

  @Override
  LbFlags read(CommandFlags flags, Optional<Path> file, Consumer<String> warnings)
      throws SettingsException {
    return LbFlags.read(flags, file, warnings);
  }

  @Override
  void lookAt(LbFlags settings, Consumer<String> warnings) {
    HaproxyLook.at(settings.balancer(), warnings);
  }

  @Override
  Collection<? extends ProblemKind> problemKinds() {
    return List.of(EntityProblem.values());
  }

  @Override
  Part<LbFlags> part(FollowedCluster cluster) {
    return new Balancer(new RunningBalancer(cluster.live(), cluster.clock(), () -> {}), cluster);
  }

  @Override
  String shown(String address) {
    return "VIPs and metrics at http://" + address + "/";
  }

  private record Balancer(RunningBalancer balancer, FollowedCluster cluster)
      implements Part<LbFlags> {

    @Override
    public void use(LbFlags settings) {
      balancer.use(settings.balancer(), LoadBalancerSettings.DCOS_ZONE);
    }

    @Override
    public List<Metric> metrics() {
      return balancer.metrics();
    }

    @Override
    public List<RouteGroup> routes() {
      return List.of(
          new VipRoutes(balancer),
          new ExplainRoutes(balancer),
          new ProblemRoutes(
              () -> {
                List<ProblemBook> books = new ArrayList<>(List.of(cluster.problems()));
                balancer.problems().ifPresent(books::add);
                return books;
              },
              cluster::skipped));
    }

    @Override
    public void close() {
      balancer.close();
    }
  }
}
