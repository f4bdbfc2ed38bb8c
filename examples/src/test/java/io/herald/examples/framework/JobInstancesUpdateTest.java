package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other jobs while an earlier run's tasks are still being asked for. */
class JobInstancesUpdateTest {

  private static final JobKey KEY = new JobKey("c", "r", "e", "n");

  private static Job job(int instances) {
    return Job.builder(KEY, "sleep 1").instances(instances).build();
  }

  @Test
  void newInstancesAreHeldBackLikeTheOthersUntilItIsKnownWhatRuns() {
    JobInstances instances = new JobInstances(List.of(job(1)));
    instances.resume(Map.of(), Instant.EPOCH);

    instances.update(List.of(job(3)));

    assertThat(instances.all()).hasSize(3).noneMatch(one -> one.wantsTask(Instant.MAX));
    instances.release();
    assertThat(instances.all()).allMatch(one -> one.wantsTask(Instant.MAX));
  }

  @Test
  void aTaskOfAnInstanceThatIsGoneIsRememberedUntilItIsOver() {
    JobInstances instances = new JobInstances(List.of(job(2)));
    String task = TaskIds.newTaskId(KEY, 1);
    instances.all().get(1).launched(task, "agent", Instant.EPOCH);

    JobInstances.Update update = instances.update(List.of(job(1)));

    assertThat(update.surplus()).extracting(JobInstance.Running::taskId).containsExactly(task);
    assertThat(instances.isLeaving(task)).isTrue();
    // Scaled up again meanwhile: the new instance does not take the leaving task for its own.
    instances.update(List.of(job(2)));
    assertThat(instances.all().get(1).running()).isEmpty();
    assertThat(instances.isLeaving(task)).isTrue();
    instances.left(task);
    assertThat(instances.isLeaving(task)).isFalse();
  }
}
