package io.herald.launcher;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Optional;

/**
 * What the commands have in common that follow a cluster without being its DNS server: which
 * cluster, what is kept of it, and a page of metrics for this machine.
 */
final class FollowingFlags {

  private FollowingFlags() {}

  /**
   * The port of the loopback address where something is served.
   *
   * @param what {@code /metrics}
   */
  static Parameter<Integer> metricsPort(String what) {
    return Parameter.of(
        "metricsPort",
        "metrics-port",
        ValueTypes.number(Range.PORTS),
        "serve "
            + what
            + " at this port of the loopback address; 0: any free one; if not given, nowhere");
  }

  /**
   * A command's rows: its own, then which cluster is followed, as the DNS server has them.
   *
   * @param command its name
   */
  static ParameterTable table(String command, List<Parameter<?>> own) {
    return new ParameterTable(
        command,
        own,
        List.of(FollowParameters.ZK, FollowParameters.MASTERS),
        FollowParameters.READING,
        FollowParameters.ACCESS,
        List.of(FollowParameters.STATE_DIRECTORY));
  }

  /**
   * Which cluster is followed, with a snapshot of the command's own if there is a state directory.
   * Empty if something is wrong, which the values know.
   */
  static Optional<FollowSettings> follow(Values values, String command) {
    return FollowParameters.read(values)
        .map(
            follow ->
                values
                    .find(FollowParameters.STATE_DIRECTORY)
                    .map(
                        folder ->
                            follow.withSnapshot(
                                new FollowSettings.Snapshot(
                                    folder.toAbsolutePath().resolve(command + ".snapshot"),
                                    command)))
                    .orElse(follow));
  }
}
