package io.herald.jobs.aurora;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.template.Template;
import io.herald.jobs.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The processes of a task of Aurora's. Thermos runs a graph of them; here a task is one command, so
 * that only processes that run one after the other can be taken.
 *
 * @param processes in the order in which they are given
 * @param orders lists of names, each name to run after the one before it
 * @param finalizationWait between SIGTERM and SIGKILL
 */
public record AuroraProcesses(
    List<Step> processes, List<List<String>> orders, Duration finalizationWait) {

  /**
   * A process.
   *
   * @param special daemon, ephemeral or final: it has no place in one command
   */
  public record Step(String name, String commandLine, boolean special) {}

  public AuroraProcesses {
    processes = List.copyOf(processes);
    orders = orders.stream().map(List::copyOf).toList();
  }

  static AuroraProcesses of(JsonNode task) {
    List<Step> processes = new ArrayList<>();
    for (JsonNode process : task.path("processes")) {
      processes.add(
          new Step(
              process.path("name").asText(),
              process.path("cmdline").asText(),
              process.path("daemon").asBoolean()
                  || process.path("ephemeral").asBoolean()
                  || process.path("final").asBoolean()));
    }
    List<List<String>> orders = new ArrayList<>();
    for (JsonNode constraint : task.path("constraints")) {
      List<String> order = new ArrayList<>();
      constraint.path("order").forEach(name -> order.add(name.asText()));
      orders.add(order);
    }
    return new AuroraProcesses(
        processes,
        orders,
        AuroraJobJson.seconds(task, "finalization_wait", Lifecycle.DEFAULT.finalizationWait()));
  }

  /** The ports that the command lines ask for by name. */
  public SortedSet<String> referencedPorts() {
    SortedSet<String> ports = new TreeSet<>();
    processes.forEach(process -> ports.addAll(Template.of(process.commandLine()).ports()));
    return ports;
  }

  /**
   * One command line for {@code sh} that runs them as Thermos does: by bash, each after the one
   * before it has ended well. The last one takes the place of the shell, and gets its signals.
   *
   * @param values of the templates in the command lines
   * @throws AuroraDataException with a sentence, if they don't run one after the other
   */
  public String command(Map<String, String> values) {
    StringBuilder command = new StringBuilder();
    List<Step> sequence = sequence();
    for (int i = 0; i < sequence.size(); i++) {
      boolean last = i == sequence.size() - 1;
      command
          .append(last ? "exec bash -c " : "bash -c ")
          .append(quoted(expanded(sequence.get(i), values)))
          .append(last ? "" : " && ");
    }
    return command.toString();
  }

  private static String expanded(Step process, Map<String, String> values) {
    try {
      return Template.of(process.commandLine()).expand(values);
    } catch (TemplateException e) {
      throw new AuroraDataException(
          "the executor's data: the process \"" + process.name() + "\": " + e.getMessage(), e);
    }
  }

  private List<Step> sequence() {
    if (processes.isEmpty()) {
      throw new AuroraDataException("the executor's data: the task has no process to run");
    }
    Map<String, Step> waiting = new LinkedHashMap<>();
    for (Step process : processes) {
      if (process.special()) {
        throw new AuroraDataException(
            "the executor's data: the process \""
                + process.name()
                + "\" is a daemon, ephemeral or final one, and this executor runs one command;"
                + " start it in the command of another");
      }
      waiting.put(process.name(), process);
    }
    List<Step> sequence = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<String> ready = waiting.keySet().stream().filter(name -> isNext(name, waiting)).toList();
      if (ready.size() != 1) {
        throw new AuroraDataException(
            "the executor's data: the processes "
                + (ready.isEmpty() ? waiting.keySet() + " wait for each other" : ready + " run")
                + (ready.isEmpty() ? "" : " beside each other")
                + ", and this executor runs one after the other; give them an order, or start"
                + " them in one command");
      }
      sequence.add(waiting.remove(ready.get(0)));
    }
    return sequence;
  }

  /** Whether nothing that waits must run before it. */
  private boolean isNext(String name, Map<String, Step> waiting) {
    Set<String> before = new HashSet<>();
    for (List<String> order : orders) {
      int at = order.indexOf(name);
      if (at > 0) {
        before.addAll(order.subList(0, at));
      }
    }
    before.retainAll(waiting.keySet());
    return before.isEmpty();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
