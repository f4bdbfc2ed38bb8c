package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobInstanceTest {

  private static final JobKey KEY = new JobKey("c", "vagrant", "test", "http-example");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aTaskThatDiesAtOnceAgainAndAgainIsStartedEverMoreRarely() {
    JobInstance instance = new JobInstance(Job.builder(KEY, "false").build(), 0);
    Instant now = NOW;
    List<Long> bounds =
        List.of(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 45000L, 45000L);
    for (long bound : bounds) {
      assertThat(instance.wantsTask(now)).isTrue();
      instance.launched("t", "a", now);
      assertThat(instance.wantsTask(now)).isFalse();

      instance.ended(TaskState.TASK_FAILED, now);

      Duration wait = instance.waits(now).orElseThrow();
      assertThat(wait.toMillis()).isBetween(bound, bound * 2);
      now = now.plus(wait);
    }
  }

  @Test
  void aTaskThatRanWellForAWhileIsReplacedQuickly() {
    JobInstance instance = new JobInstance(Job.builder(KEY, "true").build(), 0);
    Instant now = NOW;
    for (int i = 0; i < 6; i++) {
      instance.launched("t", "a", now);
      instance.ended(TaskState.TASK_FAILED, now);
      now = now.plus(instance.waits(now).orElseThrow());
    }
    instance.launched("t", "a", now);
    now = now.plus(JobInstance.STEADY).plusSeconds(1);

    instance.ended(TaskState.TASK_LOST, now);

    assertThat(instance.waits(now).orElseThrow().toMillis()).isBetween(250L, 500L);
  }

  @ParameterizedTest(name = "service {0}, allowed failures {1}, ended as {2}: done {3}")
  @CsvSource({
    "true, 1, TASK_FINISHED, false",
    "true, 1, TASK_FAILED, false",
    "false, 1, TASK_FINISHED, true",
    "false, 1, TASK_FAILED, true",
    "false, 2, TASK_FAILED, false",
    "false, -1, TASK_FAILED, false",
  })
  void whatEndsForGood(boolean service, int failures, TaskState state, boolean done) {
    Job job = Job.builder(KEY, "x").service(service).maxTaskFailures(failures).build();
    JobInstance instance = new JobInstance(job, 0);
    instance.launched("t", "a", NOW);

    instance.ended(state, NOW);

    assertThat(instance.done()).isEqualTo(done);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "vagrant-test-http-example-3-0b1cd2f4-0000-4000-8000-00000000000a, 3",
    "vagrant-test-http-example-x-0b1cd2f4-0000-4000-8000-00000000000a, -1",
    "vagrant-test-http-example-3, -1",
    "vagrant-test-http-3-0b1cd2f4-0000-4000-8000-00000000000a, -1",
    "vagrant-test-http-example-1-2-0b1cd2f4-0000-4000-8000-00000000000a, -1",
  })
  void aTaskIdTellsTheInstanceOfItsOwnJobAlone(String taskId, int instance) {
    assertThat(TaskIds.instanceOf(KEY, taskId))
        .isEqualTo(instance < 0 ? OptionalInt.empty() : OptionalInt.of(instance));
  }

  @Test
  void aNewTaskIdIsReadBack() {
    assertThat(TaskIds.instanceOf(KEY, TaskIds.newTaskId(KEY, 17))).hasValue(17);
  }
}
