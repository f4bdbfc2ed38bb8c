package io.herald.launcher.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.TemplateValues;
import io.herald.jobs.aurora.AssignedTaskJson;
import io.herald.jobs.aurora.AuroraDataException;
import io.herald.jobs.aurora.AuroraDiscovery;
import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.port.Protocol;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A file of Aurora's: the JSON that its client makes of a job ({@code aurora job inspect
 * --write-json}), older forms of it too, or AssignedTask, in JSON ({@code aurora job status
 * --write-json}) or in the Thrift that a task carries. It is read leniently, as a task's data is.
 *
 * @param job as much of it as is needed to show how it will be found
 * @param task what Aurora's scheduler says of the instance, or would
 * @param instances how many there are, if the file says it
 * @param madeUp whether the port numbers are made up
 * @param warnings what Herald would do otherwise than Aurora, each a sentence
 */
public record AuroraInput(
    Job job, AuroraTask task, OptionalInt instances, boolean madeUp, List<String> warnings) {

  private static final int FIRST_PORT = 31000;
  private static final long LARGEST = 1L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keys that Aurora's client writes into every job, and none of our job files has. */
  private static final Set<String> AURORAS_KEYS =
      Set.of(
          "cron_collision_policy",
          "cron_schedule",
          "enable_hooks",
          "executor_config",
          "instance",
          "priority",
          "production",
          "update_config");

  /** Before Aurora 0.12 these stood in health_check_config itself. */
  private static final Set<String> OLD_HEALTH_KEYS =
      Set.of("endpoint", "expected_response", "expected_response_code");

  private static final Pattern PYSTACHIO =
      Pattern.compile(
          "(?m)^\\s*(jobs\\s*=\\s*\\[|\\w+\\s*=\\s*(Process|Task|SequentialTask|SimpleTask|Job|Service)\\s*\\()");

  public AuroraInput {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @param instance which one to show, where the file is of a job and not of one of its tasks
   * @return absent if Aurora did not write the file
   * @throws IllegalArgumentException with a sentence that names the file, if it is and can't be
   *     read, or is one that only Aurora's client can read
   */
  public static Optional<AuroraInput> read(Path file, int instance) {
    byte[] bytes;
    try {
      if (Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": it can't be read: " + Reason.of(file, e), e);
    }
    try {
      return read(file, bytes, instance);
    } catch (PystachioException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Optional<AuroraInput> read(Path file, byte[] bytes, int instance) {
    if (AuroraTask.isThrift(bytes)) {
      return Optional.of(ofTask(AuroraTask.ofThrift(bytes)));
    }
    String text = new String(bytes, UTF_8).strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      Optional<JsonNode> root = json(text);
      if (root.isEmpty()) {
        return Optional.empty(); // YAML may begin so too
      }
      Optional<AuroraTask> assigned = AssignedTaskJson.read(text);
      if (assigned.isPresent()) {
        return assigned.map(AuroraInput::ofTask);
      }
      return isAuroras(root.get())
          ? AuroraJobJson.read(text).map(json -> ofJob(text, root.get(), json, instance))
          : Optional.empty();
    }
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".aurora")
        || PYSTACHIO.matcher(text).find()) {
      throw new PystachioException(
          file
              + ": it is a configuration of Aurora's client (Pystachio, a Python program), which"
              + " only that client can run; let it write JSON, and give that: aurora job inspect"
              + " --write-json CLUSTER/ROLE/ENVIRONMENT/NAME "
              + file.getFileName()
              + " > job.json");
    }
    return Optional.empty();
  }

  /** Names the file already. */
  private static final class PystachioException extends IllegalArgumentException {
    PystachioException(String sentence) {
      super(sentence);
    }
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isAuroras(JsonNode root) {
    JsonNode health = root.path("health_check_config");
    return AURORAS_KEYS.stream().anyMatch(root::has)
        || OLD_HEALTH_KEYS.stream().anyMatch(health::has);
  }

  private static AuroraInput ofTask(AuroraTask task) {
    AuroraJobJson json =
        task.executorData()
            .flatMap(AuroraJobJson::read)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "its executorConfig.data holds no job of Aurora's; without it nothing says"
                            + " how the task is announced"));
    return of(json, task, OptionalInt.empty(), false);
  }

  private static AuroraInput ofJob(String text, JsonNode root, AuroraJobJson json, int instance) {
    AuroraJobJson.Identity identity = json.identity();
    SortedMap<String, Integer> ports = new TreeMap<>();
    for (String name : json.requestedPorts()) {
      ports.put(name, FIRST_PORT + ports.size());
    }
    OptionalInt instances =
        root.path("instances").isIntegralNumber()
            ? OptionalInt.of(root.path("instances").asInt())
            : OptionalInt.empty();
    int number = identity.instance().orElse(instance);
    if (instances.isPresent() && number >= instances.getAsInt()) {
      throw new IllegalArgumentException(
          "--instance = "
              + number
              + ": the job has "
              + instances.getAsInt()
              + " instances; write 0 to "
              + (instances.getAsInt() - 1));
    }
    AuroraTask task =
        new AuroraTask(
            "",
            ExampleInstance.AGENT_HOST,
            given("role", identity.role()),
            given("environment", identity.environment()),
            // The older form has no name of its own; the client names the task after the job.
            given(
                "name",
                identity.name().or(() -> Optional.of(root.path("task").path("name").asText()))),
            number,
            ports,
            Optional.of(text),
            json.metadata());
    return of(json, task, instances, true);
  }

  private static String given(String field, Optional<String> value) {
    return value
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException("the job has no " + field));
  }

  private static AuroraInput of(
      AuroraJobJson json, AuroraTask task, OptionalInt instances, boolean madeUp) {
    JobKey key =
        new JobKey(
            json.identity().cluster().orElse(""), task.role(), task.environment(), task.name());
    AuroraDiscovery discovery = AuroraDiscovery.of(task.metadata());
    List<PortRequest> ports = new ArrayList<>();
    for (String name : task.assignedPorts().keySet()) {
      ports.add(
          new PortRequest(
              name,
              discovery.protocols().getOrDefault(name, Protocol.TCP),
              discovery.portLabels().getOrDefault(name, new TreeMap<>())));
    }
    Job.Builder job =
        Job.builder(key, "true")
            .instances(instances.orElse(task.instance() + 1))
            .ports(ports)
            .discovery(discovery.settings());
    json.announce().ifPresent(job::announce);
    return new AuroraInput(job.build(), task, instances, madeUp, warnings(json, task, key));
  }

  /** What our executor does otherwise than Aurora's. */
  private static List<String> warnings(AuroraJobJson json, AuroraTask task, JobKey key) {
    List<String> warnings = new ArrayList<>();
    try {
      json.processes()
          .command(
              TemplateValues.of(
                  Optional.of(key.cluster()),
                  key.role(),
                  key.environment(),
                  key.name(),
                  task.instance(),
                  "task",
                  ExampleInstance.AGENT_HOST,
                  io.herald.jobs.port.PortResolver.resolve(json.portmap(), task.assignedPorts())
                      .values()));
    } catch (AuroraDataException e) {
      warnings.add("herald executor refuses this task, which Aurora's own runs: " + e.getMessage());
    }
    SortedSet<String> names = new TreeSet<>(json.portmap().keySet());
    names.addAll(task.assignedPorts().keySet());
    if (json.healthCheck(names).isEmpty()) {
      warnings.add(
          "the task has no port \"health\" and no shell check, so that nothing is checked: it counts"
              + " as healthy while it runs");
    }
    return warnings;
  }
}
