package io.herald.dns.dcos;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mapping;
import io.herald.catalog.model.Network.Mode;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.Cluster;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordText;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A task's names below {@code dcos}: it is on the agent 10.0.0.5, and its container has 9.0.0.7.
 */
class DcosTaskRecordsTest {

  private static final DnsName ZONE = DnsName.parse("dcos.thisdcos.directory");

  private static Instance instance(
      String state, String framework, String name, Network network, Map<String, String> portLabels)
      throws Exception {
    Task plain =
        Cluster.state(
            Cluster.task(
                Cluster.framework(framework, ""), Cluster.agent("x-S1", "10.0.0.5"), "t1", name),
            state);
    Task task =
        new Task(
            plain.frameworkId(),
            plain.id(),
            plain.name(),
            plain.agentId(),
            plain.state(),
            Optional.of(
                new RunningStatus(
                    Optional.of(false), List.of("9.0.0.7"), Map.of(), Network.UNSPECIFIED)),
            List.of(),
            Optional.of(
                new Discovery(
                    name,
                    "",
                    "",
                    "",
                    "",
                    List.of(new Discovery.Port(8080, "http", "tcp", portLabels)),
                    Map.of())),
            Map.of(),
            network,
            false);
    return new Instance(
        ServiceKey.of(task, Cluster.framework(framework, ""), EnvironmentRule.DISCOVERY),
        task,
        Cluster.framework(framework, ""),
        Cluster.agent("x-S1", "10.0.0.5"),
        List.of(InetAddress.getByName("10.0.0.5")));
  }

  private static List<String> records(Instance instance) {
    return DcosTaskRecords.of(instance, ZONE).records().stream()
        .map(record -> record.owner() + " " + record.type() + " " + RecordText.value(record))
        .toList();
  }

  static Stream<Arguments> networks() {
    Network own = new Network(Mode.OWN, List.of());
    Network mapped = new Network(Mode.MAPPED, List.of(new Mapping(31000, 8080, "tcp")));
    return Stream.of(
        Arguments.of("V24", own, Map.of(), "9.0.0.7"),
        Arguments.of("V25, by the network", mapped, Map.of(), "10.0.0.5"),
        Arguments.of("V25, by the port", own, Map.of("network-scope", "host"), "10.0.0.5"),
        Arguments.of("a container's port", own, Map.of("network-scope", "container"), "9.0.0.7"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void theAgentHasItsAddressTheContainerItsOwnAndAutoipWhereItIsReached(
      String row, Network network, Map<String, String> portLabels, String reached)
      throws Exception {
    assertThat(records(instance("TASK_RUNNING", "marathon", "b.a", network, portLabels)))
        .as(row)
        .containsExactly(
            "b-a.marathon.agentip.dcos.thisdcos.directory. A 10.0.0.5",
            "b-a.marathon.containerip.dcos.thisdcos.directory. A 9.0.0.7",
            "b-a.marathon.autoip.dcos.thisdcos.directory. A " + reached);
  }

  @Test
  void onlyRunningTasksWhoseNameIsUsableHaveRecords() throws Exception {
    assertThat(records(instance("TASK_STAGING", "marathon", "web", Network.UNSPECIFIED, Map.of())))
        .isEmpty();
    assertThat(records(instance("TASK_RUNNING", "marathon", "---", Network.UNSPECIFIED, Map.of())))
        .isEmpty();
    assertThat(records(instance("TASK_RUNNING", "dev/kafka", "web", Network.UNSPECIFIED, Map.of())))
        .allMatch(record -> record.startsWith("web.devkafka."));
  }
}
