package io.herald.jobs.file;

import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import io.herald.settings.document.SyntaxNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Marathon's fields that nothing here acts on. Each is refused with what to do instead; one that
 * says what happens anyway may stand.
 */
final class AppRefusals {

  private static final String LEAVE_OUT = "; leave it out";

  private static final Map<String, String> REMEDIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "container",
                  "tasks are plain processes here, without images; write what to run in cmd"),
              Map.entry("args", "tasks are run by a shell here; write one command line in cmd"),
              Map.entry(
                  "fetch",
                  "nothing is fetched here; have the files on the agents, or fetch in cmd"),
              Map.entry(
                  "uris", "nothing is fetched here; have the files on the agents, or fetch in cmd"),
              Map.entry("ports", "it is the old form; write portDefinitions"),
              Map.entry("ipAddress", "tasks use the agent's network here; write portDefinitions"),
              Map.entry("secrets", "there are no secrets here; write values in env"),
              Map.entry("executor", "Mesos' own executor runs the command" + LEAVE_OUT),
              Map.entry("constraints", "instances are spread over the agents anyway" + LEAVE_OUT),
              Map.entry(
                  "role", "all tasks are of the role that herald scheduler has; give it by --role"),
              Map.entry("residency", "there are no volumes here" + LEAVE_OUT),
              Map.entry(
                  "readinessChecks", "tasks are ready once they are healthy; write healthChecks"),
              Map.entry("check", "only health is checked here; write healthChecks"),
              Map.entry("backoffSeconds", "the waits after failures are fixed here" + LEAVE_OUT),
              Map.entry("backoffFactor", "the waits after failures are fixed here" + LEAVE_OUT),
              Map.entry(
                  "maxLaunchDelaySeconds", "the waits after failures are fixed here" + LEAVE_OUT),
              Map.entry(
                  "unreachableStrategy",
                  "a task whose agent is unreachable is replaced at once here" + LEAVE_OUT),
              Map.entry(
                  "killSelection", "the instances that came last are killed first" + LEAVE_OUT),
              Map.entry("apps", "a file has one app; give each its own file"),
              Map.entry("groups", "a file has one app; give each its own file")));

  /** What Marathon adds when it is asked for an app. */
  private static final List<String> ANSWERED =
      List.of(
          "version",
          "versionInfo",
          "tasks",
          "tasksStaged",
          "tasksRunning",
          "tasksHealthy",
          "tasksUnhealthy",
          "deployments",
          "lastTaskFailure",
          "taskStats");

  private AppRefusals() {}

  static void refuse(Fields top) {
    REMEDIES.forEach((name, remedy) -> top.node(name).ifPresent(value -> top.error(name, remedy)));
    for (String name : ANSWERED) {
      top.node(name)
          .ifPresent(value -> top.error(name, "Marathon adds it to its answers" + LEAVE_OUT));
    }
    if (top.truth("requirePorts", false)) {
      top.error("requirePorts", "numbers are taken from the offer here; leave it out");
    }
    if (top.number("gpus", 0) != 0) {
      top.error("gpus", "no GPUs are taken here; leave it out");
    }
    acceptedRoles(top);
    networks(top);
    upgrades(top);
    if (!top.list("dependencies").isEmpty()) {
      top.error("dependencies", "apps are started at once here, in no order" + LEAVE_OUT);
    }
  }

  private static void acceptedRoles(Fields top) {
    for (SyntaxNode item : top.list("acceptedResourceRoles")) {
      if (!(item instanceof Scalar scalar) || !scalar.text().equals("*")) {
        top.error(
            "acceptedResourceRoles",
            "what is offered is taken here; leave it out, and give the role by --role");
        return;
      }
    }
  }

  private static void networks(Fields top) {
    List<SyntaxNode> networks = top.list("networks");
    for (SyntaxNode network : networks) {
      boolean host =
          network instanceof Mapping mapping
              && mapping.entries().stream()
                  .allMatch(
                      entry ->
                          entry.key().text().equals("mode")
                              && entry.value() instanceof Scalar mode
                              && mode.text().equals("host"));
      if (!host || networks.size() > 1) {
        top.error("networks", "tasks use the agent's network here; write [{\"mode\": \"host\"}]");
        return;
      }
    }
  }

  /**
   * Marathon's default is what happens: new tasks first, an old one goes for each that is ready.
   */
  private static void upgrades(Fields top) {
    top.mapping("upgradeStrategy")
        .ifPresent(
            fields -> {
              try (fields) {
                for (String name : List.of("minimumHealthCapacity", "maximumOverCapacity")) {
                  if (fields.number(name, 1) != 1) {
                    fields.error(
                        name,
                        "all new tasks are started, and an old one is killed for each that is"
                            + " ready, as 1 says; leave it out");
                  }
                }
              }
            });
  }
}
