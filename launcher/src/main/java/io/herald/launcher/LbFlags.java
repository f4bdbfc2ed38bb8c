package io.herald.launcher;

import io.herald.balancer.config.BalancerParameters;
import io.herald.balancer.config.BalancerSettings;
import io.herald.catalog.follow.FollowSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What {@code herald lb} is told by its flags, the environment and a file.
 *
 * @param follow the cluster
 * @param balancer what is balanced, and by which planes
 * @param metricsPort of the loopback address; empty: nothing is served over HTTP
 */
record LbFlags(FollowSettings follow, BalancerSettings balancer, Optional<Integer> metricsPort)
    implements FollowingSettings {

  private static final Parameter<Integer> METRICS_PORT =
      FollowingFlags.metricsPort("/metrics, /v1/vips, /v1/explain and /v1/problems");

  /** The balancer's, which the DNS server has too, then which cluster is followed. */
  static final ParameterTable TABLE =
      FollowingFlags.table(
          "lb",
          Stream.<List<Parameter<?>>>of(BalancerParameters.ROWS, List.of(METRICS_PORT))
              .<Parameter<?>>flatMap(List::stream)
              .toList());

  /**
   * What the command was given.
   *
   * @throws SettingsException with all that is wrong
   */
  static LbFlags read(CommandFlags flags, Optional<Path> file, Consumer<String> warnings)
      throws SettingsException {
    Values values = flags.read(file);
    BalancerSettings balancer = BalancerParameters.readAlone(values);
    Optional<Integer> metricsPort = values.find(METRICS_PORT);
    Optional<FollowSettings> follow = FollowingFlags.follow(values, "lb");
    values.warnings().forEach(warnings);
    values.refuse();
    return new LbFlags(follow.orElseThrow(), balancer, metricsPort);
  }
}
