package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import java.time.Instant;
import java.util.List;
import org.apache.mesos.v1.Protos.TaskState;
import org.junit.jupiter.api.Test;

/** Another version of an app: its tasks come first, and those of before go one by one. */
class FormerTasksTest {

  private static final String CHECKED = "\"healthChecks\": [{\"protocol\": \"MESOS_TCP\"}], ";

  private static AppDefinition app(int instances, String command, String more) {
    return (AppDefinition)
        LaunchableFiles.parse(
            "a.json",
            "{\"id\": \"a\", "
                + more
                + "\"cmd\": \""
                + command
                + "\", \"instances\": "
                + instances
                + "}");
  }

  private static JobInstances running(AppDefinition app) {
    JobInstances instances = new JobInstances(List.of(app));
    for (JobInstance instance : instances.all()) {
      instance.launched(
          TaskIds.newTaskId(app, 0), "agent", Instant.EPOCH.plusSeconds(instance.number()));
      instance.updated(TaskState.TASK_RUNNING, false);
    }
    return instances;
  }

  private static List<String> ids(List<JobInstance.Running> tasks) {
    return tasks.stream().map(JobInstance.Running::taskId).toList();
  }

  @Test
  void aTaskThatIsReadyTakesThePlaceOfTheOldest() {
    JobInstances instances = running(app(2, "one", ""));
    List<String> old = ids(instances.running());

    JobInstances.Update update = instances.update(List.of(app(2, "two", "")));

    assertThat(update.surplus()).isEmpty();
    assertThat(update.told())
        .containsExactly("/a is changed: tasks of before go as the new ones are ready");
    assertThat(instances.all()).hasSize(2).allMatch(one -> one.wantsTask(Instant.EPOCH));
    assertThat(instances.tasks()).containsOnlyKeys(old);
    assertThat(old).allMatch(instances::isFormer);

    JobInstance first = instances.all().get(0);
    first.launched("new", "agent", Instant.EPOCH);
    assertThat(instances.displaced(first)).isEmpty();
    first.updated(TaskState.TASK_RUNNING, false);
    assertThat(ids(instances.displaced(first))).containsExactly(old.get(0));
    assertThat(instances.displaced(first)).isEmpty();
    assertThat(instances.isFormer(old.get(0))).isFalse();
    assertThat(instances.isLeaving(old.get(0))).isTrue();
    assertThat(instances.isFormer(old.get(1))).isTrue();
  }

  @Test
  void aTaskWithACheckIsReadyOnceItIsHealthy() {
    JobInstances instances = running(app(1, "one", CHECKED));
    List<String> old = ids(instances.running());
    instances.update(List.of(app(1, "two", CHECKED)));
    JobInstance one = instances.all().get(0);
    one.launched("new", "agent", Instant.EPOCH);

    one.updated(TaskState.TASK_RUNNING, false);
    assertThat(instances.displaced(one)).isEmpty();

    one.updated(TaskState.TASK_RUNNING, true);
    assertThat(ids(instances.displaced(one))).isEqualTo(old);
  }

  @Test
  void whatIsTooMuchForTheNewVersionGoesAtOnce() {
    JobInstances instances = running(app(3, "one", ""));
    List<String> old = ids(instances.running());

    assertThat(ids(instances.update(List.of(app(1, "two", ""))).surplus()))
        .containsExactly(old.get(0), old.get(1));
    assertThat(ids(instances.update(List.of(app(0, "two", ""))).surplus()))
        .containsExactly(old.get(2));
  }

  @Test
  void anAppThatIsGoneTakesTheTasksOfBeforeWithIt() {
    JobInstances instances = running(app(1, "one", ""));
    List<String> old = ids(instances.running());
    instances.update(List.of(app(1, "two", "")));

    assertThat(ids(instances.update(List.of()).surplus())).isEqualTo(old);
  }

  @Test
  void aTaskOfBeforeThatEndsByItselfIsForgotten() {
    JobInstances instances = running(app(1, "one", ""));
    List<String> old = ids(instances.running());
    instances.update(List.of(app(1, "two", "")));

    instances.formerEnded(old.get(0));

    assertThat(instances.tasks()).isEmpty();
  }

  @Test
  void scalingAloneReplacesNothing() {
    JobInstances instances = running(app(2, "one", ""));
    List<String> old = ids(instances.running());

    JobInstances.Update update = instances.update(List.of(app(3, "one", "")));

    assertThat(update.told()).containsExactly("/a has 3 instances (had 2)");
    assertThat(ids(instances.running())).isEqualTo(old);
  }
}
