package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.Resources;
import io.herald.jobs.port.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {

  @ParameterizedTest(name = "cpus {0}, mem {1}, disk {2}, ports {3}: fits {4}")
  @CsvSource({
    "1.1, 164, 10, 2, true",
    "1.0, 164, 10, 2, false",
    "1.1, 163, 10, 2, false",
    "1.1, 164, 9, 2, false",
    "1.1, 164, 10, 1, false",
  })
  void aTaskFitsWithItsExecutorOrNotAtAll(
      double cpus, double mem, double disk, int ports, boolean fits) {
    Room room =
        new Room(
            offer(cpus, mem, disk, 31000, 31000 + ports - 1),
            FrameworkOptions.DEFAULT_EXECUTOR,
            new Random(1));

    assertThat(room.take(job()).isPresent()).isEqualTo(fits);
  }

  @Test
  void anAgentThatTheJobMayNotRunOnHasNoRoom() {
    Job dedicated =
        Job.builder(new JobKey("c", "www", "prod", "web"), "x")
            .constraints(Map.of("dedicated", "www/web"))
            .build();

    assertThat(
            new Room(
                    offer(9, 9999, 9999, 31000, 31009),
                    FrameworkOptions.DEFAULT_EXECUTOR,
                    new Random(1))
                .take(dedicated))
        .isEmpty();
  }

  @Test
  void eachPortIsGivenOnce() {
    Room room =
        new Room(
            offer(100, 10_000, 10_000, 31000, 31009),
            FrameworkOptions.DEFAULT_EXECUTOR,
            new Random());

    List<Map<String, Integer>> taken =
        Stream.generate(() -> room.take(job()))
            .takeWhile(Optional::isPresent)
            .map(Optional::get)
            .toList();

    assertThat(taken)
        .hasSize(5)
        .allSatisfy(ports -> assertThat(ports).containsOnlyKeys("admin", "http"));
    TreeSet<Integer> numbers = new TreeSet<>();
    taken.forEach(ports -> numbers.addAll(ports.values()));
    assertThat(numbers).hasSize(10).allMatch(port -> port >= 31000 && port <= 31009);
  }

  private static Job job() {
    return Job.builder(new JobKey("c", "r", "test", "n"), "x")
        .resources(new Resources(1, 100L << 20, 10L << 20))
        .ports(
            List.of(new PortRequest("http", Protocol.TCP), new PortRequest("admin", Protocol.TCP)))
        .build();
  }

  private static Offer offer(double cpus, double mem, double disk, int begin, int end) {
    return Offer.newBuilder()
        .setId(OfferID.newBuilder().setValue("o"))
        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
        .setAgentId(AgentID.newBuilder().setValue("a"))
        .setHostname("agent")
        .addResources(scalar("cpus", cpus))
        .addResources(scalar("mem", mem))
        .addResources(scalar("disk", disk))
        .addResources(
            Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(
                    Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end))))
        .build();
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }
}
