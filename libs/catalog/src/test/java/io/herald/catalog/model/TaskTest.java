package io.herald.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskTest {

  private static final Network OWN = new Network(Network.Mode.OWN, List.of());
  private static final RunningStatus STATUS =
      new RunningStatus(Optional.of(true), List.of("10.9.0.1"), Map.of(), OWN);
  private static final Discovery DISCOVERY =
      new Discovery("web", "", "", "", "", List.of(), Map.of());
  private static final Task TASK =
      new Task(
          "F0",
          "t1",
          "web",
          "S0",
          Task.RUNNING,
          Optional.of(RunningStatus.EMPTY),
          List.of(new PortRange(1, 2)),
          Optional.empty(),
          Map.of("k", "v"),
          OWN,
          false);

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of(TASK.withRunning(Optional.of(STATUS)), "running"),
        Arguments.of(TASK.withDiscovery(DISCOVERY), "discovery"),
        Arguments.of(TASK.withRecovering(true), "recovering"),
        Arguments.of(TASK.updated("TASK_KILLING", Optional.of(STATUS)), "running state"),
        Arguments.of(TASK.withRecovering(true).updated("TASK_KILLING", TASK.running()), "state"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("changes")
  void aChangedTaskIsTheSameInAllElse(Task changed, String components) throws Exception {
    TreeSet<String> different = new TreeSet<>();
    for (RecordComponent component : Task.class.getRecordComponents()) {
      Object before = component.getAccessor().invoke(TASK);
      if (!before.equals(component.getAccessor().invoke(changed))) {
        different.add(component.getName());
      }
    }
    assertThat(different).isEqualTo(new TreeSet<>(Arrays.asList(components.split(" "))));
  }
}
