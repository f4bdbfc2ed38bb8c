package io.herald.catalog.source.mesos.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mapping;
import io.herald.catalog.model.Network.Mode;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.ContainerInfo.DockerInfo;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a container is on the network: the same from both of the master's APIs. */
class NetworkReadingTest {

  private static final Network HOST = new Network(Mode.HOST, List.of());
  private static final Network OWN = new Network(Mode.OWN, List.of());
  private static final NetworkInfo.Builder OVERLAY = NetworkInfo.newBuilder().setName("overlay");
  private static final NetworkInfo.PortMapping.Builder WEB =
      NetworkInfo.PortMapping.newBuilder().setHostPort(31000).setContainerPort(80);

  private final MesosSkippedItems skippedItems = new MesosSkippedItems();

  static Stream<Arguments> containers() {
    return Stream.of(
        Arguments.of("none", null, "null", Network.UNSPECIFIED),
        Arguments.of("Mesos', no network", mesos(), "{\"type\":\"MESOS\"}", Network.UNSPECIFIED),
        Arguments.of(
            "Mesos', unnamed network",
            mesos().addNetworkInfos(NetworkInfo.newBuilder()),
            "{\"type\":\"MESOS\",\"network_infos\":[{}]}",
            Network.UNSPECIFIED),
        Arguments.of(
            "Mesos', an address wanted",
            mesos()
                .addNetworkInfos(
                    NetworkInfo.newBuilder()
                        .addIpAddresses(NetworkInfo.IPAddress.getDefaultInstance())),
            "{\"network_infos\":[{\"ip_addresses\":[{}]}]}",
            OWN),
        Arguments.of(
            "Mesos', named network",
            mesos().addNetworkInfos(OVERLAY),
            "{\"network_infos\":[{\"name\":\"overlay\"}]}",
            OWN),
        Arguments.of(
            "Mesos', ports mapped",
            mesos().addNetworkInfos(OVERLAY.clone().addPortMappings(WEB)),
            "{\"network_infos\":[{\"name\":\"overlay\",\"port_mappings\":"
                + "[{\"host_port\":31000,\"container_port\":80}]}]}",
            new Network(Mode.MAPPED, List.of(new Mapping(31000, 80, "")))),
        Arguments.of(
            "Mesos', a mapping out of range",
            mesos().addNetworkInfos(OVERLAY.clone().addPortMappings(WEB.clone().setHostPort(-1))),
            "{\"network_infos\":[{\"name\":\"overlay\",\"port_mappings\":"
                + "[{\"host_port\":4294967295,\"container_port\":80}]}]}",
            OWN),
        Arguments.of("Docker's, nothing said", docker(), "{\"docker\":{\"image\":\"web\"}}", HOST),
        Arguments.of(
            "Docker's, HOST",
            docker(DockerInfo.Network.HOST),
            "{\"docker\":{\"network\":\"HOST\"}}",
            HOST),
        Arguments.of(
            "Docker's, BRIDGE",
            docker(DockerInfo.Network.BRIDGE),
            "{\"docker\":{\"network\":\"BRIDGE\"}}",
            new Network(Mode.MAPPED, List.of())),
        Arguments.of(
            "Docker's, BRIDGE with ports",
            ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.DOCKER)
                .setDocker(
                    DockerInfo.newBuilder()
                        .setImage("web")
                        .setNetwork(DockerInfo.Network.BRIDGE)
                        .addPortMappings(
                            DockerInfo.PortMapping.newBuilder()
                                .setHostPort(31001)
                                .setContainerPort(53)
                                .setProtocol("udp"))),
            "{\"docker\":{\"network\":\"BRIDGE\",\"port_mappings\":"
                + "[{\"host_port\":31001,\"container_port\":53,\"protocol\":\"udp\"}]}}",
            new Network(Mode.MAPPED, List.of(new Mapping(31001, 53, "udp")))),
        Arguments.of(
            "Docker's, USER",
            docker(DockerInfo.Network.USER).addNetworkInfos(OVERLAY),
            "{\"docker\":{\"network\":\"USER\"},\"network_infos\":[{\"name\":\"overlay\"}]}",
            OWN),
        Arguments.of("no object", null, "[3]", Network.UNSPECIFIED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("containers")
  void aContainersDescriptionTellsItsNetwork(
      String name, ContainerInfo.Builder message, String json, Network expected)
      throws IOException {
    var task = Messages.task("F", "T", "A", "TASK_RUNNING");
    if (message != null) {
      task.setContainer(message);
    }
    assertThat(new OperatorMessages(new Interner(), skippedItems).task(task.build()).orElseThrow())
        .extracting(Task::network)
        .isEqualTo(expected);
    assertThat(fromState("\"container\":" + json).network()).isEqualTo(expected);
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(
            "the agent's network",
            NetworkInfo.newBuilder()
                .addIpAddresses(NetworkInfo.IPAddress.newBuilder().setIpAddress("10.0.0.1")),
            "{\"ip_addresses\":[{\"ip_address\":\"10.0.0.1\"}]}",
            Network.UNSPECIFIED),
        Arguments.of("a named one", OVERLAY, "{\"name\":\"overlay\"}", OWN),
        Arguments.of(
            "ports mapped",
            OVERLAY.clone().addPortMappings(WEB),
            "{\"name\":\"overlay\",\"port_mappings\":[{\"host_port\":31000,\"container_port\":80}]}",
            new Network(Mode.MAPPED, List.of(new Mapping(31000, 80, "")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void aStatusTellsTheNetworkThatTheContainerGot(
      String name, NetworkInfo.Builder message, String json, Network expected) throws IOException {
    var status =
        Messages.status("T", "TASK_RUNNING")
            .setContainerStatus(ContainerStatus.newBuilder().addNetworkInfos(message));
    var task = Messages.task("F", "T", "A", "TASK_RUNNING").addStatuses(status);
    assertThat(
            new OperatorMessages(new Interner(), skippedItems)
                .task(task.build())
                .flatMap(Task::running)
                .orElseThrow()
                .network())
        .isEqualTo(expected);
    String statuses =
        "\"statuses\":[{\"state\":\"TASK_RUNNING\",\"container_status\":{\"network_infos\":["
            + json
            + "]}}]";
    assertThat(fromState(statuses).running().orElseThrow().network()).isEqualTo(expected);
  }

  private static ContainerInfo.Builder mesos() {
    return ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
  }

  private static ContainerInfo.Builder docker() {
    return ContainerInfo.newBuilder()
        .setType(ContainerInfo.Type.DOCKER)
        .setDocker(DockerInfo.newBuilder().setImage("web"));
  }

  private static ContainerInfo.Builder docker(DockerInfo.Network network) {
    return docker().setDocker(DockerInfo.newBuilder().setImage("web").setNetwork(network));
  }

  private Task fromState(String field) throws IOException {
    String state =
        "{\"leader\":\"master@10.0.0.1:5050\",\"slaves\":[],\"frameworks\":[{\"id\":\"F\",\"tasks\":["
            + "{\"id\":\"T\",\"framework_id\":\"F\",\"slave_id\":\"A\",\"state\":\"TASK_RUNNING\","
            + field
            + "}]}]}";
    return new StateReader(new Interner(), skippedItems)
        .state(new ByteArrayInputStream(state.getBytes(UTF_8)), "state")
        .snapshot()
        .tasks()
        .get(0);
  }
}
