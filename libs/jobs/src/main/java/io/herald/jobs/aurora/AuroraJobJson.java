package io.herald.jobs.aurora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.jobs.Announce;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HealthCheck.Checker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part about being found of the JSON that Aurora's client puts into {@code
 * ExecutorConfig.data}: the announce block and the health check. Nothing of it is checked against
 * the task's ports.
 *
 * @param announce absent: the job isn't announced
 */
public record AuroraJobJson(Optional<Announce> announce, HealthCheck healthCheck) {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    return Optional.of(new AuroraJobJson(announce(root.path("announce")), health(root)));
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

  private static Duration seconds(JsonNode config, String name, Duration otherwise) {
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
