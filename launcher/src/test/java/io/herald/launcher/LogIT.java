package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged application, from its first line to its last. */
class LogIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}";
  private static final String ZONE = "(Z|[+-]\\d\\d:\\d\\d)";

  @TempDir Path folder;

  @Test
  void startAndStopAreLoggedWithVersionAndConfigurationAndATimeZone() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("my.json"),
            "{\"masters\": [\"127.0.0.1:1\"], \"listener\": \"127.0.0.1\", \"port\": 0,"
                + " \"httpListener\": \"127.0.0.1\", \"httpPort\": 0}");
    List<String> lines = lines(Map.of(), "dns", "--config", config.toString());

    assertThat(lines)
        .allSatisfy(line -> assertThat(line).matches(TIME + ZONE + " (INFO|WARN|ERROR) .*"));
    assertThat(lines.get(0))
        .matches(
            ".* INFO +\\S+ - herald dns \\d\\S+ starting \\(pid \\d+, Java \\S+\\); configuration: "
                + config);
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("UDP and TCP at 127.0.0.1:"))
        .anySatisfy(line -> assertThat(line).contains("HTTP API at 127.0.0.1:"))
        .noneMatch(line -> line.matches(".*[^/]/127\\..*") || line.contains("Optional"));
    assertThat(lines).anyMatch(line -> line.endsWith(" - herald dns stopping"));
    assertThat(lines.get(lines.size() - 1)).endsWith(" - herald dns stopped");
  }

  @Test
  void asJsonEveryLineIsAnObject() throws Exception {
    String work = folder.resolve("work").toString();
    List<String> lines =
        lines(Map.of(), "mesos", "--log-format", "json", "--port", "0", "--work-dir", work);
    assertStartsAndStops(lines);
    String other = folder.resolve("other").toString();
    lines = lines(Map.of("HERALD_LOG_FORMAT", "json"), "mesos", "--port", "0", "--work-dir", other);
    assertStartsAndStops(lines);
  }

  private static void assertStartsAndStops(List<String> lines) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> messages = new java.util.ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("{")) {
        JsonNode event = json.readTree(line);
        assertThat(event.get("timestamp").isNumber()).isTrue();
        assertThat(event.get("level").asText()).isNotEmpty();
        messages.add(event.get("formattedMessage").asText());
      }
    }
    assertThat(messages.get(0)).startsWith("herald mesos ").contains(" starting (pid ");
    assertThat(messages.get(messages.size() - 1)).isEqualTo("herald mesos stopped");
  }

  /** Starts it, waits for its start line and ends it by SIGTERM. */
  private List<String> lines(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process = HeraldProcess.start(folder, log, environment, arguments);
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || isUp(Files.readString(log), arguments[0]));
    process.destroy();
    process.waitFor();
    return Files.readAllLines(log);
  }

  private static boolean isUp(String log, String command) {
    return log.contains(command.equals("dns") ? "API at" : "Ctrl-C ends");
  }
}
