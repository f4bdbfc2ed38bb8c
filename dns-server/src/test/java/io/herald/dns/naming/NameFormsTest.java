package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.services.instance.Publication;
import io.herald.services.problem.EntityProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that there are beside those of Mesos-DNS. */
class NameFormsTest {

  private static final Framework AURORA = Cluster.framework("aurora", "");
  private static final Agent AGENT = agent("x-S1", "Agent-1.example.com", "10.1.0.1");

  private static NamingOptions options(boolean hosts, boolean rfc2782, String... reverse) {
    return Cluster.with(LabelRules.RFC1123, List.of())
        .with(
            Publication.DEFAULT,
            new NameForms(hosts, rfc2782),
            Stream.of(reverse).map(ReverseNetwork::parse).toList());
  }

  @Test
  void aDottedNameHasSrvRecordsInTheOrderOfRfc2782Too() {
    Task task =
        Cluster.discovery(
            Cluster.task(AURORA, AGENT, "t1", "x"),
            "web.prod.www",
            Cluster.port("TCP", 31000, "http"),
            Cluster.port("", 53, ""));
    NamedCluster cluster = new NamedCluster(options(false, true), AURORA, AGENT, task);
    String target = "web.prod.www-hw4uo-s1.aurora.mesos.";
    assertThat(cluster.at("_web._tcp.prod.www.aurora.mesos."))
        .containsExactly("SRV " + target + ":31000", "SRV " + target + ":53");
    assertThat(cluster.at("_web._udp.prod.www.aurora.mesos."))
        .containsExactly("SRV " + target + ":53");
    assertThat(cluster.at("_web.prod.www._tcp.aurora.mesos.")).hasSize(2);
    NamedCluster without = new NamedCluster(options(false, false), AURORA, AGENT, task);
    assertThat(without.at("_web._tcp.prod.www.aurora.mesos.")).isEmpty();
    assertThat(without.text()).hasSize(cluster.text().size() - 3);
  }

  @ParameterizedTest(name = "host name {0} at {1}: {2}")
  @CsvSource({
    "agent-1.example.com, 10.1.0.1, agent-1.example.com",
    "Agent_2.Example.com, 10.1.0.1, agent-2.example.com",
    "10.1.0.1, 10.1.0.1, 10-1-0-1",
    "'', 10.1.0.1, 10-1-0-1",
    "2001:db8::1, 10.1.0.1, 2001-db8-0-0-0-0-0-1",
    "'###', 10.1.0.1, ''",
  })
  void anAgentHasANameOfItsOwn(String hostname, String address, String name) {
    NamedCluster cluster = new NamedCluster(options(true, false), agent("x-S1", hostname, address));
    if (name.isEmpty()) {
      assertThat(cluster.problems(NameProblem.EMPTY_LABEL)).hasSize(1);
      assertThat(cluster.at("_agent._tcp.mesos.")).isEmpty();
    } else {
      assertThat(cluster.at(name + ".agent.mesos.")).containsExactly("A " + address);
      assertThat(cluster.at("_agent._tcp.mesos."))
          .containsExactly("SRV " + name + ".agent.mesos.:5051");
    }
    assertThat(cluster.at("slave.mesos.")).containsExactly("A " + address);
  }

  @Test
  void aHostThatCannotBeOneIsSaidAndNeverLookedUp() {
    Agent odd = new Agent("x-S9", "", new Upid("slave(1)", "no such host", 5051), true);
    Framework lost = new Framework("f-lost", "lost", "http://x/", Optional.empty(), true);
    Masters masters = masters("10.0.0.1:5050", "m_2!:5050");
    NamedCluster cluster = new NamedCluster(options(true, false), AGENT, odd, lost, masters);
    assertThat(cluster.problems(EntityProblem.HOST))
        .extracting(problem -> problem.entity().orElseThrow())
        .containsExactlyInAnyOrder(odd.key(), lost.key(), Masters.Id.MASTERS);
    assertThat(cluster.hosts.listeners).isEmpty();
    assertThat(cluster.at("slave.mesos.")).containsExactly("A 10.1.0.1");
  }

  @Test
  void aMastersOwnNameStaysWhoeverLeads() {
    Masters before = masters("10.0.0.1:5050", "10.0.0.2:5050", "m3.example:5051");
    NamedCluster cluster = new NamedCluster(options(true, false), before);
    assertThat(cluster.at("10-0-0-1.master.mesos.")).containsExactly("A 10.0.0.1");
    assertThat(cluster.at("10-0-0-2.master.mesos.")).containsExactly("A 10.0.0.2");
    assertThat(cluster.at("_master._tcp.mesos."))
        .containsExactly("SRV 10-0-0-1.master.mesos.:5050", "SRV 10-0-0-2.master.mesos.:5050");
    assertThat(cluster.at("master0.mesos.")).containsExactly("A 10.0.0.1");
    cluster.put(masters("10.0.0.2:5050", "10.0.0.1:5050"));
    assertThat(cluster.at("10-0-0-1.master.mesos.")).containsExactly("A 10.0.0.1");
    assertThat(cluster.at("10-0-0-2.master.mesos.")).containsExactly("A 10.0.0.2");
    assertThat(cluster.at("master0.mesos.")).containsExactly("A 10.0.0.2");
  }

  @Test
  void twoMastersOnOneAddressAreTwoServices() {
    for (String leader : List.of("10.0.0.1:5050", "10.0.0.1:5051")) {
      String other = leader.endsWith("0") ? "10.0.0.1:5051" : "10.0.0.1:5050";
      NamedCluster cluster =
          new NamedCluster(options(true, false), masters(leader, other, "10.0.0.2:5050"));
      assertThat(cluster.at("_master._tcp.mesos."))
          .containsExactly(
              "SRV 10-0-0-1.master.mesos.:5050",
              "SRV 10-0-0-1.master.mesos.:5051",
              "SRV 10-0-0-2.master.mesos.:5050");
      assertThat(cluster.at("10-0-0-1.master.mesos.")).containsExactly("A 10.0.0.1");
      assertThat(cluster.at("master1.mesos.")).containsExactly("A 10.0.0.2");
      assertThat(cluster.at("master2.mesos.")).isEmpty();
    }
  }

  @Test
  void aMasterInTwoSpellingsIsOne() throws Exception {
    NamedCluster cluster =
        new NamedCluster(
            options(true, false), masters("10.0.0.1:5050", "m1.example:5050", "10.0.0.2:5050"));
    cluster.hosts.tell("m1.example", "10.0.0.1");
    assertThat(cluster.at("_master._tcp.mesos."))
        .containsExactly("SRV 10-0-0-1.master.mesos.:5050", "SRV 10-0-0-2.master.mesos.:5050");
  }

  private static final NamingOptions DOTTED =
      Cluster.with(LabelRules.RFC1123, List.of())
          .with(Publication.DEFAULT, new NameForms(false, false, true), List.of());

  @Test
  void aTaskWithoutDiscoveryInfoHasItsDotsToo() {
    Task task =
        Cluster.ports(
            Cluster.task(AURORA, AGENT, "t1", "Oauth-Server.tools"), new PortRange(31000, 31000));
    NamedCluster cluster = new NamedCluster(DOTTED, AURORA, AGENT, task);
    String canonical = "oauth-server.tools-hw4uo-s1.aurora";
    assertThat(cluster.at("oauth-server.tools.aurora.mesos.")).containsExactly("A 10.1.0.1");
    assertThat(cluster.at("oauth-server.tools.aurora.slave.mesos.")).containsExactly("A 10.1.0.1");
    assertThat(cluster.at(canonical + ".mesos.")).containsExactly("A 10.1.0.1");
    assertThat(cluster.at("_oauth-server.tools._tcp.aurora.mesos."))
        .containsExactly("SRV " + canonical + ".slave.mesos.:31000");
    assertThat(cluster.at("oauth-server-tools.aurora.mesos.")).containsExactly("A 10.1.0.1");

    NamedCluster without = new NamedCluster(options(false, false), AURORA, AGENT, task);
    assertThat(without.text()).noneMatch(record -> record.contains("oauth-server.tools"));
    // The agent's two records are there once.
    assertThat(cluster.text()).hasSize(2 * without.text().size() - 2);
    cluster.remove(task);
    assertThat(cluster.text()).noneMatch(record -> record.contains("oauth"));
  }

  static Stream<Arguments> holders() {
    Framework inner = Cluster.framework("tools.aurora", "");
    return Stream.of(
        Arguments.of(
            "a task whose DiscoveryInfo has that name",
            Cluster.discovery(Cluster.task(AURORA, AGENT, "t9", "x"), "oauth-server.tools")),
        Arguments.of(
            "a task of a framework within another's",
            Cluster.task(inner, AGENT, "t9", "oauth-server")),
        Arguments.of(
            "a framework of that name",
            Cluster.framework("oauth-server.tools.aurora", "s@10.0.0.7:1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holders")
  void theNameWithDotsIsWhoseItIs(String who, Entity holder) {
    Framework inner = Cluster.framework("tools.aurora", "");
    Task one = Cluster.task(AURORA, AGENT, "t1", "oauth-server.tools");
    Task two = Cluster.task(AURORA, AGENT, "t2", "oauth-server.tools");
    String ours = "oauth-server.tools-hw4uo-s1.aurora.mesos.";
    NamedCluster cluster = new NamedCluster(DOTTED, AURORA, inner, AGENT, one, two);
    assertThat(cluster.at(ours)).hasSize(1);

    cluster.put(holder);
    assertThat(cluster.at(ours)).isEmpty();
    assertThat(cluster.at("oauth-server-tools-hw4uo-s1.aurora.mesos.")).hasSize(1);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();

    cluster.remove(holder);
    assertThat(cluster.at(ours)).hasSize(1);
    assertThat(cluster.at("oauth-server.tools.aurora.mesos.")).hasSize(1);
  }

  @Test
  void ofTwoThatWouldHaveANameWithDotsNeitherHasIt() {
    Framework inner = Cluster.framework("tools.aurora", "");
    Task one = Cluster.task(AURORA, AGENT, "t1", "web.prod.tools");
    Task other = Cluster.task(inner, AGENT, "t2", "web.prod");
    NamedCluster cluster = new NamedCluster(DOTTED, AURORA, inner, AGENT, one);
    assertThat(cluster.at("web.prod.tools.aurora.mesos.")).hasSize(1);
    cluster.put(other);
    assertThat(cluster.at("web.prod.tools.aurora.mesos.")).isEmpty();
    cluster.remove(one);
    assertThat(cluster.at("web.prod.tools.aurora.mesos.")).hasSize(1);
  }

  @Test
  void anAddressThatOneNameClaimsLeadsBackToIt() {
    Agent other = agent("x-S2", "agent-2.example.com", "10.1.0.2");
    Agent foreign = agent("x-S3", "agent-3.example.com", "192.0.2.1");
    Task onHost = Cluster.task(AURORA, AGENT, "t1", "web");
    Task own = own(Cluster.discovery(Cluster.task(AURORA, other, "t2", "x"), "a.b"), "10.9.0.1");
    NamedCluster cluster =
        new NamedCluster(
            options(true, false, "10.0.0.0/8", "fd00::/8"),
            AURORA,
            AGENT,
            other,
            foreign,
            onHost,
            own);
    assertThat(cluster.text())
        .filteredOn(record -> record.startsWith("PTR"))
        .containsExactly(
            "PTR 1.0.1.10.in-addr.arpa. agent-1.example.com.agent.mesos.",
            "PTR 1.0.9.10.in-addr.arpa. a-b-fjp7y-s2.aurora.mesos.",
            "PTR 2.0.1.10.in-addr.arpa. agent-2.example.com.agent.mesos.");
    Task same = own(Cluster.task(AURORA, AGENT, "t8", "web"), "10.9.0.1");
    cluster.put(same);
    assertThat(cluster.at("1.0.9.10.in-addr.arpa.")).isEmpty();
    cluster.remove(own);
    assertThat(cluster.at("1.0.9.10.in-addr.arpa."))
        .containsExactly("PTR web-5oejf-s1.aurora.mesos.");
    cluster.put(own(Cluster.task(AURORA, AGENT, "t8", "web"), "fd00::1"));
    assertThat(cluster.at("1" + ".0".repeat(29) + ".d.f.ip6.arpa."))
        .containsExactly("PTR web-5oejf-s1.aurora.mesos.");
    cluster.remove(same, AGENT, other, onHost);
    assertThat(cluster.text()).noneMatch(record -> record.startsWith("PTR"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "10.0.0.0/8, 10.in-addr.arpa.",
    "10.20.0.0/16, 20.10.in-addr.arpa.",
    "192.168.7.0/24, 7.168.192.in-addr.arpa.",
    "10.0.0.7/32, 7.0.0.10.in-addr.arpa.",
    "fd00::/8, d.f.ip6.arpa.",
    "2001:db8::/32, 8.b.d.0.1.0.0.2.ip6.arpa.",
    "fd10::/12, 1.d.f.ip6.arpa.",
    "10.0.0.0/12, the length must be a multiple of 8 from 8 to 32",
    "10.0.0.0/0, the length must be a multiple of 8 from 8 to 32",
    "10.0.0.0/40, the length must be a multiple of 8 from 8 to 32",
    "fd00::/9, the length must be a multiple of 4 from 4 to 128",
    "10.1.0.0/8, has bits set beyond its length",
    "10.0.0.0, write ADDRESS/LENGTH",
    "example.org/8, write ADDRESS/LENGTH",
    "10.0.0.0/x, the length must be a multiple of 8",
  })
  void aNetworkIsOneReverseZone(String network, String expected) {
    String read;
    try {
      read = ReverseNetwork.parse(network).apex().toString();
    } catch (IllegalArgumentException e) {
      read = String.valueOf(e.getMessage());
    }
    assertThat(read).contains(expected);
  }

  private static Task own(Task task, String address) {
    Network network = new Network(Network.Mode.OWN, List.of());
    return Cluster.network(
        Cluster.running(
            task, new RunningStatus(Optional.empty(), List.of(address), Map.of(), network)),
        network);
  }

  private static Agent agent(String id, String hostname, String address) {
    return new Agent(id, hostname, new Upid("slave(1)", address, 5051), true);
  }

  private static Masters masters(String leader, String... others) {
    return new Masters(
        Optional.of(AnnouncedEndpoint.parse(leader)),
        Stream.of(others).map(AnnouncedEndpoint::parse).toList());
  }
}
