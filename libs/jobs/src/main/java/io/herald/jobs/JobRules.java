package io.herald.jobs;

import static java.util.stream.Collectors.joining;

import io.herald.jobs.template.Template;
import io.herald.jobs.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a job must keep so that it can be launched and announced as written. They are
 * stricter than Aurora's, which lets a job through that can't be announced in the end. All broken
 * ones are found at once, each with its field in a job file.
 */
record JobRules(
    int instances,
    int maxTaskFailures,
    String command,
    SortedMap<String, String> variables,
    Resources resources,
    List<PortRequest> ports,
    Optional<Announce> announce,
    Optional<HealthCheck> healthCheck,
    Optional<Lifecycle> lifecycle,
    SortedMap<String, String> metadata,
    SortedMap<String, String> labels,
    SortedMap<String, String> constraints,
    DiscoverySettings discovery) {

  static final String COMMAND = "task.processes[0].cmdline";

  private static final String CHECKER = "health_check_config.health_checker.";
  private static final String HTTP = CHECKER + "http.";
  private static final String SHELL = CHECKER + "shell.shell_command";

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String DEDICATED = "dedicated";

  List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    numbers(found);
    texts(found);
    labels(found);
    if (found.isEmpty()) {
      // The rules on ports read the templates, so these must be right.
      constraints.forEach((name, value) -> constraint(name, value, found));
      PortRules rules =
          new PortRules(
              ports,
              Job.referencedPorts(ports, command, variables, healthCheck),
              announce,
              checker(),
              constraints.containsKey(DEDICATED));
      found.addAll(rules.violations(found.isEmpty()));
    }
    return found;
  }

  private void numbers(List<Violation> found) {
    least("instances", instances, 1, found);
    least("max_task_failures", maxTaskFailures, -1, found);
    if (maxTaskFailures == 0) {
      found.add(
          new Violation(
              "max_task_failures", "0 is not allowed; write 1 or more, or -1 for no limit"));
    }
    if (!(resources.cpus() > 0 && Double.isFinite(resources.cpus()))) {
      found.add(
          new Violation(
              "task.resources.cpu",
              resources.cpus() + " is not a number of CPUs; write one above 0, such as 0.1"));
    }
    least("task.resources.ram", resources.ramBytes(), 1, found);
    least("task.resources.disk", resources.diskBytes(), 0, found);
    healthCheck.ifPresent(
        check -> {
          String block = "health_check_config.";
          least(block + "initial_interval_secs", check.initialInterval(), false, found);
          least(block + "interval_secs", check.interval(), true, found);
          least(block + "timeout_secs", check.timeout(), true, found);
          least(block + "max_consecutive_failures", check.maxConsecutiveFailures(), 0, found);
          least(block + "min_consecutive_successes", check.minConsecutiveSuccesses(), 1, found);
        });
    lifecycle.ifPresent(
        wish -> {
          least("lifecycle.drain_secs", wish.drain(), false, found);
          least("task.finalization_wait", wish.finalizationWait(), false, found);
          wish.http().ifPresent(http -> shutdown(http, found));
        });
    discovery
        .weight()
        .ifPresent(
            weight ->
                DiscoverySettings.problemWithWeight(weight)
                    .ifPresent(problem -> found.add(new Violation("discovery.weight", problem))));
  }

  private void texts(List<Violation> found) {
    if (command.isBlank()) {
      found.add(new Violation(COMMAND, "it is empty; write the command line to run"));
    }
    template(COMMAND, command, found);
    variables.forEach(
        (name, value) -> {
          String field = "task.environment." + name;
          if (!VARIABLE.matcher(name).matches()) {
            found.add(
                new Violation(
                    field,
                    "\"" + name + "\" can't name a variable; write letters, digits and \"_\""));
          }
          template(field, value, found);
        });
    if (checker() instanceof HealthCheck.Shell shell) {
      if (shell.command().isBlank()) {
        found.add(new Violation(SHELL, "it is empty; write the command line of the check"));
      }
      template(SHELL, shell.command(), found);
    }
    if (checker() instanceof HealthCheck.Http http) {
      path(HTTP + "endpoint", http.endpoint(), found);
      http.expectedCodes().ranges().stream()
          .filter(range -> !range.isStatus())
          .forEach(
              range ->
                  found.add(
                      new Violation(
                          HTTP + "expected_response_code",
                          range + " is not a status of HTTP; write 100 to 599, or 0 for any")));
    }
  }

  private static void shutdown(HttpLifecycle http, List<Violation> found) {
    String block = "lifecycle.http.";
    least(block + "graceful_shutdown_wait_secs", http.gracefulWait(), false, found);
    least(block + "shutdown_wait_secs", http.shutdownWait(), false, found);
    path(block + "graceful_shutdown_endpoint", http.gracefulEndpoint(), found);
    path(block + "shutdown_endpoint", http.shutdownEndpoint(), found);
  }

  private void labels(List<Violation> found) {
    discovery.labels().keySet().forEach(key -> label("discovery.labels." + key, key, found));
    for (int i = 0; i < ports.size(); i++) {
      String block = "ports[" + i + "].labels.";
      ports.get(i).labels().keySet().forEach(key -> label(block + key, key, found));
    }
    labels
        .keySet()
        .forEach(
            key ->
                DiscoverySettings.problemWithTaskLabel(key)
                    .ifPresent(problem -> found.add(new Violation("labels." + key, problem))));
    for (String key : metadata.keySet()) {
      if (key.startsWith(DiscoverySettings.RESERVED)) {
        found.add(
            new Violation(
                "metadata." + key,
                "only Aurora's jobs use this; write it in the discovery block, or at the port"));
      }
    }
  }

  private static void label(String field, String key, List<Violation> found) {
    DiscoverySettings.problemWithLabel(key)
        .ifPresent(problem -> found.add(new Violation(field, problem)));
  }

  private static void path(String field, String path, List<Violation> found) {
    if (!path.startsWith("/")) {
      found.add(new Violation(field, "\"" + path + "\" is not a path; write one like /health"));
    }
  }

  private HealthCheck.@Nullable Checker checker() {
    return healthCheck.map(HealthCheck::checker).orElse(null);
  }

  private static void template(String field, String text, List<Violation> found) {
    try {
      for (String name : Template.of(text).names()) {
        boolean port = name.startsWith("thermos.ports[");
        if (!port && !TemplateValues.NAMES.contains(name)) {
          found.add(
              new Violation(
                  field,
                  "unknown variable {{"
                      + name
                      + "}}; known are thermos.ports[NAME], "
                      + list(TemplateValues.NAMES)));
        }
      }
    } catch (TemplateException e) {
      found.add(new Violation(field, e.getMessage()));
    }
  }

  private static void constraint(String name, String value, List<Violation> found) {
    if (value.startsWith("limit:")) {
      found.add(
          new Violation(
              "constraints." + name,
              "\""
                  + value
                  + "\" is not supported; instances are spread over the agents anyway. Leave it out,"
                  + " or write the values that the attribute may have"));
    }
  }

  private static String list(Set<String> names) {
    return names.stream().sorted().collect(joining(", "));
  }

  private static void least(String field, long value, long least, List<Violation> found) {
    if (value < least) {
      found.add(new Violation(field, value + " is too small; write " + least + " or more"));
    }
  }

  private static void least(String field, Duration value, boolean positive, List<Violation> found) {
    if (value.isNegative() || (positive && value.isZero())) {
      found.add(
          new Violation(
              field,
              value.toNanos() / 1e9
                  + " is too small; write seconds, "
                  + (positive ? "more than 0" : "0 or more")));
    }
  }
}
