package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.AgentRecords;
import io.herald.dns.naming.records.FrameworkRecords;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.ServerRecords;
import io.herald.dns.record.Contribution;
import io.herald.services.host.IpText;
import io.herald.services.instance.IpSource;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mesos-DNS' conformance cases 38 to 40 and 56 to 71: entities in, whole record sets out. */
class WholeStateTest {

  private static final List<IpSource> ALL_SOURCES =
      List.of(IpSource.NETINFO, IpSource.DOCKER, IpSource.MESOS, IpSource.HOST);
  private static final NamingOptions OPTIONS = Cluster.with(LabelRules.RFC952, ALL_SOURCES);

  private static final String LIQUOR_1 = "liquor-store.b8db9f73-562f-11e4-a088-c20493233aa5";
  private static final String LIQUOR_2 = "liquor-store.b71166c1-562f-11e4-a088-c20493233aa5";
  private static final String CAR = "car-store.43758382-562f-11e4-a088-c20493233aa5";

  private static final Agent AGENT_0 =
      Cluster.agent("20140703-014514-3041283216-5050-2410-0", "1.2.3.11");
  private static final Agent AGENT_1 =
      Cluster.agent("20140803-194712-3041283216-5050-2116-1", "1.2.3.12");
  private static final Agent AGENT_2 =
      Cluster.agent("20140827-000744-3041283216-5050-4798-2", "1.2.3.10");
  private static final Agent AGENT_3 =
      Cluster.agent("20140803-194712-3041283216-5050-2116-3", "2001:db8::1");

  private static final Framework MARATHON =
      Cluster.framework("marathon", "scheduler@1.2.3.11:25501");

  private static final Task[] LIQUOR_STORES = {
    Cluster.discovery(
        Cluster.label(
            Cluster.task(MARATHON, AGENT_0, LIQUOR_1, "liquor-store"),
            "Docker.NetworkSettings.IPAddress",
            "10.3.0.1"),
        "liquor.store",
        Cluster.port("tcp", 80, "http"),
        Cluster.port("tcp", 443, "https")),
    Cluster.discovery(
        Cluster.label(
            Cluster.task(MARATHON, AGENT_1, LIQUOR_2, "liquor-store"),
            "Docker.NetworkSettings.IPAddress",
            "10.3.0.2"),
        "liquor.store",
        Cluster.port("tcp", 80, "http"),
        Cluster.port("tcp", 443, "https"))
  };

  @Test
  void case38_portRangesAreExpanded() {
    Task task =
        Cluster.ports(
            Cluster.task(MARATHON, AGENT_0, CAR, "car.store"),
            new PortRange(31111, 31111),
            new PortRange(31115, 31117));
    assertThat(at("_car-store._tcp.marathon.mesos.", records(OPTIONS, task)))
        .containsExactly(
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31111",
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31115",
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31116",
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31117");
  }

  @ParameterizedTest(name = "case {0}")
  @CsvSource({
    "39, slave(1)@127.0.0.1:5051, slave(1), 127.0.0.1, 5051",
    "40, '\"  slave(1)@[2001:db8::1]:5051  \"', slave(1), 2001:db8::1, 5051",
  })
  void aPidHas(int number, String text, String id, String host, int port) {
    assertThat(Upid.parse(text)).isEqualTo(new Upid(id, host, port));
  }

  @Test
  void case56_tasksOfOneNameShareItsAddresses() {
    Set<String> records = records(OPTIONS, LIQUOR_STORES);
    assertThat(at("liquor-store.marathon.mesos.", records))
        .containsExactly("A 10.3.0.1", "A 10.3.0.2");
    assertThat(at("liquor-store.marathon.slave.mesos.", records))
        .containsExactly("A 1.2.3.11", "A 1.2.3.12");
  }

  @Test
  void case57_discoveryPortsPointAtTheCanonicalNames() {
    Set<String> records = records(OPTIONS, LIQUOR_STORES);
    assertThat(at("_liquor-store._tcp.marathon.mesos.", records))
        .containsExactly(
            "SRV liquor-store-4dfjd-0.marathon.mesos.:443",
            "SRV liquor-store-4dfjd-0.marathon.mesos.:80",
            "SRV liquor-store-zasmd-1.marathon.mesos.:443",
            "SRV liquor-store-zasmd-1.marathon.mesos.:80");
    assertThat(at("_liquor-store._udp.marathon.mesos.", records)).isEmpty();
  }

  @Test
  void case58_aNamedPortHasItsOwnName() {
    assertThat(at("_https._liquor-store._tcp.marathon.mesos.", records(OPTIONS, LIQUOR_STORES)))
        .containsExactly(
            "SRV liquor-store-4dfjd-0.marathon.mesos.:443",
            "SRV liquor-store-zasmd-1.marathon.mesos.:443");
  }

  @Test
  void case59_withoutDockerAmongTheSourcesTheHostCounts() {
    NamingOptions options = Cluster.with(LabelRules.RFC952, List.of(IpSource.MESOS, IpSource.HOST));
    assertThat(at("liquor-store.marathon.mesos.", records(options, LIQUOR_STORES)))
        .containsExactly("A 1.2.3.11", "A 1.2.3.12");
  }

  @ParameterizedTest
  @CsvSource({"tcp", "udp"})
  void case60_withoutDiscoveryTheResourcePortsPointAtTheAgent(String protocol) {
    Task task =
        Cluster.ports(
            Cluster.task(MARATHON, AGENT_0, CAR, "car.store"), new PortRange(31364, 31365));
    assertThat(at("_car-store._" + protocol + ".marathon.mesos.", records(OPTIONS, task)))
        .containsExactly(
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31364",
            "SRV car-store-zinaz-0.marathon.slave.mesos.:31365");
  }

  @ParameterizedTest
  @CsvSource({
    "TASK_KILLED",
    "TASK_STAGING",
    "TASK_STARTING",
    "TASK_KILLING",
    "TASK_UNREACHABLE",
    "TASK_LOST",
    "TASK_OF_A_LATER_MESOS"
  })
  void case61_aTaskThatDoesNotRunHasNoRecords(String state) {
    Task task = Cluster.netinfo(Cluster.task(MARATHON, AGENT_0, "p1", "poseidon"), "10.3.0.9");
    assertThat(records(OPTIONS, Cluster.state(task, state))).isEmpty();
    assertThat(records(OPTIONS, task)).isNotEmpty();
  }

  @Test
  void case62_aMesosLabelIsTheAddressIfMesosIsAmongTheSources() {
    Task nginx =
        Cluster.label(
            Cluster.task(MARATHON, AGENT_0, "n1", "nginx"),
            "MesosContainerizer.NetworkSettings.IPAddress",
            "10.3.0.3");
    assertThat(at("nginx.marathon.mesos.", records(OPTIONS, nginx))).containsExactly("A 10.3.0.3");
    NamingOptions others = Cluster.with(LabelRules.RFC952, List.of(IpSource.DOCKER, IpSource.HOST));
    assertThat(at("nginx.marathon.mesos.", records(others, nginx))).containsExactly("A 1.2.3.11");
  }

  @Test
  void case63_aFrameworksNameIsSanitized() {
    Framework chronos = Cluster.framework("chronos with a space AND MIXED CASE-2.0.1", "");
    Task box = Cluster.task(chronos, AGENT_0, "b1", "some-box");
    // Part by part: "chronoswithaspaceandmixe", and the parts "0" and "1" vanish under RFC 952.
    assertThat(records(OPTIONS, chronos, List.of(AGENT_0), box))
        .contains("A some-box.chronoswithaspaceandmixe.mesos. 1.2.3.11");
  }

  @Test
  void case64_aTaskMayHaveAddressesOfBothFamilies() throws Exception {
    Framework ipv6 = Cluster.framework("ipv6-framework", "s@[2001:db8::1]:25501");
    Task toys =
        Cluster.netinfo(
            Cluster.task(ipv6, AGENT_3, "toy1", "toy-store"),
            "12.0.1.3",
            "12.0.1.2",
            "fd01:b::1:8000:2");
    NamingOptions options = Cluster.with(LabelRules.RFC952, List.of(IpSource.NETINFO));
    Set<String> records = records(options, ipv6, List.of(AGENT_3), toys);
    assertThat(at("toy-store.ipv6-framework.mesos.", records))
        .containsExactly("A 12.0.1.2", "A 12.0.1.3", "AAAA fd01:b:0:0:0:1:8000:2");
    assertThat(at("toy-store.ipv6-framework.slave.mesos.", records))
        .containsExactly("AAAA 2001:db8:0:0:0:0:0:1");
    Contribution framework =
        FrameworkRecords.of(
            options, ipv6, List.of(InetAddress.getByName("2001:db8::1")), problem -> {});
    assertThat(at("ipv6-framework.mesos.", Cluster.text(framework)))
        .containsExactly("AAAA 2001:db8:0:0:0:0:0:1");
  }

  @Test
  void case65_agentsShareOneNameAndAFrameworkHasItsOwn() {
    TreeSet<String> records = new TreeSet<>();
    for (Agent agent : List.of(AGENT_0, AGENT_1, AGENT_2, AGENT_3)) {
      records.addAll(
          Cluster.text(AgentRecords.of(OPTIONS, agent, addresses(agent), problem -> {})));
    }
    assertThat(records)
        .containsExactly(
            "A slave.mesos. 1.2.3.10",
            "A slave.mesos. 1.2.3.11",
            "A slave.mesos. 1.2.3.12",
            "AAAA slave.mesos. 2001:db8:0:0:0:0:0:1",
            "SRV _slave._tcp.mesos. slave.mesos.:5051");
    assertThat(
            Cluster.text(FrameworkRecords.of(OPTIONS, MARATHON, addresses(AGENT_0), problem -> {})))
        .containsExactly(
            "A marathon.mesos. 1.2.3.11",
            "SRV _framework._tcp.marathon.mesos. marathon.mesos.:25501");
  }

  @ParameterizedTest(name = "case 66: {0} at {1}")
  @CsvSource({
    "jdef123.mesos., 4.5.6.7, A jdef123.mesos. 4.5.6.7",
    "ack456.mesos., 2001:db8::1, AAAA ack456.mesos. 2001:db8:0:0:0:0:0:1",
    "ns1.elsewhere., 4.5.6.7, ''",
  })
  void case66_theServerNamesItself(String name, String listener, String expected) {
    NamingOptions options =
        new NamingOptions(
            "mesos",
            LabelRules.RFC952,
            ALL_SOURCES,
            1,
            List.of(),
            name,
            List.of(IpText.parse(listener).orElseThrow()));
    assertThat(Cluster.text(ServerRecords.of(options)))
        .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void case67_dotsInAFrameworksNameMakeLabels() {
    Framework framework = Cluster.framework("Marathon.Prod_1..x", "s@10.0.0.9:80");
    assertThat(
            Cluster.text(
                FrameworkRecords.of(Cluster.OPTIONS, framework, addresses(AGENT_0), problem -> {})))
        .containsExactly(
            "A marathon.prod-1.x.mesos. 1.2.3.11",
            "SRV _framework._tcp.marathon.prod-1.x.mesos. marathon.prod-1.x.mesos.:80");
  }

  @Test
  void case68_aPortWithoutProtocolIsBoth() {
    Task task =
        Cluster.discovery(
            Cluster.ports(
                Cluster.task(MARATHON, AGENT_0, "t1", "plain"), new PortRange(31010, 31010)),
            "MyDisc.Name_x",
            Cluster.port("", 53, "dns"));
    Set<String> records = records(Cluster.OPTIONS, task);
    for (String x : List.of("_tcp", "_udp")) {
      String target = "SRV mydisc-name-x-hw4uo-0.marathon.mesos.:53";
      assertThat(at("_mydisc-name-x." + x + ".marathon.mesos.", records)).containsExactly(target);
      assertThat(at("_dns._mydisc-name-x." + x + ".marathon.mesos.", records))
          .containsExactly(target);
      assertThat(at("_mydisc-name-x." + x + ".marathon.slave.mesos.", records))
          .containsExactly("SRV mydisc-name-x-hw4uo-0.marathon.slave.mesos.:31010");
      // Reachable, unlike there: what is given as MyDisc.Name_x is found however it is asked for.
      assertThat(at("_mydisc.name_x." + x + ".marathon.mesos.", records))
          .containsExactly("SRV mydisc.name_x-hw4uo-0.marathon.mesos.:53");
    }
  }

  @Test
  void case69_portNamesAndProtocolsAreSanitized() {
    Task task =
        Cluster.discovery(
            Cluster.task(MARATHON, AGENT_0, "t1", "plain"),
            "MyDisc.Name_x",
            Cluster.port("t_c.p", 53, "A.B_C"));
    assertThat(at("_a-b-c._mydisc-name-x._t-c-p.marathon.mesos.", records(Cluster.OPTIONS, task)))
        .containsExactly("SRV mydisc-name-x-hw4uo-0.marathon.mesos.:53");
  }

  @Test
  void case70_aNamelessDiscoveryIsNone() {
    Task plain =
        Cluster.ports(Cluster.task(MARATHON, AGENT_0, "t1", "plain"), new PortRange(31010, 31010));
    assertThat(
            records(Cluster.OPTIONS, Cluster.discovery(plain, "", Cluster.port("tcp", 53, "dns"))))
        .isEqualTo(records(Cluster.OPTIONS, plain))
        .contains("SRV _plain._tcp.marathon.mesos. plain-hw4uo-0.marathon.slave.mesos.:31010");
  }

  @Test
  void case71_aNameOfWhichNothingRemainsIsSkippedAndSaid() {
    Task task = Cluster.task(MARATHON, AGENT_0, "t2", "###");
    List<Problem> problems = new ArrayList<>();
    assertThat(
            Cluster.records(
                    Cluster.OPTIONS,
                    task,
                    MARATHON,
                    addresses(AGENT_0),
                    NameStatus.ALONE,
                    problems::add)
                .records())
        .isEmpty();
    assertThat(problems)
        .containsExactly(
            new Problem(
                NameProblem.EMPTY_LABEL,
                Optional.of(task.key()),
                "its name \"###\" has no character that a DNS name may contain"));
  }

  private static Set<String> records(NamingOptions options, Task... tasks) {
    return records(options, MARATHON, List.of(AGENT_0, AGENT_1, AGENT_2, AGENT_3), tasks);
  }

  private static Set<String> records(
      NamingOptions options, Framework framework, List<Agent> agents, Task... tasks) {
    TreeSet<String> records = new TreeSet<>();
    for (Task task : tasks) {
      Agent agent =
          agents.stream().filter(a -> a.id().equals(task.agentId())).findAny().orElseThrow();
      records.addAll(
          Cluster.text(
              Cluster.records(
                  options, task, framework, addresses(agent), NameStatus.ALONE, problem -> {})));
    }
    return records;
  }

  private static List<InetAddress> addresses(Agent agent) {
    return List.of(IpText.parse(agent.pid().host()).orElseThrow());
  }

  /** Type and value of the records at one name. */
  private static List<String> at(String owner, Set<String> records) {
    return records.stream()
        .filter(record -> record.split(" ")[1].equals(owner))
        .map(record -> record.split(" ")[0] + " " + record.split(" ")[2])
        .toList();
  }
}
