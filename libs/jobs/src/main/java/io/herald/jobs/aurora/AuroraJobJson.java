package io.herald.jobs.aurora;

import static java.util.Collections.unmodifiableSortedMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.jobs.Announce;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HealthCheck.Checker;
import io.herald.jobs.HttpLifecycle;
import io.herald.jobs.port.RequestedPorts;
import io.herald.jobs.template.Template;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The JSON that Aurora's client puts into {@code ExecutorConfig.data}, as far as it is needed here.
 * Nothing of it is checked against the task's ports.
 *
 * @param identity what it says of the job's key
 * @param announce absent: the job isn't announced
 * @param healthCheck always one: Aurora asks a port {@code health} where nothing else is said
 * @param lifecycle absent: the task is stopped by signals alone
 * @param metadata of the job, by key
 * @param processes what the task runs, read on demand
 */
public record AuroraJobJson(
    Identity identity,
    Optional<Announce> announce,
    HealthCheck healthCheck,
    Optional<HttpLifecycle> lifecycle,
    SortedMap<String, String> metadata,
    AuroraProcesses processes) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A job's key, and the instance, where they are given. Only the older form of the data, a task
   * bound to its instance, has an instance; it has neither cluster nor name.
   */
  public record Identity(
      Optional<String> cluster,
      Optional<String> role,
      Optional<String> environment,
      Optional<String> name,
      OptionalInt instance) {}

  public AuroraJobJson {
    metadata = unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /**
   * Reads {@code ExecutorConfig.data}.
   *
   * @return absent if the text isn't Aurora's: other executors' data is free text
   * @throws AuroraDataException if it is, and can't be read
   */
  public static Optional<AuroraJobJson> read(String data) {
    if (!data.stripLeading().startsWith("{")) {
      return Optional.empty();
    }
    JsonNode root;
    try {
      root = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new AuroraDataException(
          "the executor's data begins like JSON and isn't: " + e.getOriginalMessage(), e);
    }
    // "instance" marks the older form, a task that is bound to its instance already.
    if (!root.has("task") && !root.has("instance")) {
      return Optional.empty();
    }
    return Optional.of(
        new AuroraJobJson(
            identity(root),
            announce(root.path("announce")),
            health(root),
            lifecycle(root.path("lifecycle").path("http")),
            metadata(root.path("metadata")),
            AuroraProcesses.of(root.path("task"))));
  }

  /** The portmap; empty if the job isn't announced. */
  public SortedMap<String, String> portmap() {
    return announce.map(Announce::portmap).orElseGet(TreeMap::new);
  }

  /** The names of the ports to take from an offer, as Aurora's client finds them. */
  public SortedSet<String> requestedPorts() {
    SortedSet<String> referenced = new TreeSet<>(processes.referencedPorts());
    if (healthCheck.checker() instanceof HealthCheck.Shell shell) {
      referenced.addAll(Template.of(shell.command()).ports());
    }
    return RequestedPorts.of(portmap(), referenced);
  }

  /**
   * The health check, unless there is nothing to ask.
   *
   * @param ports the names of the task's ports: Aurora checks nothing over HTTP where there is no
   *     port {@code health}
   */
  public Optional<HealthCheck> healthCheck(Set<String> ports) {
    return healthCheck.checker() instanceof HealthCheck.Http http && !ports.contains(http.port())
        ? Optional.empty()
        : Optional.of(healthCheck);
  }

  private static Identity identity(JsonNode root) {
    return new Identity(
        part(root, "cluster"),
        part(root, "role"),
        part(root, "environment"),
        part(root, "name"),
        root.path("instance").isIntegralNumber()
            ? OptionalInt.of(root.path("instance").asInt())
            : OptionalInt.empty());
  }

  private static Optional<String> part(JsonNode root, String name) {
    return Optional.of(root.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private static Optional<HttpLifecycle> lifecycle(JsonNode http) {
    if (!http.isObject()) {
      return Optional.empty();
    }
    HttpLifecycle otherwise = HttpLifecycle.DEFAULT;
    return Optional.of(
        new HttpLifecycle(
            http.path("port").asText(otherwise.port()),
            http.path("graceful_shutdown_endpoint").asText(otherwise.gracefulEndpoint()),
            seconds(http, "graceful_shutdown_wait_secs", otherwise.gracefulWait()),
            http.path("shutdown_endpoint").asText(otherwise.shutdownEndpoint()),
            seconds(http, "shutdown_wait_secs", otherwise.shutdownWait())));
  }

  private static SortedMap<String, String> metadata(JsonNode list) {
    SortedMap<String, String> metadata = new TreeMap<>();
    for (JsonNode pair : list) {
      if (pair.path("key").isTextual()) {
        metadata.put(pair.path("key").asText(), pair.path("value").asText());
      }
    }
    return metadata;
  }

  private static Optional<Announce> announce(JsonNode block) {
    if (block.isMissingNode() || block.isNull()) {
      return Optional.empty();
    }
    if (!block.isObject()) {
      throw wrong("announce", block, "an object");
    }
    String primary = text(block, "announce", "primary_port", Announce.DEFAULT_PRIMARY_PORT);
    JsonNode portmap = block.path("portmap");
    String path = text(block, "announce", "zk_path", "");
    return Optional.of(
        new Announce(
            primary,
            portmap.isMissingNode() || portmap.isNull()
                ? new TreeMap<>(Announce.defaultPortmap(primary))
                : portmap(portmap),
            path.isEmpty() ? Optional.empty() : Optional.of(path)));
  }

  private static SortedMap<String, String> portmap(JsonNode node) {
    if (!node.isObject()) {
      throw wrong("announce.portmap", node, "an object");
    }
    SortedMap<String, String> portmap = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      if (!value.isTextual() && !value.isIntegralNumber()) {
        throw wrong("announce.portmap." + entry.getKey(), value, "a text or a whole number");
      }
      portmap.put(entry.getKey(), value.asText());
    }
    return portmap;
  }

  private static HealthCheck health(JsonNode root) {
    JsonNode config = root.path("health_check_config");
    return new HealthCheck(
        checker(config),
        seconds(config, "initial_interval_secs", HealthCheck.DEFAULT_INITIAL_INTERVAL),
        seconds(config, "interval_secs", HealthCheck.DEFAULT_INTERVAL),
        seconds(config, "timeout_secs", HealthCheck.DEFAULT_TIMEOUT),
        config.path("max_consecutive_failures").asInt(0),
        config.path("min_consecutive_successes").asInt(1));
  }

  private static Checker checker(JsonNode config) {
    JsonNode shell = config.path("health_checker").path("shell").path("shell_command");
    if (shell.isTextual()) {
      return new HealthCheck.Shell(shell.asText());
    }
    JsonNode nested = config.path("health_checker").path("http");
    // Before Aurora 0.12 these stood in health_check_config itself.
    JsonNode http = nested.isObject() ? nested : config;
    return new HealthCheck.Http(
        HealthCheck.DEFAULT_PORT,
        http.path("endpoint").asText(HealthCheck.Http.DEFAULT_ENDPOINT),
        http.path("expected_response").asText(HealthCheck.Http.DEFAULT_RESPONSE),
        http.path("expected_response_code").asInt(0));
  }

  static Duration seconds(JsonNode config, String name, Duration otherwise) {
    JsonNode value = config.path(name);
    return value.isNumber() ? Duration.ofNanos(Math.round(value.asDouble() * 1e9)) : otherwise;
  }

  private static String text(JsonNode node, String path, String name, String otherwise) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw wrong(path + "." + name, value, "a text");
    }
    return value.asText();
  }

  private static AuroraDataException wrong(String field, JsonNode value, String expected) {
    return new AuroraDataException(
        "the executor's data: " + field + ": " + value + " stands where " + expected + " must");
  }
}
