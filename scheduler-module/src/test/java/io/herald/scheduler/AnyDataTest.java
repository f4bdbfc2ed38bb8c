package io.herald.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.handoff.Handoff;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a task's data is damaged into, the task is launched, and nothing else of it changes. */
class AnyDataTest {

  private static final int ROUNDS = 3000;

  private static final String JSON =
      """
      {"cluster": "west", "role": "role", "environment": "devel", "name": "job",
       "announce": {"primary_port": "http", "portmap": {"aurora": "http", "old": "80"}},
       "health_check_config": {"health_checker": {"http": {"endpoint": "/health"}},
         "interval_secs": 1.0, "max_consecutive_failures": 2},
       "metadata": [{"key": "io.herald.weight", "value": "2.5"}],
       "task": {"processes": [{"name": "p", "cmdline": "x {{thermos.ports[http]}}"}]}}
      """;

  static Stream<Arguments> data() {
    Job job =
        Job.builder(new JobKey("west", "role", "devel", "job"), "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .announce(Announce.of("http", Map.of("www", "http")))
            .build();
    return Stream.of(
        arguments("JSON", JSON.getBytes(UTF_8)),
        arguments("Thrift", Base64.getDecoder().decode(UnexplainedTaskTest.ASSIGNED_TASK)),
        arguments("hand-off", Handoff.of(job, 0, "t", "h", Map.of("http", 31000)).toByteArray()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("data")
  void damagedDataStopsNoLaunch(String form, byte[] sound) {
    long seed = 20261121L;
    Random random = new Random(seed);
    DiscoveryInfoPopulator populator =
        DiscoveryInfoPopulator.of(
            DiscoveryOptions.builder().populateDiscoveryInfo(true).build(), new DiscoveryStats());
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = sound.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        // The first bytes tell the form; the rest is damaged.
        damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(damaged.length) : damaged.length;
      TaskInfo task =
          TaskInfo.newBuilder()
              .setName("role/devel/job")
              .setTaskId(TaskID.newBuilder().setValue("t"))
              .setAgentId(AgentID.newBuilder().setValue("a"))
              .setData(ByteString.copyFrom(damaged, 0, length))
              .build();

      TaskInfo populated = populator.populate(task);

      String given =
          "seed " + seed + ", round " + round + ": " + Base64.getEncoder().encodeToString(damaged);
      assertThat(populated.hasDiscovery()).as(given).isTrue();
      assertThat(populated.getDiscovery().getName()).as(given).isNotEmpty();
      assertThat(populated.toBuilder().clearDiscovery().build()).as(given).isEqualTo(task);
    }
  }
}
