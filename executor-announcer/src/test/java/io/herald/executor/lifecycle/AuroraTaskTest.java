package io.herald.executor.lifecycle;

import static io.herald.executor.TestTasks.TASK;
import static io.herald.executor.TestTasks.task;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FINISHED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.herald.executor.announce.AnnounceRequest;
import io.herald.serverset.member.ServerSetPath;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks as Aurora's client describes them, from whichever place they come in. */
class AuroraTaskTest {

  private static final String JOB =
      """
      {"announce": {"portmap": {"aurora": "http"}, "primary_port": "http"},
       "cluster": "c", "environment": "prod", "name": "hello", "role": "www-data",
       "health_check_config": {"health_checker": {"shell": {"shell_command":
           "test {{thermos.ports[aurora]}} = 31000"}}, "interval_secs": 0.05},
       "task": {"name": "main", "processes": [
           {"name": "p", "cmdline": "sleep 0.5; test '{{thermos.ports[http]}}-{{mesos.hostname}}' = 31000-agent1"}],
         "resources": {"cpu": 0.1, "disk": 1, "ram": 1}}}
      """;

  private static final AnnounceRequest HELLO =
      new AnnounceRequest(
          new ServerSetPath("/aurora/www-data/prod/hello"),
          "agent1",
          31000,
          new TreeMap<>(Map.of("aurora", 31000, "http", 31000)),
          0,
          OptionalDouble.empty(),
          new TreeMap<>(),
          "task-1");

  @TempDir Path sandbox;
  private RecordedExecutor executor;

  @BeforeEach
  void startExecutor() {
    executor = new RecordedExecutor(sandbox, RecordedExecutor.announcing());
  }

  @AfterEach
  void endExecutor() {
    executor.close();
  }

  @Test
  void theJobJsonIsReadFromTheTasksData() {
    executor.run.launch(withPorts(task(TASK, ByteString.copyFromUtf8(JOB))));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).containsExactly(HELLO);
  }

  @Test
  void theLabelsInItsMetadataAreTheMembers() {
    String labelled =
        "{\"metadata\": [{\"key\": \"io.herald.label.team\", \"value\": \"search\"},"
            + " {\"key\": \"owner\", \"value\": \"web\"}], "
            + JOB.strip().substring(1);

    executor.run.launch(withPorts(task(TASK, ByteString.copyFromUtf8(labelled))));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements)
        .extracting(AnnounceRequest::labels)
        .containsExactly(new TreeMap<>(Map.of("team", "search")));
  }

  @Test
  void theJobJsonIsReadFromTheLaunchsExecutorInfo() {
    TaskInfo empty = withPorts(task(TASK, ByteString.EMPTY));

    executor.run.launch(
        empty.toBuilder()
            .setExecutor(
                ExecutorInfo.newBuilder()
                    .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                    .setData(ByteString.copyFromUtf8(JOB)))
            .build());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).containsExactly(HELLO);
  }

  @Test
  void theJobJsonIsReadFromTheExecutorInfoOfTheSubscription() {
    executor.executorData = ByteString.copyFromUtf8(JOB);
    executor.subscribed(FrameworkInfo.newBuilder());

    executor.run.launch(withPorts(task(TASK, ByteString.EMPTY)));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).containsExactly(HELLO);
  }

  @Test
  void portsComeFromTheResourcesWhereDiscoveryNamesNone() {
    TaskInfo bare =
        task(TASK, ByteString.copyFromUtf8(JOB)).toBuilder()
            .addResources(
                Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(Value.Range.newBuilder().setBegin(31000).setEnd(31000))))
            .build();

    executor.run.launch(bare);

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).containsExactly(HELLO);
  }

  @Test
  void m7_aJobWithoutAnAnnounceBlockIsNotAnnounced() {
    String silent = JOB.replaceAll("\"announce\": \\{.*http\"},\n", "");
    assertThat(silent).doesNotContain("announce");

    executor.run.launch(
        withPorts(task(TASK, ByteString.copyFromUtf8(silent.replace("aurora", "http")))));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).isEmpty();
  }

  @Test
  void aPortRangeBeyondAllPortsIsNoOne() {
    TaskInfo odd =
        task(TASK, ByteString.copyFromUtf8(JOB)).toBuilder()
            .addResources(
                Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(
                                Value.Range.newBuilder().setBegin(1L << 40).setEnd(1L << 41))))
            .build();

    executor.run.launch(odd);

    executor.awaitStates(TASK_FAILED);
    assertThat(executor.sent.get(0).getMessage()).contains("http");
  }

  private static TaskInfo withPorts(TaskInfo task) {
    return task.toBuilder()
        .setName("www-data/prod/hello")
        .setDiscovery(
            DiscoveryInfo.newBuilder()
                .setVisibility(DiscoveryInfo.Visibility.CLUSTER)
                .setName("hello.prod.www-data")
                .setPorts(
                    Ports.newBuilder()
                        .addPorts(Port.newBuilder().setName("http").setNumber(31000))))
        .build();
  }
}
