package io.herald.jobs.handoff;

import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.aurora.AuroraJobJson.Identity;
import io.herald.jobs.aurora.AuroraTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes of a job's JSON alone, and what is known beside it, what AssignedTask would say. */
final class AuroraTasks {

  private AuroraTasks() {}

  /**
   * The task.
   *
   * @param json read from {@code data}
   * @throws IllegalArgumentException with a sentence, if its job stays unknown
   */
  static AuroraTask of(AuroraJobJson json, String data, LaunchContext context) {
    Identity identity = json.identity();
    // Aurora's own name of a task; a name of another make has other parts.
    String[] parts = context.taskName().split("/", -1);
    boolean auroras = parts.length == 3;
    return new AuroraTask(
        context.taskId(),
        context.hostname(),
        given("role", identity.role(), auroras ? parts[0] : ""),
        given("environment", identity.environment(), auroras ? parts[1] : ""),
        given("name", identity.name(), auroras ? parts[2] : ""),
        identity.instance().orElse(0),
        assignedPorts(json, context),
        Optional.of(data),
        json.metadata());
  }

  private static String given(String field, Optional<String> value, String otherwise) {
    String text = value.orElse(otherwise);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "the executor's data has no "
              + field
              + ", and the task's name is no role/environment/name; give one of the two");
    }
    return text;
  }

  private static SortedMap<String, Integer> assignedPorts(
      AuroraJobJson json, LaunchContext context) {
    SortedMap<String, Integer> assigned = new TreeMap<>(context.namedPorts());
    List<Integer> left = new ArrayList<>(new TreeSet<>(context.portNumbers()));
    left.removeAll(assigned.values());
    for (String name : json.requestedPorts()) {
      if (!assigned.containsKey(name) && !left.isEmpty()) {
        assigned.put(name, left.remove(0));
      }
    }
    return assigned;
  }
}
