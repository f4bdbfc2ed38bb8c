package io.herald.executor.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorEnvironmentTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MESOS_AGENT_ENDPOINT", "127.0.0.11:5051",
          "MESOS_FRAMEWORK_ID", "f-1",
          "MESOS_EXECUTOR_ID", "exec-custom-1",
          "MESOS_DIRECTORY", "/var/lib/mesos/run");

  @Test
  void whatAnAgentSetsIsRead() throws Exception {
    Map<String, String> recorded = new HashMap<>();
    try (InputStream file = getClass().getResourceAsStream("/captures/executor-api.env.txt")) {
      new String(file.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.split("=", 2))
          .forEach(pair -> recorded.put(pair[0], pair[1]));
    }
    String sandbox = recorded.get("MESOS_SANDBOX");

    assertThat(ExecutorEnvironment.of(recorded))
        .isEqualTo(
            new ExecutorEnvironment(
                recorded,
                "127.0.0.11:5051",
                "c80fefca-6eef-4558-a8ee-59cea57c0964-0001",
                "exec-custom-1",
                Path.of(sandbox),
                true,
                Duration.ofMinutes(15),
                Duration.ofSeconds(2),
                Optional.of(Duration.ofSeconds(5))));
  }

  @Test
  void whatAnAgentNeedNotSetHasMesosDefaults() {
    assertThat(ExecutorEnvironment.of(ENVIRONMENT))
        .isEqualTo(
            new ExecutorEnvironment(
                ENVIRONMENT,
                "127.0.0.11:5051",
                "f-1",
                "exec-custom-1",
                Path.of("/var/lib/mesos/run"),
                false,
                Duration.ofMinutes(15),
                Duration.ofSeconds(2),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"5secs, 5000", "1.5mins, 90000", "250ms, 250", "1hrs, 3600000"})
  void mesosDurationsAreRead(String text, long millis) {
    Map<String, String> all = new HashMap<>(ENVIRONMENT);
    all.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", text);

    assertThat(ExecutorEnvironment.of(all).shutdownGrace()).contains(Duration.ofMillis(millis));
  }

  @Test
  void whatIsMissingOrWrongIsASentence() {
    assertThatThrownBy(() -> ExecutorEnvironment.of(Map.of()))
        .hasMessage(
            "the environment has no MESOS_AGENT_ENDPOINT; a Mesos agent sets it when it starts an executor");
    Map<String, String> all = new HashMap<>(ENVIRONMENT);
    all.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5");
    assertThatThrownBy(() -> ExecutorEnvironment.of(all))
        .hasMessage(
            "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD = \"5\" is not a duration as Mesos writes it; write one like 5secs");
  }
}
