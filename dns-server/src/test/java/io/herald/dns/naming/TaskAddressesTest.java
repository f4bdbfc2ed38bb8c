package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mapping;
import io.herald.catalog.model.Network.Mode;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.services.instance.IpSource;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where a task is found when IPSources leaves it to the task's network: every task here says that
 * its container has 172.17.0.2, its agent is 10.1.0.1, and its discovery port is 8080.
 */
class TaskAddressesTest {

  private static final Framework MARATHON = Cluster.framework("marathon", "");
  private static final Agent AGENT = Cluster.agent("x-S1", "10.1.0.1");
  private static final String AT_AGENT = "web-hw4uo-s1.marathon.slave.mesos.";
  private static final String AT_TASK = "web-hw4uo-s1.marathon.mesos.";

  private static final Network HOST = new Network(Mode.HOST, List.of());
  private static final Network BRIDGE = new Network(Mode.MAPPED, List.of());
  private static final Network MAPPED =
      new Network(Mode.MAPPED, List.of(new Mapping(31000, 8080, "tcp")));
  private static final Network OWN = new Network(Mode.OWN, List.of());

  static Stream<Arguments> modes() {
    return Stream.of(
        // description, status, label, address, port
        Arguments.of(Network.UNSPECIFIED, Network.UNSPECIFIED, "", "10.1.0.1", 8080),
        Arguments.of(HOST, Network.UNSPECIFIED, "", "10.1.0.1", 8080),
        Arguments.of(BRIDGE, Network.UNSPECIFIED, "", "10.1.0.1", 8080),
        Arguments.of(MAPPED, Network.UNSPECIFIED, "", "10.1.0.1", 31000),
        Arguments.of(OWN, Network.UNSPECIFIED, "", "172.17.0.2", 8080),
        // What is described rules; only where nothing is (a pod, say) the status does.
        Arguments.of(HOST, OWN, "", "10.1.0.1", 8080),
        Arguments.of(Network.UNSPECIFIED, OWN, "", "172.17.0.2", 8080),
        Arguments.of(Network.UNSPECIFIED, MAPPED, "", "10.1.0.1", 31000),
        // The label rules over both.
        Arguments.of(OWN, Network.UNSPECIFIED, "agent", "10.1.0.1", 8080),
        Arguments.of(HOST, Network.UNSPECIFIED, "container", "172.17.0.2", 8080),
        Arguments.of(MAPPED, Network.UNSPECIFIED, "container", "172.17.0.2", 8080),
        Arguments.of(MAPPED, Network.UNSPECIFIED, "nonsense", "10.1.0.1", 31000));
  }

  @ParameterizedTest(name = "{0}, status {1}, label {2}: {3}:{4}")
  @MethodSource("modes")
  void theNetworkTellsWhereATaskIsFound(
      Network described, Network got, String label, String address, int port) {
    NamedCluster cluster = cluster(List.of(), task(described, got, label));
    assertThat(cluster.at("web.marathon.mesos.")).containsExactly("A " + address);
    assertThat(cluster.at(AT_TASK)).containsExactly("A " + address);
    assertThat(cluster.at("_web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":" + port);
    // These names are the agent's whatever the network.
    assertThat(cluster.at("web.marathon.slave.mesos.")).containsExactly("A 10.1.0.1");
    assertThat(cluster.problems(EntityProblem.LABEL)).hasSize(label.equals("nonsense") ? 1 : 0);
  }

  @Test
  void sourcesThatAreGivenRuleAsInMesosDns() {
    NamedCluster cluster =
        cluster(List.of(IpSource.NETINFO, IpSource.HOST), task(MAPPED, Network.UNSPECIFIED, ""));
    assertThat(cluster.at("web.marathon.mesos.")).containsExactly("A 172.17.0.2");
    assertThat(cluster.at("_web._tcp.marathon.mesos.")).containsExactly("SRV " + AT_TASK + ":8080");
    cluster.put(task(MAPPED, Network.UNSPECIFIED, "agent"));
    assertThat(cluster.at("web.marathon.mesos.")).containsExactly("A 10.1.0.1");
  }

  @Test
  void aContainerWhoseAddressIsUnknownIsFoundAtItsAgent() {
    Task unknown = Cluster.running(task(OWN, OWN, ""), RunningStatus.EMPTY);
    assertThat(cluster(List.of(), unknown).at("web.marathon.mesos.")).containsExactly("A 10.1.0.1");
  }

  @Test
  void textThatIsNoAddressIsLeftOutAndSaid() {
    Task odd =
        Cluster.running(
            task(OWN, OWN, ""),
            new RunningStatus(Optional.empty(), List.of("172.17.0.2", "x.y"), Map.of(), OWN));
    NamedCluster cluster = cluster(List.of(), odd);
    assertThat(cluster.at("web.marathon.mesos.")).containsExactly("A 172.17.0.2");
    assertThat(cluster.problems(EntityProblem.ADDRESS))
        .extracting(Problem::what)
        .containsExactly("\"x.y\" of its container is not an address; left out");
  }

  @Test
  void aPortThatIsSaidToBeTheHostsIsFoundAtTheAgent() {
    Task task = task(OWN, OWN, "");
    Discovery.Port host =
        new Discovery.Port(31005, "admin", "tcp", Map.of("network-scope", "host"));
    Discovery.Port own =
        new Discovery.Port(9090, "data", "tcp", Map.of("network-scope", "container"));
    NamedCluster cluster = cluster(List.of(), Cluster.discovery(task, "web", host, own));
    assertThat(cluster.at("_admin._web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_AGENT + ":31005");
    assertThat(cluster.at("_data._web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":9090");
    // On the agent's network both names lead to the same address; Mesos-DNS' target stays.
    NamedCluster onHost = cluster(List.of(), Cluster.discovery(task(HOST, HOST, ""), "web", host));
    assertThat(onHost.at("_admin._web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":31005");
  }

  @Test
  void aMappingIsOfItsProtocolAndNoNumberIsMappedTwice() {
    Network network =
        new Network(
            Mode.MAPPED,
            List.of(
                new Mapping(31000, 53, "udp"),
                new Mapping(31001, 53, "tcp"),
                new Mapping(80, 8080, "tcp"),
                new Mapping(8080, 90, "tcp")));
    Task task =
        Cluster.discovery(
            task(network, network, ""),
            "web",
            Cluster.port("udp", 53, "dns"),
            Cluster.port("TCP", 53, "dns"),
            Cluster.port("tcp", 8080, "taken"));
    NamedCluster cluster = cluster(List.of(), task);
    assertThat(cluster.at("_dns._web._udp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":31000");
    assertThat(cluster.at("_dns._web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":31001");
    // A port of the agent already.
    assertThat(cluster.at("_taken._web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_TASK + ":8080");
  }

  @Test
  void portsWithoutDiscoveryAreTheAgents() {
    Task task =
        Cluster.ports(
            Cluster.network(Cluster.task(MARATHON, AGENT, "t1", "web"), OWN),
            new PortRange(31000, 31000));
    assertThat(cluster(List.of(), task).at("_web._tcp.marathon.mesos."))
        .containsExactly("SRV " + AT_AGENT + ":31000");
  }

  private static NamedCluster cluster(List<IpSource> sources, Task task) {
    return new NamedCluster(Cluster.with(LabelRules.RFC1123, sources), MARATHON, AGENT, task);
  }

  private static Task task(Network described, Network got, String label) {
    Task task =
        Cluster.discovery(
            Cluster.task(MARATHON, AGENT, "t1", "web"), "web", Cluster.port("tcp", 8080, "http"));
    RunningStatus status =
        new RunningStatus(Optional.empty(), List.of("172.17.0.2"), Map.of(), got);
    return Cluster.labels(
        Cluster.network(Cluster.running(task, status), described),
        label.isEmpty() ? Map.of() : Map.of("io.herald.dns.address", label));
  }
}
