package io.herald.launcher;

import io.herald.catalog.follow.FollowSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What {@code herald render} is told by its flags.
 *
 * @param config what is rendered
 * @param once whether every file is rendered once, and that is all
 * @param dryRun whether nothing is written, and what would change is printed
 * @param patience for the masters, with {@code once} and {@code dryRun}
 * @param metricsPort of the loopback address; empty: they are served nowhere
 * @param follow the cluster
 */
record RenderFlags(
    Path config,
    boolean once,
    boolean dryRun,
    Duration patience,
    Optional<Integer> metricsPort,
    FollowSettings follow) {

  private static final Parameter<Path> CONFIG =
      Parameter.of(
              "config",
              "config",
              ValueTypes.file("FILE"),
              "what is rendered: YAML, or JSON if the name ends in .json")
          .required();
  private static final Parameter<Boolean> ONCE =
      Parameter.of(
              "once",
              "once",
              ValueTypes.onOff(),
              "render every file once, reload, and exit: 0 if all went well")
          .withDefault(false);
  private static final Parameter<Boolean> DRY_RUN =
      Parameter.of(
              "dryRun",
              "dry-run",
              ValueTypes.onOff(),
              "print what would change, as unified diffs; write and run nothing")
          .withDefault(false);
  private static final Parameter<Duration> WAIT =
      Parameter.of(
              "wait",
              "wait",
              ValueTypes.seconds(new Range(0, Integer.MAX_VALUE)),
              "with --once and --dry-run: seconds to wait for the masters")
          .withDefault(Duration.ofMinutes(1));
  private static final Parameter<Integer> METRICS_PORT = FollowingFlags.metricsPort("/metrics");

  /** Its own, then which cluster is followed: the rows that the DNS server has too. */
  static final ParameterTable TABLE =
      FollowingFlags.table("render", List.of(CONFIG, ONCE, DRY_RUN, WAIT, METRICS_PORT));

  /**
   * What the command was given.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  static RenderFlags read(CommandFlags flags, Consumer<String> warnings) {
    Values values = flags.read();
    Path config = values.find(CONFIG).orElse(Path.of(""));
    boolean once = values.get(ONCE);
    boolean dryRun = values.get(DRY_RUN);
    Duration patience = values.get(WAIT);
    Optional<Integer> metricsPort = values.find(METRICS_PORT);
    Optional<FollowSettings> follow = FollowingFlags.follow(values, "render");
    CommandFlags.warn(values, warnings);
    CommandFlags.refuse(values);
    return new RenderFlags(config, once, dryRun, patience, metricsPort, follow.orElseThrow());
  }
}
