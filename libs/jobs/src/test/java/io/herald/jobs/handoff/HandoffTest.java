package io.herald.jobs.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HttpLifecycle;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.PortRequest;
import io.herald.jobs.ResponseCodes;
import io.herald.jobs.port.Protocol;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandoffTest {

  private static final JobKey KEY = new JobKey("devcluster", "vagrant", "test", "hello");

  private static final Job JOB =
      Job.builder(
              KEY, "serve {{thermos.ports[www]}} {{mesos.instance}} {{mesos.hostname}} {{role}}")
          .ports(
              List.of(
                  PortRequest.tcp("http"),
                  new PortRequest("dns", Protocol.UDP),
                  PortRequest.tcp("dns-tcp")))
          .variables(Map.of("ID", "{{thermos.task_id}}", "KEY", "{{cluster}}/{{environment}}"))
          .constraints(Map.of("dedicated", "x"))
          .announce(
              new Announce(
                  "http",
                  new TreeMap<>(
                      Map.of("www", "http", "dns-tcp", "dns", "dns-too", "dns", "old", "81")),
                  Optional.of("/a/b")))
          .healthCheck(HealthCheck.of(new HealthCheck.Shell("probe {{thermos.ports[old]}}")))
          .lifecycle(
              new Lifecycle(
                  Duration.ofMillis(1500),
                  Duration.ofSeconds(2),
                  Optional.of(
                      new HttpLifecycle(
                          "http", "/q", Duration.ofSeconds(3), "/a", Duration.ofSeconds(4)))))
          .discovery(
              new DiscoverySettings(
                  Optional.empty(),
                  OptionalDouble.of(0.5),
                  Optional.empty(),
                  new TreeMap<>(Map.of("team", "search"))))
          .build();

  @Test
  void allThatTheExecutorNeedsTravels() {
    TaskHandoff handoff =
        Handoff.of(JOB, 3, "task-1", "agent1.example", Map.of("http", 31000, "dns", 31001));

    TaskHandoff.Builder expected =
        TaskHandoff.newBuilder()
            .setVersion(1)
            .setInstance(3)
            .setCommand("serve 31000 3 agent1.example vagrant")
            .putEnvironment("ID", "task-1")
            .putEnvironment("KEY", "devcluster/test")
            .addPorts(port("dns", 31001, "UDP", Port.Origin.ASSIGNED, ""))
            .addPorts(port("dns-tcp", 31001, "TCP", Port.Origin.ALIAS, "dns"))
            .addPorts(port("dns-too", 31001, "UDP", Port.Origin.ALIAS, "dns"))
            .addPorts(port("http", 31000, "TCP", Port.Origin.ASSIGNED, ""))
            .addPorts(port("old", 81, "TCP", Port.Origin.STATIC, ""))
            .addPorts(port("www", 31000, "TCP", Port.Origin.ALIAS, "http"));
    expected
        .getJobBuilder()
        .setCluster("devcluster")
        .setRole("vagrant")
        .setEnvironment("test")
        .setName("hello");
    expected
        .getAnnounceBuilder()
        .setPrimaryPort("http")
        .setZkPath("/a/b")
        .setWeight(0.5)
        .putLabels("team", "search");
    expected
        .getHealthCheckBuilder()
        .setInitialIntervalSecs(15)
        .setIntervalSecs(10)
        .setTimeoutSecs(1)
        .setMinConsecutiveSuccesses(1)
        .getShellBuilder()
        .setShellCommand("probe 81");
    expected
        .getLifecycleBuilder()
        .setDrainSecs(1.5)
        .setFinalizationWaitSecs(2)
        .getHttpBuilder()
        .setPort("http")
        .setGracefulShutdownEndpoint("/q")
        .setGracefulShutdownWaitSecs(3)
        .setShutdownEndpoint("/a")
        .setShutdownWaitSecs(4);
    assertThat(handoff).isEqualTo(expected.build());
    assertThat(Handoff.read(handoff.toByteString())).isEqualTo(handoff);
    assertThat(Handoff.key(handoff)).isEqualTo(KEY);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "204, 204, 0", "2xx, 0, 1", "'200,301-302', 0, 2"})
  void theStatusesOfACheckTravelAsOneCodeOrAsRanges(String codes, int code, int ranges) {
    HealthCheck.Http http =
        new HealthCheck.Http("http", "/up", "", ResponseCodes.parse(codes), true);
    Job job =
        Job.builder(KEY, "true")
            .ports(List.of(PortRequest.tcp("http")))
            .healthCheck(HealthCheck.of(http))
            .build();

    io.herald.proto.handoff.HealthCheck.Http travels =
        Handoff.of(job, 0, "t", "h", Map.of("http", 1)).getHealthCheck().getHttp();

    assertThat(travels.getExpectedResponseCode()).isEqualTo(code);
    assertThat(travels.getExpectedResponseCodesCount()).isEqualTo(ranges);
    assertThat(travels.getTls()).isTrue();
    assertThat(Handoff.expectedCodes(travels)).isEqualTo(http.expectedCodes());
  }

  @Test
  void whatAJobDoesntAskForIsAbsent() {
    TaskHandoff handoff = Handoff.of(Job.builder(KEY, "true").build(), 0, "t", "h", Map.of());

    assertThat(handoff.hasAnnounce()).isFalse();
    assertThat(handoff.hasHealthCheck()).isFalse();
    assertThat(handoff.hasLifecycle()).isFalse();
    assertThat(handoff.getPortsList()).isEmpty();
  }

  @Test
  void aPortWithoutANumberIsRefused() {
    assertThatThrownBy(() -> Handoff.of(JOB, 0, "t", "h", Map.of("dns", 31001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{{thermos.ports[www]}} has no value");
  }

  static Stream<Arguments> unsound() {
    return Stream.of(
        damaged(
            "a version from the future",
            handoff -> handoff.setVersion(2),
            "TaskInfo.data is a hand-off of version 2, and this executor reads version 1; use"
                + " scheduler and executor of one release."),
        damaged(
            "no version",
            handoff -> handoff.clearVersion(),
            "TaskInfo.data is a hand-off of version 0, and this executor reads version 1; use"
                + " scheduler and executor of one release."),
        damaged(
            "no role",
            handoff -> handoff.getJobBuilder().clearRole(),
            "TaskInfo.data: job.role: it is empty; write letters, digits, \"_\", \"-\" and"
                + " \".\"."),
        damaged(
            "a port out of range",
            handoff -> handoff.getPortsBuilder(0).setNumber(65536),
            "TaskInfo.data: the port \"dns\" has the number 65536; it must be 1 to 65535."),
        damaged(
            "a port twice",
            handoff -> handoff.addPorts(handoff.getPorts(0)),
            "TaskInfo.data: the port \"dns\" is given twice."));
  }

  private static Arguments damaged(
      String what, Consumer<TaskHandoff.Builder> damage, String message) {
    TaskHandoff.Builder handoff =
        Handoff.of(JOB, 0, "t", "h", Map.of("http", 31000, "dns", 31001)).toBuilder();
    damage.accept(handoff);
    return arguments(what, handoff.build().toByteString(), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unsound")
  void aHandoffThatContradictsItselfIsRefused(String what, ByteString data, String message) {
    assertThatThrownBy(() -> Handoff.read(data))
        .isInstanceOf(HandoffException.class)
        .hasMessage(message);
  }

  @Test
  void otherDataIsRefused() {
    assertThatThrownBy(() -> Handoff.read(ByteString.EMPTY))
        .isInstanceOf(HandoffException.class)
        .hasMessage(
            "TaskInfo.data is empty; a scheduler that uses this executor puts a hand-off there.");
    assertThatThrownBy(() -> Handoff.read(ByteString.copyFromUtf8("{\"task\": {}}")))
        .isInstanceOf(HandoffException.class)
        .hasMessageStartingWith("TaskInfo.data is not a hand-off: ");
  }

  private static Port port(
      String name, int number, String protocol, Port.Origin origin, String aliasOf) {
    return Port.newBuilder()
        .setName(name)
        .setNumber(number)
        .setProtocol(protocol)
        .setOrigin(origin)
        .setAliasOf(aliasOf)
        .build();
  }
}
