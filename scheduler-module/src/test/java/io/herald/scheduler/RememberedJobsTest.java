package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.port.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is remembered of a job from one launch to the next never shows: whatever was launched
 * before, a task gets what a populator gives it that has seen nothing.
 */
class RememberedJobsTest {

  private static final JobKey KEY = new JobKey("west", "www", "prod", "shop");
  private static final int LAUNCHES = 400;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void everyTaskGetsWhatItWouldGetAlone(long seed) {
    Random random = new Random(seed);
    DiscoveryInfoPopulator longLived = populator();

    for (int launch = 0; launch < LAUNCHES; launch++) {
      TaskInfo task = random.nextBoolean() ? handedOver(random) : auroras(random);

      assertThat(longLived.populate(task))
          .as("seed %d, launch %d: %s", seed, launch, task)
          .isEqualTo(populator().populate(task));
    }
  }

  private static DiscoveryInfoPopulator populator() {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(true).build(), new DiscoveryStats());
  }

  /**
   * Of a few variants of one job, so that launches meet one that fits, and one that almost does.
   */
  private static TaskInfo handedOver(Random random) {
    List<PortRequest> ports = new ArrayList<>(List.of(PortRequest.tcp("http")));
    if (random.nextBoolean()) {
      ports.add(new PortRequest("admin", random.nextBoolean() ? Protocol.TCP : Protocol.UDP));
    } else {
      ports.add(PortRequest.tcp("other"));
    }
    Map<String, String> portmap = new TreeMap<>();
    portmap.put("www", random.nextBoolean() ? "http" : ports.get(1).name());
    if (random.nextBoolean()) {
      portmap.put("old", random.nextBoolean() ? "80" : "81");
      portmap.put("older", "old");
    }
    Job.Builder job =
        Job.builder(KEY, "serve")
            .ports(ports)
            .constraints(Map.of("dedicated", "www/x"))
            .discovery(
                new DiscoverySettings(
                    Optional.empty(),
                    random.nextBoolean() ? OptionalDouble.of(2) : OptionalDouble.empty(),
                    Optional.empty(),
                    new TreeMap<>()));
    if (random.nextInt(4) > 0) {
      job.announce(Announce.of(random.nextBoolean() ? "http" : "www", portmap));
    }
    switch (random.nextInt(4)) {
      case 0 -> job.healthCheck(HealthCheck.of(HealthCheck.Http.at("http")));
      case 1 ->
          job.healthCheck(
              HealthCheck.of(new HealthCheck.Http("http", "/" + random.nextInt(2), "", 0)));
      case 2 -> job.healthCheck(HealthCheck.of(new HealthCheck.Tcp(ports.get(1).name())));
      default ->
          job.healthCheck(HealthCheck.of(new HealthCheck.Shell("x {{thermos.ports[http]}}")));
    }
    Map<String, Integer> assigned = Map.of("http", port(random), ports.get(1).name(), port(random));
    int instance = random.nextInt(3);
    return task(Handoff.of(job.build(), instance, "t", "h", assigned).toByteString(), random);
  }

  private static TaskInfo auroras(Random random) {
    String json =
        """
        {"cluster": "west", "role": "www", "environment": "prod", "name": "%s",
         "announce": {"primary_port": "http", "portmap": {"www": "%s"}},
         "task": {"processes": [{"name": "p", "cmdline": "x {{thermos.ports[%s]}}"}]}}
        """
            .formatted(
                random.nextInt(8) > 0 ? "shop" : "shopping",
                random.nextBoolean() ? "http" : "99999",
                random.nextBoolean() ? "http" : "admin");
    return task(ByteString.copyFromUtf8(json), random);
  }

  private static TaskInfo task(ByteString data, Random random) {
    Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int number = port(random);
      ranges.addRange(Value.Range.newBuilder().setBegin(number).setEnd(number));
    }
    return TaskInfo.newBuilder()
        .setName(random.nextInt(8) > 0 ? KEY.path() : "another name")
        .setTaskId(TaskID.newBuilder().setValue("t"))
        .setAgentId(AgentID.newBuilder().setValue("a"))
        .addResources(
            Resource.newBuilder().setName("ports").setType(Value.Type.RANGES).setRanges(ranges))
        .setData(data)
        .build();
  }

  private static int port(Random random) {
    return 31000 + random.nextInt(5);
  }
}
