package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.zone.ZoneText;
import io.herald.services.instance.Publication;
import io.herald.services.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the server's own, of masters and agents are no framework's, unless they are shared. */
class OwnNamesTest {

  private static final NamingOptions KEPT =
      new NamingOptions(
          "mesos",
          LabelRules.RFC1123,
          List.of(),
          1,
          List.of(),
          List.of(
              NameServer.parse("ns1.mesos 10.0.0.53"),
              NameServer.parse("ns2.infra.mesos 10.0.0.54")),
          Publication.DEFAULT,
          new NameForms(true, true),
          List.of(ReverseNetwork.parse("10.0.0.0/8")),
          false,
          OtherZones.NONE);

  private static final NamingOptions SHARED = KEPT.withOwnNames(true);

  private static final Masters MASTERS =
      new Masters(Optional.of(AnnouncedEndpoint.parse("10.0.0.1:5050")), List.of());
  private static final Agent AGENT =
      new Agent("x-S1", "node7", Upid.parse("slave(1)@10.1.0.7:5051"), true);
  private static final Framework MARATHON = Cluster.framework("marathon", "s@10.0.0.9:80");

  /** A framework's name, and the name in DNS that it would add its address to. */
  @ParameterizedTest
  @CsvSource({
    "leader, leader.mesos",
    "Leader, leader.mesos",
    "master, master.mesos",
    "master0, master0.mesos",
    "master17, master17.mesos",
    "slave, slave.mesos",
    "agent, agent.mesos",
    "ns1, ns1.mesos",
    "ns2.infra, ns2.infra.mesos",
    "node7.agent, node7.agent.mesos",
    "another.agent, another.agent.mesos",
    "10-0-0-1.master, 10-0-0-1.master.mesos",
  })
  void aFrameworkTakesNoneOfThem(String framework, String name) {
    Framework thief = Cluster.framework(framework, "s@10.6.6.6:666");
    NamedCluster cluster = new NamedCluster(KEPT, MASTERS, AGENT, MARATHON);
    SortedSet<String> before = cluster.text();

    cluster.put(thief);

    assertThat(cluster.text()).isEqualTo(before);
    assertThat(cluster.problems(NameProblem.COLLISION))
        .singleElement()
        .extracting(Problem::what)
        .isEqualTo(
            name
                + " is the name of framework \""
                + framework
                + "\" and of the server itself; only what the server itself has there is served");
    cluster.remove(thief);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();

    NamedCluster shared = new NamedCluster(SHARED, MASTERS, AGENT, MARATHON, thief);
    assertThat(shared.at(name + ".")).contains("A 10.6.6.6");
    assertThat(shared.problems(NameProblem.COLLISION))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .endsWith("and of the server itself; their records are mixed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaders", "masterly", "master-0", "slaves", "ns10", "agents", "x.slave"})
  void aNameThatIsOnlyLikeOneOfThemIsTheFrameworks(String framework) {
    NamedCluster cluster =
        new NamedCluster(KEPT, MASTERS, Cluster.framework(framework, "s@10.6.6.6:666"));
    assertThat(cluster.at(framework + ".mesos.")).containsExactly("A 10.6.6.6");
    assertThat(cluster.srv("_framework._tcp." + framework + ".mesos."))
        .containsExactly("0 1 666 " + framework + ".mesos.");
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
  }

  @Test
  void tasksTakeNoAgentsNorMastersNorServersName() {
    Framework agent = Cluster.framework("agent", "");
    Framework master = Cluster.framework("master", "");
    Framework infra = Cluster.framework("infra", "");
    NamedCluster cluster = new NamedCluster(KEPT, MASTERS, AGENT, agent, master, infra);
    SortedSet<String> before = cluster.text();

    cluster.put(
        thief(agent, "t1", "node7"), thief(master, "t2", "10-0-0-1"), thief(infra, "t3", "ns2"));

    SortedSet<String> came = new TreeSet<>(cluster.text());
    came.removeAll(before);
    assertThat(came)
        .isNotEmpty()
        .noneMatch(record -> record.split(" ")[1].matches("(.*\\.)?(agent|master)\\.mesos\\."))
        .noneMatch(record -> record.split(" ")[1].equals("ns2.infra.mesos."));
    assertThat(cluster.at("node7.agent.mesos.")).containsExactly("A 10.1.0.7");
    assertThat(cluster.at("ns2.infra.mesos.")).containsExactly("A 10.0.0.54");
    assertThat(cluster.problems(NameProblem.COLLISION))
        .extracting(problem -> problem.what().split(" ")[0])
        .contains("node7.agent.mesos", "10-0-0-1.master.mesos", "ns2.infra.mesos");
  }

  @Test
  void aTaskBelowSuchANameKeepsItsOwn() {
    Framework leader = Cluster.framework("leader", "s@10.6.6.6:666");
    NamedCluster cluster =
        new NamedCluster(KEPT, MASTERS, AGENT, leader, thief(leader, "t1", "web"));
    assertThat(cluster.at("web.leader.mesos.")).containsExactly("A 10.6.6.7");
    assertThat(cluster.at("leader.mesos.")).containsExactly("A 10.0.0.1");
    assertThat(cluster.srv("_leader._tcp.mesos.")).containsExactly("0 1 5050 leader.mesos.");
    assertThat(cluster.srv("_framework._tcp.leader.mesos.")).isEmpty();
  }

  @Test
  void aTaskThatClaimsAnAgentsAddressTakesItsPointerOnlyIfNamesAreShared() {
    Agent other = Cluster.agent("x-S2", "10.1.0.8");
    Task liar = at("10.1.0.7", Cluster.task(MARATHON, other, "t1", "web"));
    String pointer = "7.0.1.10.in-addr.arpa.";
    assertThat(new NamedCluster(KEPT, AGENT, other, MARATHON, liar).at(pointer))
        .containsExactly("PTR node7.agent.mesos.");
    assertThat(new NamedCluster(SHARED, AGENT, other, MARATHON, liar).at(pointer)).isEmpty();
  }

  @Test
  void theZoneFileAddsToAnyNameAndAnAliasReplacesIt() {
    NamedCluster cluster = new NamedCluster(KEPT, MASTERS, AGENT, MARATHON);
    cluster.naming.replaceStatic(
        List.of(
            ZoneText.record("leader.mesos. A 10.7.7.7"),
            ZoneText.record("marathon.mesos. CNAME web.example.")));
    assertThat(cluster.at("leader.mesos.")).containsExactly("A 10.0.0.1", "A 10.7.7.7");
    assertThat(cluster.problems(NameProblem.COLLISION))
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "leader.mesos is the name of the zone file and of the server itself; what the server"
                + " itself and the zone file have there is served",
            "marathon.mesos is the name of an alias in the zone file and of framework"
                + " \"marathon\"; only the alias is served");
    cluster.naming.replaceStatic(List.of());
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
  }

  private static Task thief(Framework framework, String id, String name) {
    return at("10.6.6.7", Cluster.task(framework, AGENT, id, name));
  }

  /** The task says itself where it is. */
  private static Task at(String address, Task task) {
    return Cluster.labels(
        Cluster.netinfo(task, address), Map.of("io.herald.dns.address", "container"));
  }
}
