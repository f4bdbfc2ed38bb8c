package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.services.problem.ProblemKind;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command that follows a cluster and does something with it until a signal ends it: told by
 * flags, the environment and a file, which SIGHUP has read again.
 *
 * @param <F> what it is told
 */
abstract class FollowingCommand<F extends FollowingSettings>
    implements Callable<Integer>, TableCommand {

  /** What is done with the cluster. */
  interface Part<F> extends AutoCloseable {

    /** Does it so from now on; after SIGHUP again. */
    void use(F settings);

    /** What is counted of it. */
    List<Metric> metrics();

    /** What is shown of it, beside the metrics. */
    List<RouteGroup> routes();

    @Override
    void close();
  }

  private final Logger log = LoggerFactory.getLogger(getClass());
  private final ParameterTable table;
  private final Map<String, String> environment;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private @Nullable CommandFlags flags;

  FollowingCommand(String name, ParameterTable table, Map<String, String> environment) {
    this.table = table;
    this.environment = environment;
    spec.name(name).mixinStandardHelpOptions(true);
  }

  /** The command with {@code --config}, a flag for each row, and {@code check-config}. */
  final CommandLine describe(String... description) {
    ConfigFlag.addTo(spec);
    flags = CommandFlags.addTo(spec, table, environment);
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(description);
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    spec.addSubcommand(
        CheckConfigCommand.NAME,
        CheckConfigCommand.commandLine(
            (file, warnings) -> {
              lookAt(read(flags(), Optional.of(file), warnings), warnings);
            }));
    return new CommandLine(spec);
  }

  final CommandSpec spec() {
    return spec;
  }

  @Override
  public final CommandFlags flags() {
    return requireNonNull(flags);
  }

  /**
   * What the command was given.
   *
   * @throws SettingsException with all that is wrong
   */
  abstract F read(CommandFlags flags, Optional<Path> file, Consumer<String> warnings)
      throws SettingsException;

  /** Looks at the files that settings name, as a start does; tells what that would log. */
  void lookAt(F settings, Consumer<String> warnings) {}

  /** Kinds of problems that are counted from the start. */
  abstract Collection<? extends ProblemKind> problemKinds();

  /** What it does, which waits for its first settings. */
  abstract Part<F> part(FollowedCluster cluster);

  /** What the loopback address shows at which path, for the log: {@code metrics at} and so on. */
  abstract String shown(String address);

  @Override
  public Integer call() throws IOException, InterruptedException {
    F settings = FollowingSettings.first(this::read);
    FollowedCluster cluster = FollowedCluster.start(settings.follow(), problemKinds());
    Part<F> part = part(cluster);
    Optional<LoopbackMetrics> page =
        settings.metricsPort().isPresent()
            ? Optional.of(page(settings.metricsPort().get(), part, cluster))
            : Optional.empty();
    CommandLog.start(
        spec,
        "configuration: " + file().map(Path::toString).orElse("flags and environment, no file"),
        () -> {
          part.close();
          page.ifPresent(LoopbackMetrics::close);
          cluster.close();
        });
    page.ifPresent(served -> log.info("{}", shown(AddressText.of(served.address()))));
    SighupHandler.handle(() -> FollowingSettings.again(this::read, settings, part::use, log));
    part.use(settings);
    ReadyNotice.send(environment);
    new CountDownLatch(1).await(); // until a signal; the hook ends it
    return 0;
  }

  private LoopbackMetrics page(int port, Part<F> part, FollowedCluster cluster) throws IOException {
    return new LoopbackMetrics(
        port,
        () -> {
          List<Metric> rows = new ArrayList<>(part.metrics());
          rows.addAll(cluster.metrics());
          return rows;
        },
        part.routes());
  }

  private Optional<Path> file() {
    return ConfigFlag.file(spec, table, environment);
  }

  private F read() throws SettingsException {
    return read(flags(), file(), log::warn);
  }
}
