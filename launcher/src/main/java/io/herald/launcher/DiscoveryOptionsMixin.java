package io.herald.launcher;

import io.herald.jobs.Visibility;
import io.herald.runtime.failure.Problems;
import io.herald.scheduler.DiscoveryMode;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.NameTemplate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a scheduler about DiscoveryInfo, for each command that has them. */
final class DiscoveryOptionsMixin {

  @Option(
      names = "--populate-discovery-info",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      paramLabel = "true|false",
      description = "Write DiscoveryInfo on every task (default: ${DEFAULT-VALUE}).")
  private boolean populateDiscoveryInfo;

  @Option(
      names = "--discovery-info-mode",
      paramLabel = "MODE",
      defaultValue = "extended",
      description =
          "extended: aliases, static ports and labels too; aurora: exactly what Aurora writes"
              + " (default: ${DEFAULT-VALUE}).")
  private DiscoveryMode mode = DiscoveryMode.EXTENDED;

  @Option(
      names = "--discovery-info-name",
      paramLabel = "TEMPLATE",
      defaultValue = "{name}.{environment}.{role}",
      description = "DiscoveryInfo's name (default: ${DEFAULT-VALUE}).")
  private String nameTemplate = "";

  @Option(
      names = "--discovery-info-visibility",
      paramLabel = "WHO",
      defaultValue = "cluster",
      description = "framework, cluster or external (default: ${DEFAULT-VALUE}).")
  private Visibility visibility = Visibility.CLUSTER;

  @Option(
      names = "--framework-name",
      paramLabel = "NAME",
      defaultValue = DiscoveryOptions.DEFAULT_FRAMEWORK_NAME,
      description = "The framework's name, a part of each DNS name (default: ${DEFAULT-VALUE}).")
  private String frameworkName = "";

  @Option(
      names = "--cluster-name",
      paramLabel = "NAME",
      description = "DiscoveryInfo's location (default: the job's cluster).")
  private @Nullable String clusterName;

  /**
   * What the flags say.
   *
   * @throws IllegalArgumentException with a sentence that names the flag
   */
  DiscoveryOptions options() {
    DiscoveryOptions.Builder options =
        DiscoveryOptions.builder()
            .populateDiscoveryInfo(populateDiscoveryInfo)
            .mode(mode)
            .frameworkName(frameworkName)
            .visibility(visibility);
    if (clusterName != null) {
      options.clusterName(clusterName);
    }
    Problems problems = new Problems();
    problems.of(this::template).ifPresent(options::nameTemplate);
    Optional<DiscoveryOptions> built = problems.of(options::build);
    problems.refuse();
    return built.orElseThrow();
  }

  private NameTemplate template() {
    try {
      return NameTemplate.of(nameTemplate);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--discovery-info-name: " + e.getMessage(), e);
    }
  }
}
