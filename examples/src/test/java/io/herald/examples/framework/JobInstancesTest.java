package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobInstancesTest {

  private static final JobKey KEY = new JobKey("c", "vagrant", "test", "hello");
  private static final JobKey OTHER = new JobKey("c", "vagrant", "test", "other");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final JobInstances instances =
      new JobInstances(List.of(Job.builder(KEY, "x").instances(2).build()));

  private static String task(int instance) {
    return TaskIds.newTaskId(KEY, instance);
  }

  @Test
  void afterARestartAnInstanceHasItsRememberedTaskAndNoneGetsAnother() {
    String first = task(0);

    Map<String, String> ours =
        instances.resume(Map.of(first, "a", TaskIds.newTaskId(OTHER, 0), "a", task(7), "a"), NOW);

    assertThat(ours).isEqualTo(Map.of(first, "a"));
    assertThat(instances.tasks()).isEqualTo(Map.of(first, "a"));
    assertThat(instances.all()).noneMatch(one -> one.wantsTask(NOW));
    instances.release();
    assertThat(instances.all()).extracting(one -> one.wantsTask(NOW)).containsExactly(false, true);
  }

  static Stream<Arguments> twoOfOne() {
    // What the known task is in, what the found one is in, which of the two is kept.
    return Stream.of(
        arguments(TaskState.TASK_RUNNING, TaskState.TASK_RUNNING, "known"),
        arguments(TaskState.TASK_RUNNING, TaskState.TASK_STARTING, "known"),
        arguments(TaskState.TASK_STARTING, TaskState.TASK_STARTING, "known"),
        arguments(TaskState.TASK_STAGING, TaskState.TASK_RUNNING, "found"),
        arguments(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, "found"),
        arguments(TaskState.TASK_KILLING, TaskState.TASK_RUNNING, "found"),
        arguments(TaskState.TASK_UNKNOWN, TaskState.TASK_RUNNING, "found"));
  }

  @ParameterizedTest(name = "the known one {0}, the found one {1}: {2}")
  @MethodSource("twoOfOne")
  void ofTwoTasksOfAnInstanceTheRunningOneIsKept(TaskState known, TaskState found, String kept) {
    JobInstance instance = instances.all().get(1);
    String knownTask = task(1);
    String foundTask = task(1);
    instance.launched(knownTask, "a", NOW);
    instance.updated(known, false);
    Optional<JobInstance.Running> before = instance.running();

    JobInstances.Found result = instances.found(foundTask, "b", found, NOW);

    if (kept.equals("known")) {
      assertThat(result).isEqualTo(new JobInstances.Found(Optional.empty(), Optional.empty()));
      assertThat(instance.running()).isEqualTo(before);
    } else {
      assertThat(result).isEqualTo(new JobInstances.Found(Optional.of(instance), before));
      assertThat(instance.running())
          .contains(new JobInstance.Running(foundTask, "b", TaskState.TASK_RUNNING, NOW));
    }
  }

  @Test
  void aTaskIsGivenToTheInstanceOfItsNumberAndToNoOther() {
    String second = task(1);

    assertThat(instances.found(second, "a", TaskState.TASK_STAGING, NOW).instance())
        .contains(instances.all().get(1));
    assertThat(instances.running(second)).contains(instances.all().get(1));
    assertThat(instances.found(task(2), "a", TaskState.TASK_RUNNING, NOW).instance()).isEmpty();
    assertThat(
            instances
                .found(TaskIds.newTaskId(OTHER, 0), "a", TaskState.TASK_RUNNING, NOW)
                .instance())
        .isEmpty();
  }

  /** {@code a-b/c/d} and {@code a/b-c/d} have the same task ids. */
  @Test
  void jobsWhoseTaskIdsLookAlikeKeepOneTaskEach() {
    JobKey one = new JobKey("c", "a-b", "c", "d");
    JobKey same = new JobKey("c", "a", "b-c", "d");
    JobInstances alike =
        new JobInstances(List.of(Job.builder(one, "x").build(), Job.builder(same, "x").build()));
    String first = TaskIds.newTaskId(one, 0);
    String second = TaskIds.newTaskId(same, 0);

    Map<String, String> ours = alike.resume(Map.of(first, "a", second, "b"), NOW);

    assertThat(ours).isEqualTo(Map.of(first, "a", second, "b"));
    assertThat(alike.running(first)).isPresent();
    assertThat(alike.running(second)).isPresent();
  }
}
