package io.herald.scheduler;

import io.herald.jobs.Visibility;
import io.herald.runtime.failure.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a framework's command line says about discovery. What is wrong is refused here, with a
 * sentence that names the flag.
 *
 * @param populateDiscoveryInfo {@code --populate-discovery-info}: off, every TaskInfo stays as it
 *     is
 * @param mode {@code --discovery-info-mode}
 * @param frameworkName {@code --framework-name}: FrameworkInfo.name, of which the framework's part
 *     of a DNS name is made; a change renames every task
 * @param clusterName {@code --cluster-name}: DiscoveryInfo.location; absent: the cluster in the
 *     job's key
 * @param nameTemplate {@code --discovery-info-name}: of DiscoveryInfo.name
 * @param visibility {@code --discovery-info-visibility}
 */
public record DiscoveryOptions(
    boolean populateDiscoveryInfo,
    DiscoveryMode mode,
    String frameworkName,
    Optional<String> clusterName,
    NameTemplate nameTemplate,
    Visibility visibility) {

  public static final String DEFAULT_FRAMEWORK_NAME = "TwitterScheduler";

  private static final int LONGEST_LABEL = 63;

  public DiscoveryOptions {
    Problems problems = new Problems();
    refuseBlank(problems, "--framework-name", frameworkName);
    clusterName.ifPresent(name -> refuseBlank(problems, "--cluster-name", name));
    boolean aurora = mode == DiscoveryMode.AURORA;
    if (aurora && !nameTemplate.equals(NameTemplate.AURORA)) {
      problems.add(
          "--discovery-info-name = \""
              + nameTemplate
              + "\": the mode aurora writes Aurora's own names; leave one of the two flags out");
    }
    if (aurora && visibility != Visibility.CLUSTER) {
      problems.add(
          "--discovery-info-visibility = \""
              + visibility.name().toLowerCase(Locale.ROOT)
              + "\": the mode aurora writes cluster, as Aurora does; leave one of the two flags"
              + " out");
    }
    problems.refuse();
  }

  /** Off, and everything else at its default. */
  public static DiscoveryOptions defaults() {
    return builder().build();
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** What works, but not as it looks: a sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String part : frameworkName.split("\\.", -1)) {
      if (!part.matches("[A-Za-z0-9-]+") || part.startsWith("-") || part.endsWith("-")) {
        warnings.add(
            "--framework-name = \""
                + frameworkName
                + "\": \""
                + part
                + "\" is not a label of a DNS name, so the name in DNS will differ; write letters,"
                + " digits and inner dashes");
      } else if (part.length() > LONGEST_LABEL) {
        warnings.add(
            "--framework-name = \""
                + frameworkName
                + "\": it has a part of "
                + part.length()
                + " characters, which DNS cuts; shorten it to "
                + LONGEST_LABEL);
      }
    }
    return warnings;
  }

  private static void refuseBlank(Problems problems, String flag, String value) {
    if (value.isBlank()) {
      problems.add(flag + " = \"" + value + "\": it is empty; give a name or leave the flag out");
    }
  }

  /** Collects options one by one; {@link #build} validates them. */
  public static final class Builder {
    private boolean populateDiscoveryInfo;
    private DiscoveryMode mode = DiscoveryMode.EXTENDED;
    private String frameworkName = DEFAULT_FRAMEWORK_NAME;
    private Optional<String> clusterName = Optional.empty();
    private NameTemplate nameTemplate = NameTemplate.AURORA;
    private Visibility visibility = Visibility.CLUSTER;

    private Builder() {}

    public Builder populateDiscoveryInfo(boolean value) {
      populateDiscoveryInfo = value;
      return this;
    }

    public Builder mode(DiscoveryMode value) {
      mode = value;
      return this;
    }

    public Builder frameworkName(String value) {
      frameworkName = value;
      return this;
    }

    public Builder clusterName(String value) {
      clusterName = Optional.of(value);
      return this;
    }

    public Builder nameTemplate(NameTemplate value) {
      nameTemplate = value;
      return this;
    }

    public Builder visibility(Visibility value) {
      visibility = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException with a sentence, if they contradict
     */
    public DiscoveryOptions build() {
      return new DiscoveryOptions(
          populateDiscoveryInfo, mode, frameworkName, clusterName, nameTemplate, visibility);
    }
  }
}
