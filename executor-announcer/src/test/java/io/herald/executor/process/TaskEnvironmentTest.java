package io.herald.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TaskEnvironmentTest {

  @Test
  void theJobsEntriesAreStrongestAndTheAgentsTokenIsLeftOut() {
    SortedMap<String, Integer> ports =
        new TreeMap<>(Map.of("http", 31000, "a-b", 1, "a_b", 2, "own", 3));

    Map<String, String> all =
        TaskEnvironment.of(
            Map.of(
                "PATH", "/bin",
                "HOST", "stale",
                "MESOS_SANDBOX", "/s",
                "MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "secret"),
            "agent1",
            4,
            ports,
            Map.of("PORT_OWN", "mine"),
            Optional.empty());

    assertThat(all)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "PATH", "/bin",
                "HOST", "agent1",
                "MESOS_SANDBOX", "/s",
                "INSTANCE", "4",
                "PORT_HTTP", "31000",
                "PORT_A_B", "1",
                "PORT_OWN", "mine"));
  }

  @Test
  void aTaskWithinATaskCarriesBothMarks() {
    Map<String, String> outer = of(Map.of(), new TaskMark("outer"));
    Map<String, String> inner = of(outer, new TaskMark("inner"));

    assertThat(outer).containsEntry("HERALD_TASK_MARK", "outer");
    assertThat(inner).containsEntry("HERALD_TASK_MARK", "outer:inner");
  }

  private static Map<String, String> of(Map<String, String> executor, TaskMark mark) {
    return TaskEnvironment.of(executor, "h", 0, new TreeMap<>(), Map.of(), Optional.of(mark));
  }
}
