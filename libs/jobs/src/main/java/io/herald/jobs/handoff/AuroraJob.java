package io.herald.jobs.handoff;

import com.google.protobuf.ByteString;
import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.aurora.AuroraJobJson.Identity;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.ResolvedPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A job's JSON, read once for all of its tasks. Of it alone, and what is known beside it, it makes
 * what AssignedTask would say. Immutable.
 */
public final class AuroraJob {

  private final String data;
  private final AuroraJobJson json;
  private final SortedSet<String> requestedPorts;

  private AuroraJob(String data, AuroraJobJson json) {
    this.data = data;
    this.json = json;
    this.requestedPorts = json.requestedPorts();
  }

  /**
   * Reads a task's or an executor's data.
   *
   * @return absent if it is not a job of Aurora's
   * @throws IllegalArgumentException with a sentence, if it is and is damaged
   */
  public static Optional<AuroraJob> read(ByteString data) {
    String text = data.toStringUtf8();
    return AuroraJobJson.read(text).map(json -> new AuroraJob(text, json));
  }

  /**
   * A task of the job.
   *
   * @throws IllegalArgumentException with a sentence, if its job stays unknown
   */
  public AuroraTask task(LaunchContext context) {
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
        assignedPorts(context),
        Optional.of(data),
        json.metadata());
  }

  private static String given(String field, Optional<String> value, String otherwise) {
    String text = value.orElse(otherwise);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "the executor's data has no "
              + field
              + ", and the task's name is not role/environment/name; give one of the two");
    }
    return text;
  }

  private SortedMap<String, Integer> assignedPorts(LaunchContext context) {
    SortedMap<String, Integer> assigned = new TreeMap<>(context.namedPorts());
    assigned.keySet().removeAll(json.portmap().keySet());
    List<Integer> left = new ArrayList<>(new TreeSet<>(context.portNumbers()));
    left.removeAll(context.namedPorts().values());
    for (String name : requestedPorts) {
      if (!assigned.containsKey(name) && !left.isEmpty()) {
        assigned.put(name, left.remove(0));
      }
    }
    if (context.namedPorts().isEmpty()) {
      return assigned;
    }
    // DiscoveryInfo may name aliases and fixed ports too, and these come out of the portmap. Only
    // one that has another number there was assigned, since that beats the portmap.
    SortedMap<String, ResolvedPort> resolved = PortResolver.resolve(json.portmap(), assigned);
    context
        .namedPorts()
        .forEach(
            (name, number) -> {
              ResolvedPort known = resolved.get(name);
              if (known == null || known.number() != number) {
                assigned.put(name, number);
              }
            });
    return assigned;
  }
}
