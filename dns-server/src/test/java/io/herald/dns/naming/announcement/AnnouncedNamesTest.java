package io.herald.dns.naming.announcement;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.Cluster;
import io.herald.dns.naming.names.NameProblem;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Announcements beside the tasks that they belong to: what DNS has of both. */
class AnnouncedNamesTest {

  private static final Framework AURORA = Cluster.framework("Aurora", "");
  private static final Agent AGENT = Cluster.agent("x-S1", "10.1.0.1");
  private static final Agent OTHER = Cluster.agent("x-S2", "10.1.0.2");

  /** As Aurora with its own -populate_discovery_info: the assigned port, no alias. */
  private static final Task TASK =
      Cluster.discovery(
          Cluster.ports(
              Cluster.task(
                  AURORA,
                  AGENT,
                  "vagrant-test-http_example-0-e0aa7a0b",
                  "vagrant/test/http_example"),
              new PortRange(31000, 31001)),
          "http_example.test.vagrant",
          Cluster.port("TCP", 31000, "http"));

  private static final Announcement MEMBER =
      Announced.ports(
          Announced.at("/aurora/vagrant/test/http_example", 1, 0, "host-of-x-s1", 31000),
          Map.of("http", 31000, "aurora", 31000, "Admin_Port", 8300));

  private static final String CANONICAL = "http_example.test.vagrant-cxx6a-s1.aurora.mesos.";
  private static final String CANONICAL_LABEL = "http-example-test-vagrant-cxx6a-s1.aurora.mesos.";

  private final Pipeline dns = new Pipeline();

  @Test
  void aHostThatOnlyMesosKnowsHasItsAgentsAddress() throws Exception {
    Agent agent = new Agent("x-S7", "Agent1.example", Upid.parse("slave(1)@10.1.0.7:5051"), true);
    Announcement member = Announced.at("/aurora/www/prod/hello", 1, 3, "agent1.example", 31000);
    dns.put(member);
    dns.hosts.fail("agent1.example", "no such name");
    assertThat(addresses("hello.prod.www")).isEmpty();
    assertThat(dns.problems().counts()).containsEntry(EntityProblem.UNRESOLVED_HOST, 1);

    dns.put(agent);
    for (String name : List.of("", "3.", "member-0000000001.")) {
      assertThat(addresses(name + "hello.prod.www")).containsExactly("10.1.0.7");
    }
    assertThat(dns.problems().counts()).containsEntry(EntityProblem.UNRESOLVED_HOST, 0);
    dns.hosts.fail("agent1.example", "no such name");
    assertThat(dns.problems().counts()).containsEntry(EntityProblem.UNRESOLVED_HOST, 0);

    dns.put(new Agent("x-S7", "Agent1.example", Upid.parse("slave(1)@10.1.0.8:5051"), true));
    assertThat(addresses("hello.prod.www")).containsExactly("10.1.0.8");

    dns.hosts.tell("agent1.example", List.of(InetAddress.getByName("192.0.2.1")));
    assertThat(addresses("hello.prod.www"))
        .as("who is asked first for it, DNS, knows it")
        .containsExactly("192.0.2.1");
    dns.hosts.tell("agent1.example", List.of());
    assertThat(addresses("hello.prod.www")).containsExactly("10.1.0.8");

    dns.remove(agent);
    assertThat(addresses("hello.prod.www")).isEmpty();
    dns.hosts.fail("agent1.example", "no such name");
    assertThat(dns.problems().counts()).containsEntry(EntityProblem.UNRESOLVED_HOST, 1);
    dns.remove(member);
    assertThat(dns.problems().counts().values()).containsOnly(0);
  }

  @Test
  void aliasesAndStaticPortsResolveUnderTheTasksOwnNamesAsIfDiscoveryInfoHadThem() {
    dns.put(AURORA, AGENT, TASK, MEMBER);
    Pipeline asIf = new Pipeline();
    asIf.put(
        AURORA,
        AGENT,
        Cluster.discovery(
            TASK,
            "http_example.test.vagrant",
            Cluster.port("TCP", 31000, "http"),
            Cluster.port("tcp", 31000, "aurora"),
            Cluster.port("tcp", 8300, "Admin_Port")));

    assertThat(namesOfTasks(dns)).isEqualTo(namesOfTasks(asIf));
    assertThat(dns.zone.text())
        .contains(
            "SRV _aurora._http_example.test.vagrant._tcp.aurora.mesos. " + CANONICAL + ":31000",
            "SRV _aurora._http-example-test-vagrant._tcp.aurora.mesos. "
                + CANONICAL_LABEL
                + ":31000",
            "SRV _admin-port._http_example.test.vagrant._tcp.aurora.mesos. " + CANONICAL + ":8300");
  }

  @Test
  void aTaskWithoutDiscoveryInfoKeepsItsNamesAndGetsThoseOfItsPorts() {
    Task plain =
        Cluster.ports(
            Cluster.task(AURORA, AGENT, TASK.id(), TASK.name()), new PortRange(31000, 31001));
    dns.put(AURORA, AGENT, plain);
    SortedSet<String> before = dns.zone.text();
    dns.put(MEMBER);

    SortedSet<String> after = namesOfTasks(dns);
    assertThat(after).containsAll(before);
    after.removeAll(before);
    String target = " vagranttesthttp-example-cxx6a-s1.aurora.mesos.:";
    assertThat(after)
        .containsExactlyInAnyOrder(
            "SRV _http._vagranttesthttp-example._tcp.aurora.mesos." + target + "31000",
            "SRV _aurora._vagranttesthttp-example._tcp.aurora.mesos." + target + "31000",
            "SRV _admin-port._vagranttesthttp-example._tcp.aurora.mesos." + target + "8300");
  }

  @Test
  void whatDiscoveryInfoSaysOfAPortCounts() {
    Announcement other = Announced.ports(MEMBER, Map.of("HTTP", 31001));
    dns.put(AURORA, AGENT, TASK);
    SortedSet<String> before = dns.zone.text();
    dns.put(other);
    assertThat(namesOfTasks(dns)).isEqualTo(before);
  }

  @Test
  void whoeverComesFirstAndWhoeverGoesTheOtherKeepsItsOwn() {
    dns.put(AURORA, AGENT, TASK);
    SortedSet<String> taskAlone = dns.zone.text();
    dns.put(MEMBER);
    SortedSet<String> both = dns.zone.text();
    dns.remove(MEMBER);
    assertThat(dns.zone.text()).isEqualTo(taskAlone);
    dns.put(MEMBER);
    dns.remove(TASK);
    assertThat(dns.zone.text())
        .contains(
            "SRV _aurora._tcp.http-example.test.vagrant.announced.mesos. member-0000000001."
                + "http-example.test.vagrant.announced.mesos.:31000")
        .noneMatch(record -> record.contains("_http_example.test.vagrant._tcp.aurora"));
    dns.put(TASK);
    assertThat(dns.zone.text()).isEqualTo(both);
    dns.remove(MEMBER, TASK, AGENT, AURORA);
    assertThat(dns.zone.text()).isEmpty();
  }

  @Test
  void aMemberOfAnEndpointOnAnotherHostGivesTheTaskOnlyWhatIsItsOwn() {
    Announcement split =
        Announced.endpoints(
            MEMBER,
            Map.of(
                "aurora", new AnnouncedEndpoint("10.1.0.1", 31000),
                "proxy", new AnnouncedEndpoint("10.9.9.9", 443)));
    dns.put(AURORA, AGENT, TASK, split);
    assertThat(namesOfTasks(dns))
        .anyMatch(record -> record.startsWith("SRV _aurora._http_example"))
        .noneMatch(record -> record.contains("_proxy"));
    assertThat(dns.zone.text()).anyMatch(record -> record.contains("_proxy._http_example"));
  }

  @Test
  void onlyALIVEMembersArePublishedAnywhere() {
    dns.put(AURORA, AGENT, TASK);
    SortedSet<String> before = dns.zone.text();
    for (String status : List.of("DEAD", "STARTING", "STOPPING", "STOPPED", "WARNING", "alive")) {
      dns.put(Announced.status(MEMBER, status));
      assertThat(dns.zone.text()).as(status).isEqualTo(before);
    }
    dns.put(MEMBER);
    assertThat(dns.zone.text()).isNotEqualTo(before);
  }

  @Test
  void aMemberWhoseTaskIsUnhealthyIsOutUnlessAllAre() {
    Task first = task("t1", AGENT, 31000);
    Task second = task("t2", OTHER, 31000);
    dns.put(AURORA, AGENT, OTHER, first, second);
    dns.put(
        Announced.at("/aurora/www/prod/web", 1, 0, "10.1.0.1", 31000),
        Announced.at("/aurora/www/prod/web", 2, 1, "10.1.0.2", 31000));
    assertThat(addresses("web.prod.www")).containsExactly("10.1.0.1", "10.1.0.2");

    dns.put(healthy(first, false));
    assertThat(addresses("web.prod.www")).containsExactly("10.1.0.2");
    dns.put(healthy(second, false));
    assertThat(addresses("web.prod.www")).containsExactly("10.1.0.1", "10.1.0.2");
    dns.put(healthy(first, true));
    assertThat(addresses("web.prod.www")).containsExactly("10.1.0.1");
    dns.remove(first);
    assertThat(addresses("web.prod.www"))
        .as("a member without a known task is alive by its own word")
        .containsExactly("10.1.0.1");
    dns.put(healthy(second, true));
    assertThat(addresses("web.prod.www")).containsExactly("10.1.0.1", "10.1.0.2");
  }

  @Test
  void theRecordsOfAServiceHaveThePublishedAnnouncedNamesOfEachInstance() {
    Task first = task("web", AGENT, 31000);
    Task second =
        Cluster.ports(Cluster.task(AURORA, OTHER, "web2", "web"), new PortRange(31000, 31000));
    ServiceKey web = new ServiceKey("Aurora", "web", "");
    dns.put(AURORA, AGENT, OTHER, first, second);
    assertThat(dns.records(web).values()).allSatisfy(of -> assertThat(announced(of)).isEmpty());

    dns.put(
        Announced.at("/aurora/www/prod/web", 1, 0, "10.1.0.1", 31000),
        Announced.at("/aurora/www/prod/web", 2, 1, "10.1.0.2", 31000));
    assertThat(announced(dns.records(web).get(first.key())))
        .contains("A web.prod.www.announced.mesos. 10.1.0.1")
        .noneMatch(record -> record.endsWith(" 10.1.0.2"));
    Set<String> all = new HashSet<>();
    dns.records(web).values().forEach(all::addAll);
    assertThat(announced(all)).isEqualTo(announced(dns.zone.text()));

    dns.put(healthy(first, false));
    assertThat(dns.records(web)).doesNotContainKey(first.key());
    assertThat(announced(dns.records(web).get(second.key()))).isEqualTo(announced(dns.zone.text()));
  }

  @Test
  void anInstanceWhoseFrameworkHasNoNamesStillHasAnnouncedOnes() {
    Framework squatter = Cluster.framework("My.Announced", "");
    Task task =
        Cluster.ports(Cluster.task(squatter, AGENT, "t", "prod"), new PortRange(31000, 31000));
    dns.put(squatter, AGENT, task, Announced.at("/aurora/x", 1, -1, "10.1.0.1", 31000));
    assertThat(dns.records(new ServiceKey("My.Announced", "prod", "")))
        .isEqualTo(Map.of(task.key(), announced(dns.zone.text())));
  }

  private static Set<String> announced(Set<String> records) {
    return records.stream()
        .filter(record -> record.split(" ", -1)[1].endsWith(".announced.mesos."))
        .collect(Collectors.toSet());
  }

  @Test
  void aHostKnownByNameIsServedOnceItIsResolvedAndJoinsTheTaskAtItsAddress() throws Exception {
    Announcement named =
        Announced.ports(
            Announced.at("/aurora/x", 1, -1, "web.public.example", 31000), Map.of("alias", 31000));
    dns.put(AURORA, AGENT, TASK, named);
    assertThat(addresses("x")).isEmpty();
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_alias"));

    dns.hosts.fail("web.public.example", "no such name");
    assertThat(dns.problems().list(9))
        .singleElement()
        .extracting(Problem::what, as(InstanceOfAssertFactories.STRING))
        .startsWith("announced host \"web.public.example\", of announcement /aurora/");
    dns.hosts.tell("web.public.example", List.of(InetAddress.getByName("10.1.0.1")));
    assertThat(dns.problems().list(9)).isEmpty();
    assertThat(addresses("x")).containsExactly("10.1.0.1");
    assertThat(namesOfTasks(dns)).anyMatch(record -> record.contains("_alias._http_example"));

    dns.hosts.tell("web.public.example", List.of(InetAddress.getByName("10.7.7.7")));
    assertThat(addresses("x")).containsExactly("10.7.7.7");
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_alias"));

    dns.remove(named);
    assertThat(dns.hosts.listeners).isEmpty();
  }

  @Test
  void anAgentThatComesLateOrMovesTakesTheJoinAlong() {
    dns.put(AURORA, TASK, MEMBER);
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_aurora._"));
    dns.put(AGENT);
    assertThat(namesOfTasks(dns)).anyMatch(record -> record.contains("_aurora._http_example"));
    Agent renamed = new Agent(AGENT.id(), "elsewhere", OTHER.pid(), true);
    dns.put(renamed);
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_aurora._"));
  }

  @Test
  void aSecondTaskThatClaimsTheSamePortTakesTheJoinFromTheFirstAndGivesItBack() {
    Announcement byPort =
        Announced.ports(
            Announced.at("/aurora/custom", 1, -1, "10.1.0.1", 31000), Map.of("alias", 31000));
    Task twin = task("twin", AGENT, 31000);
    dns.put(AURORA, AGENT, TASK, byPort);
    SortedSet<String> joined = namesOfTasks(dns);
    dns.put(twin);
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_alias"));
    dns.remove(twin);
    assertThat(namesOfTasks(dns)).isEqualTo(joined);
  }

  @Test
  void aTaskBehindPortMappingsKeepsThemAndItsAnnouncedPortsAreReached() {
    Network mapped =
        new Network(Network.Mode.MAPPED, List.of(new Network.Mapping(31000, 8080, "tcp")));
    Task behind = Cluster.network(TASK, mapped);
    dns.put(AURORA, AGENT, behind, MEMBER);
    assertThat(dns.zone.text())
        .contains(
            "SRV _aurora._http_example.test.vagrant._tcp.aurora.mesos. " + CANONICAL + ":31000");

    Announcement atTheContainer =
        Announced.ports(
            Announced.at("/aurora/inside", 1, -1, "172.17.0.2", 8080), Map.of("inside", 8080));
    dns.put(
        Cluster.network(Cluster.netinfo(task("in", OTHER, 31000), "172.17.0.2"), mapped),
        OTHER,
        atTheContainer);
    assertThat(namesOfTasks(dns)).anyMatch(record -> record.startsWith("SRV _inside._in._tcp"));
  }

  @Test
  void aTaskThatRunsNoMoreLeavesTheJoinToTheOneThatDoes() {
    Announcement byPort =
        Announced.ports(
            Announced.at("/aurora/custom", 1, -1, "10.1.0.1", 31000), Map.of("alias", 31000));
    dns.put(AURORA, AGENT, Cluster.state(TASK, "TASK_KILLED"), task("new", AGENT, 31000), byPort);
    assertThat(namesOfTasks(dns)).anyMatch(record -> record.contains("_alias._new._tcp"));
    dns.put(TASK);
    assertThat(namesOfTasks(dns)).noneMatch(record -> record.contains("_alias"));
  }

  @Test
  void aFrameworkThatIsCalledAsAnnouncementsAreIsReportedAndHasNoNames() {
    Framework squatter = Cluster.framework("My.Announced", "s@10.0.0.9:80");
    dns.put(squatter, AGENT, Cluster.task(squatter, AGENT, "t", "prod"), MEMBER);
    assertThat(dns.zone.text())
        .noneMatch(record -> record.contains("my.announced") || record.contains("10.0.0.9"))
        .anyMatch(record -> record.contains("http-example.test.vagrant.announced"));
    assertThat(dns.problems().list(9))
        .extracting(Problem::kind)
        .containsExactly(NameProblem.RESERVED);

    dns.put(new Framework(squatter.id(), "mine", "", squatter.pid(), true));
    assertThat(dns.zone.text()).contains("A prod.mine.mesos. 10.1.0.1");
    assertThat(dns.problems().list(9)).isEmpty();
    dns.put(squatter);
    assertThat(dns.zone.text()).noneMatch(record -> record.contains("10.0.0.9"));
    assertThat(dns.problems().list(9))
        .extracting(Problem::kind)
        .containsExactly(NameProblem.RESERVED);
    dns.remove(squatter);
    assertThat(dns.problems().list(9)).isEmpty();
  }

  @Test
  void aChangeMovesOnlyWhatItShares() {
    for (int i = 0; i < 50; i++) {
      Agent agent = Cluster.agent("x-S" + i, "10.2.0." + i);
      dns.put(
          agent,
          task("t" + i, agent, 31000),
          Announced.ports(
              Announced.at("/aurora/www/prod/web", i, i, "10.2.0." + i, 31000),
              Map.of("alias", 31000)));
    }
    dns.put(AURORA);
    dns.zone.moved = 0;
    Announcement one =
        Announced.ports(
            Announced.at("/aurora/www/prod/web", 7, 7, "10.2.0.7", 31000), Map.of("other", 31000));
    dns.put(one);
    assertThat(dns.zone.moved).as("its own names and its task's: out and in").isEqualTo(4);
    dns.zone.moved = 0;
    dns.put(healthy(task("t9", Cluster.agent("x-S9", "10.2.0.9"), 31000), false));
    assertThat(dns.zone.moved).as("its own names out, its task's out and in").isLessThan(4);
  }

  @Test
  void aThousandTasksAndTheirMembersOnOneHostFindEachOther() {
    int count = 1000;
    dns.put(AURORA, AGENT);
    dns.put(
        IntStream.range(0, count)
            .mapToObj(i -> task("t" + i, AGENT, 30000 + i))
            .toArray(Task[]::new));
    for (int i = 0; i < count; i++) {
      dns.put(
          Announced.ports(
              Announced.at("/aurora/www/prod/web" + i, i, 0, "10.1.0.1", 30000 + i),
              Map.of("alias", 30000 + i)));
    }
    assertThat(namesOfTasks(dns).stream().filter(record -> record.contains("_alias")))
        .hasSize(count);
  }

  private SortedSet<String> namesOfTasks(Pipeline pipeline) {
    SortedSet<String> records = pipeline.zone.text();
    records.removeIf(record -> record.split(" ", -1)[1].endsWith(".announced.mesos."));
    return records;
  }

  private List<String> addresses(String set) {
    String start = "A " + set + ".announced.mesos. ";
    return dns.zone.text().stream()
        .filter(record -> record.startsWith(start))
        .map(record -> record.substring(start.length()))
        .toList();
  }

  private static Task task(String id, Agent agent, int port) {
    return Cluster.ports(Cluster.task(AURORA, agent, id, id), new PortRange(port, port));
  }

  private static Task healthy(Task task, boolean healthy) {
    return Cluster.running(
        task, new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED));
  }
}
