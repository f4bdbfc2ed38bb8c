package io.herald.executor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      Map.of("MESOS_EXECUTOR_ID", "exec-custom-1", "MESOS_DIRECTORY", "/var/lib/mesos/run");

  @Test
  void whatAnAgentSetsIsRead() {
    assertThat(ExecutorEnvironment.of(ENVIRONMENT))
        .isEqualTo(
            new ExecutorEnvironment(
                ENVIRONMENT, "exec-custom-1", Path.of("/var/lib/mesos/run"), Optional.empty()));
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
            "The environment has no MESOS_EXECUTOR_ID; an executor is started by a Mesos agent,"
                + " which sets it.");
    Map<String, String> all = new HashMap<>(ENVIRONMENT);
    all.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5");
    assertThatThrownBy(() -> ExecutorEnvironment.of(all))
        .hasMessage(
            "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD = \"5\": not a duration of Mesos; write one like"
                + " 5secs.");
  }
}
