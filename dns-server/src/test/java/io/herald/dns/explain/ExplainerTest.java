package io.herald.dns.explain;

import static io.herald.dns.explain.ExplainedCluster.healthy;
import static io.herald.dns.explain.ExplainedCluster.inState;
import static io.herald.dns.explain.ExplainedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.MissingPermission;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.services.instance.IpSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a record comes from, by rule and entity; why there is none; what is near. */
class ExplainerTest {

  private static final String LONG = "a".repeat(50);

  private final ExplainedCluster cluster = new ExplainedCluster();
  private final List<Entity> entities = cluster.entities();

  @ParameterizedTest(name = "{0} {1} {2}: {3} of {4}")
  @CsvSource({
    "leader.mesos, A, 10.0.0.1, LEADER, masters",
    "_leader._tcp.mesos, SRV, leader.mesos.:5050, LEADER_PORT, masters",
    "master.mesos, A, 10.0.0.1, MASTERS, masters",
    "master0.mesos, A, 10.0.0.1, MASTERS, masters",
    "ns1.mesos, A, 192.0.2.53, SERVER, server",
    "slave.mesos, A, 10.1.0.1, AGENTS, agent x-S0",
    "_slave._tcp.mesos, SRV, slave.mesos.:5051, AGENTS_PORT, agent x-S0",
    "marathon.mesos, A, 10.0.0.9, FRAMEWORK, framework f1",
    "_framework._tcp.chronosprod.mesos, SRV, chronosprod.mesos.:80, FRAMEWORK_PORT, framework f2",
    "web.marathon.mesos, A, 10.1.0.2, TASK, task t2",
    "web-hw4uo-s0.marathon.mesos, A, 10.1.0.1, TASK_CANONICAL, task t1",
    "web.marathon.slave.mesos, A, 10.1.0.1, TASK_AGENT, task t1",
    "web-hw4uo-s0.marathon.slave.mesos, A, 10.1.0.1, TASK_AGENT_CANONICAL, task t1",
    "_web._tcp.marathon.slave.mesos, SRV, web-hw4uo-s0.marathon.slave.mesos.:31000, AGENT_PORT,"
        + " task t1",
    "_web._udp.marathon.mesos, SRV, web-hw4uo-s0.marathon.slave.mesos.:31000, RESOURCE_PORT,"
        + " task t1",
    "http-example-test-vagrant.marathon.mesos, A, 10.1.0.1, TASK, task t3",
    "_http_example.test.vagrant._tcp.marathon.mesos, SRV,"
        + " http_example.test.vagrant-epcg1-s0.marathon.mesos.:31002, DISCOVERY_PORT, task t3",
    "_http._http-example-test-vagrant._tcp.marathon.mesos, SRV,"
        + " http-example-test-vagrant-epcg1-s0.marathon.mesos.:31002, DISCOVERY_NAMED_PORT, task t3",
    "_HTTP._http_example.test.vagrant._TCP.Marathon.Mesos., SRV,"
        + " http_example.test.vagrant-epcg1-s0.marathon.mesos.:31002, DISCOVERY_NAMED_PORT, task t3",
  })
  void aRecordIsTheWorkOfARuleOnAnEntity(
      String name, String type, String value, Rule rule, String entity) {
    Explanation explanation = explain(name);
    assertThat(explanation.verdict()).isEqualTo(Verdict.ANSWERED);
    assertThat(explanation.nearest()).isEmpty();
    assertThat(explanation.records())
        .filteredOn(found -> found.type().name().equals(type) && found.value().equals(value))
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.origins())
                    .anySatisfy(
                        origin -> {
                          assertThat(origin.rule()).isEqualTo(rule);
                          String id = origin.entity().getOrDefault("id", "");
                          assertThat((origin.kind() + " " + id).strip()).isEqualTo(entity);
                        }));
  }

  @Test
  void aTaskIsToldWithItsFrameworkAndAgent() {
    assertThat(explain("http-example-test-vagrant.marathon.mesos").records())
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.origins().get(0).entity())
                    .isEqualTo(
                        Map.of(
                            "id", "t3",
                            "name", "vagrant/test/http_example",
                            "discoveryName", "http_example.test.vagrant",
                            "framework", "marathon",
                            "frameworkId", "f1",
                            "agent", "slave(1)@10.1.0.1:5051",
                            "agentId", "x-S0")));
  }

  @Test
  void aFrameworkThatIsLeftOutOfANameOfTheServersOwnIsTold() {
    entities.add(ExplainedCluster.framework("f9", "leader"));
    String reason =
        "framework leader is left out here: the name is one of the server's own (shareOwnNames)";
    assertThat(explain("leader.mesos").reasons()).contains(reason);
    assertThat(explain("web.marathon.mesos").reasons()).doesNotContain(reason);
  }

  @Test
  void aRecordOfTwoTasksHasBothAsItsOrigins() {
    entities.add(task("t9", "web", "x-S0", 31000));
    Explanation explanation = explain("web.marathon.mesos");
    assertThat(explanation.records())
        .filteredOn(found -> found.value().equals("10.1.0.1"))
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.origins())
                    .extracting(origin -> origin.entity().get("id"))
                    .containsExactlyInAnyOrder("t1", "t9"));
    assertThat(explanation.reasons()).isEmpty();
  }

  @Test
  void aTaskThatDoesNotRunIsNamedAsTheReason() {
    entities.add(inState(task("t5", "db", "x-S0", 1), "TASK_STAGING"));
    assertAbsent(
        "db.marathon.mesos",
        "task t5 of framework marathon would have it, but its state is TASK_STAGING, and only"
            + " tasks in TASK_RUNNING have names");
    assertThat(explain("_db._tcp.marathon.mesos").reasons()).hasSize(1);
  }

  @Test
  void aTaskWhoseAgentIsNotListedIsNamedAsTheReason() {
    entities.add(task("t5", "db", "x-S77", 1));
    assertAbsent(
        "db.marathon.mesos",
        "task t5 of framework marathon would have it, but the master doesn't list its agent"
            + " x-S77");
  }

  @Test
  void whereNoTaskIsListedAMissingPermissionMayBeTheReason() {
    String hint = MissingPermission.hint(3, 0, 0).orElseThrow();
    assertThat(explain("db.marathon.mesos").reasons()).doesNotContain(hint);
    entities.removeIf(entity -> entity instanceof Task || entity instanceof Framework);
    assertThat(explain("db.marathon.mesos").reasons()).contains(hint);
  }

  @Test
  void aTaskWhoseAgentIsNotResolvedIsNamedAsTheReason() {
    entities.add(task("t5", "db", "x-S2", 1));
    assertAbsent(
        "db.marathon.mesos",
        "task t5 of framework marathon would have it, but the host of its agent, unknown.example,"
            + " has not been resolved to an address");
  }

  @Test
  void aTaskWithoutAnAddressOfTheSourcesIsNamedAsTheReason() {
    entities.add(task("t5", "db", "x-S0", 1));
    assertThat(
            cluster
                .explain("db.marathon.mesos", List.of(IpSource.NETINFO, IpSource.DOCKER))
                .reasons())
        .containsExactly(
            "task t5 of framework marathon would have it, but none of IPSources (netinfo, docker)"
                + " gives an address for it");
  }

  @Test
  void aTaskThatIsLeftOutOnPurposeIsNamedWithThePurpose() {
    entities.add(healthy(task("t5", "db", "x-S0", 1), true, Map.of()));
    entities.add(healthy(task("t6", "db", "x-S1", 2), false, Map.of()));
    entities.add(
        healthy(task("t7", "secret", "x-S0", 3), true, Map.of("io.herald.dns.publish", "false")));
    assertAbsent(
        "db-7rijp-s1.marathon.mesos",
        "task t6 of framework marathon would have it, but its health check fails, and healthy"
            + " tasks of its name are there");
    assertAbsent(
        "secret.marathon.mesos",
        "task t7 of framework marathon would have it, but its label io.herald.dns.publish"
            + " excludes it");
  }

  @Test
  void furtherNamesHaveTheirRules() {
    entities.set(1, new Agent("x-S0", "node-1", Upid.parse("slave(1)@10.1.0.1:5051"), true));
    assertRule("node-1.agent.mesos", Rule.AGENT_HOST);
    assertRule("_agent._tcp.mesos", Rule.AGENTS_PORT);
    assertRule("_master._tcp.mesos", Rule.MASTERS_PORT);
    assertRule("_http_example._tcp.test.vagrant.marathon.mesos", Rule.DISCOVERY_PORT);
    assertRule("1.0.1.10.in-addr.arpa", Rule.POINTER);
    assertRule("static.mesos", Rule.ZONE_FILE);
    assertAbsent(
        "9.9.9.10.in-addr.arpa",
        "an address has a PTR record if exactly one agent or container has it");
  }

  @Test
  void announcementsAreOriginsToo() {
    Announcement hello =
        new Announcement(
            "/aurora/www/prod/hello",
            "member_0000000001",
            new AnnouncedEndpoint("10.1.0.1", 31000),
            Map.of("http", new AnnouncedEndpoint("10.1.0.1", 31001)),
            OptionalInt.of(0),
            Announcement.ALIVE,
            Map.of());
    entities.add(hello);
    assertRule("hello.prod.www.announced.mesos", Rule.ANNOUNCEMENT);
    assertRule("_http._tcp.hello.prod.www.announced.mesos", Rule.ANNOUNCED_PORT);
    assertThat(explain("0.hello.prod.www.announced.mesos").records().get(0).origins().get(0))
        .satisfies(origin -> assertThat(origin.kind()).isEqualTo("announcement"))
        .satisfies(
            origin ->
                assertThat(origin.entity())
                    .containsEntry("path", "/aurora/www/prod/hello")
                    .containsEntry("member", "member_0000000001"));
  }

  @Test
  void ofManyTasksTheFirstAreNamed() {
    for (int i = 0; i < 12; i++) {
      entities.add(inState(task("s" + i, "db", "x-S0", 1), "TASK_KILLED"));
    }
    assertThat(explain("db.marathon.mesos").reasons())
        .hasSize(6)
        .last()
        .isEqualTo("and so would 7 others");
  }

  @Test
  void aNameInAnotherSpellingLeadsToItsFormInDns() {
    assertThat(explain("http_example-test.vagrant.marathon.mesos").reasons())
        .contains("http-example-test-vagrant.marathon.mesos is there: its form in DNS");
    assertThat(explain("Web.Chronos_Prod.mesos").nearest()).isNotNull();
  }

  @Test
  void aLabelThatIsTooLongLeadsToTheShortenedOne() {
    entities.add(task("t5", LONG + LONG, "x-S0", 1));
    assertThat(explain(LONG + LONG + ".marathon.mesos").reasons())
        .contains(
            "DNS has labels of at most 63 bytes; a longer one is served shortened, with a hash at"
                + " its end",
            "a".repeat(63) + ".marathon.mesos is there: its form in DNS");
  }

  @Test
  void aTaskOfWhoseNameNothingIsLeftIsNamedAsTheReason() {
    entities.add(task("t5", "###", "x-S0", 1));
    assertThat(explain("x.marathon.mesos").reasons())
        .contains(
            "task t5 of framework marathon has no such name: its name \"###\" has no"
                + " character that a DNS name may contain");
  }

  @Test
  void theFrameworkIsToldOrThatThereIsNone() {
    assertAbsent(
        "db.marathon.mesos",
        "framework \"marathon\" is known, with 3 running tasks, and none of its tasks has this"
            + " name");
    assertAbsent("web.aurora.mesos", "no framework has a name that this one ends in");
  }

  @Test
  void namesThatMeetAreANote() {
    entities.add(task("t6", "a.b", "x-S0", 1));
    entities.add(task("t7", "a-b", "x-S1", 1));
    assertThat(explain("a-b.marathon.mesos").reasons())
        .containsExactly(
            "several entities have this name, so their records are mixed: task \"a-b\" of framework"
                + " \"marathon\", task \"a.b\" of framework \"marathon\"");
  }

  @Test
  void aNameAboveOthersHasNone() {
    Explanation explanation = explain("test.vagrant.marathon.mesos");
    assertThat(explanation.verdict()).isEqualTo(Verdict.ONLY_NAMES_BELOW);
    assertThat(explanation.reasons())
        .last()
        .asString()
        .startsWith("below it there are http_example.test.vagrant.marathon.mesos");
    assertThat(explain("_tcp.marathon.mesos").verdict()).isEqualTo(Verdict.ONLY_NAMES_BELOW);
  }

  @Test
  void ofANameOfOneLabelItIsSaidWhichNamesItMayStandFor() {
    assertThat(explain("web").reasons())
        .containsExactly(
            "a name of one label is in no domain: a client's resolver appends those of its search"
                + " list; explain web.mesos, or the name below one of skydnsDomains",
            "the domain that is served here is mesos");
    assertThat(explain("_http._web._tcp").reasons()).hasSize(2);
  }

  @Test
  void aNameOfAnotherDomainIsNotOurs() {
    Explanation explanation = explain("web.marathon");
    assertThat(explanation.verdict()).isEqualTo(Verdict.OUTSIDE);
    assertThat(explanation.reasons()).containsExactly("the domain that is served here is mesos");
    assertThat(explanation.nearest()).startsWith("web.marathon.mesos");
  }

  @ParameterizedTest
  @CsvSource({
    "wbe.marathon.mesos, web.marathon.mesos",
    "web.maraton.mesos, web.marathon.mesos",
    "webb.marathon.mesos, web.marathon.mesos",
    "_web._tpc.marathon.mesos, _web._tcp.marathon.mesos",
    "lead.mesos, leader.mesos",
  })
  void theNearestNamesComeFirst(String name, String nearest) {
    assertThat(explain(name).nearest()).startsWith(nearest).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void beforeTheFirstPictureThatIsTheReason() {
    Explanation explanation =
        new Explainer(cluster.picture(List.of(IpSource.HOST)).get()).explain("a.mesos");
    assertThat(explanation.verdict()).isEqualTo(Verdict.NOT_LOADED);
  }

  @ParameterizedTest
  @CsvSource({"mesos", "..mesos", "a..b.mesos", ".", "''", "*.mesos", "日本.mesos", "_.mesos"})
  void everyTextIsExplained(String name) {
    assertThat(explain(name).records()).isEmpty();
  }

  private void assertRule(String name, Rule rule) {
    assertThat(explain(name).records())
        .as(name)
        .isNotEmpty()
        .allSatisfy(
            found ->
                assertThat(found.origins())
                    .allSatisfy(origin -> assertThat(origin.rule()).isEqualTo(rule)));
  }

  private void assertAbsent(String name, String reason) {
    Explanation explanation = explain(name);
    assertThat(explanation.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
    assertThat(explanation.records()).isEmpty();
    assertThat(explanation.reasons()).containsExactly(reason);
  }

  private Explanation explain(String name) {
    return cluster.explain(name);
  }
}
