package io.herald.scheduler;

import io.herald.jobs.Visibility;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;

/** The parameters of a framework about DiscoveryInfo. */
public final class DiscoveryParameters {

  private static final DiscoveryOptions DEFAULT = DiscoveryOptions.defaults();

  public static final Parameter<Boolean> POPULATE_DISCOVERY_INFO =
      Parameter.ofFlag(
              "populate-discovery-info", ValueTypes.onOff(), "write DiscoveryInfo on every task")
          .withDefault(DEFAULT.populateDiscoveryInfo());
  public static final Parameter<DiscoveryMode> DISCOVERY_INFO_MODE =
      Parameter.ofFlag(
              "discovery-info-mode",
              ValueTypes.choice("MODE", DiscoveryMode.class),
              "extended: a port for every name, aliases and static ones too, and labels; aurora:"
                  + " exactly what Aurora writes")
          .withDefault(DEFAULT.mode());
  public static final Parameter<NameTemplate> DISCOVERY_INFO_NAME =
      Parameter.ofFlag(
              "discovery-info-name",
              ValueTypes.parsed("TEMPLATE", NameTemplate::of, NameTemplate::toString),
              "DiscoveryInfo's name; {cluster} and {instance} are filled in too")
          .withDefault(DEFAULT.nameTemplate());
  public static final Parameter<Visibility> DISCOVERY_INFO_VISIBILITY =
      Parameter.ofFlag(
              "discovery-info-visibility",
              ValueTypes.choice("WHO", Visibility.class),
              "who is meant to find the tasks")
          .withDefault(DEFAULT.visibility());
  public static final Parameter<String> FRAMEWORK_NAME =
      Parameter.ofFlag(
              "framework-name",
              ValueTypes.anyText("NAME"),
              "the framework's name, a part of each DNS name, so that a change renames every task")
          .withDefault(DEFAULT.frameworkName());
  public static final Parameter<String> CLUSTER_NAME =
      Parameter.ofFlag("cluster-name", ValueTypes.anyText("NAME"), "DiscoveryInfo's location")
          .withDefaultWords("the job's cluster");

  public static final List<Parameter<?>> ROWS =
      List.of(
          POPULATE_DISCOVERY_INFO,
          DISCOVERY_INFO_MODE,
          DISCOVERY_INFO_NAME,
          DISCOVERY_INFO_VISIBILITY,
          FRAMEWORK_NAME,
          CLUSTER_NAME);

  private DiscoveryParameters() {}

  /**
   * What the values come to.
   *
   * @throws IllegalArgumentException with a sentence that names the flag, if they contradict
   */
  public static DiscoveryOptions read(Values values) {
    DiscoveryOptions.Builder options =
        DiscoveryOptions.builder()
            .populateDiscoveryInfo(values.get(POPULATE_DISCOVERY_INFO))
            .mode(values.get(DISCOVERY_INFO_MODE))
            .nameTemplate(values.get(DISCOVERY_INFO_NAME))
            .frameworkName(values.get(FRAMEWORK_NAME))
            .visibility(values.get(DISCOVERY_INFO_VISIBILITY));
    values.find(CLUSTER_NAME).ifPresent(options::clusterName);
    return options.build();
  }
}
