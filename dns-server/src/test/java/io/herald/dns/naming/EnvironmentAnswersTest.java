package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.dns.answer.Transport;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.runtime.net.CidrNetwork;
import io.herald.services.problem.Problem;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Environments test (clients 10.1/16), prod (10.2/16 and 2001:db8:2::/48) and infra, which is
 * shared and has no clients: who asks for what, and what is answered.
 */
class EnvironmentAnswersTest {

  private static final String[] NETWORKS = {
    "environments", "test=10.1.0.0/16;prod=10.2.0.0/16,2001:db8:2::/48;infra=",
    "imports", "test=billing:prod,money:billing.prod",
    "shared", "infra",
    "reverse-zones", "172.16.0.0/16",
    "environment-label", "tier",
    "environment-frameworks", "prod=batch",
    "alt-domain", "alt.example",
    "ttl", "60"
  };

  private final Framework aurora = ClusterParts.framework("aurora");
  private final Framework batch = ClusterParts.framework("batch");
  private final Framework kafka =
      new Framework("f-kafka", "kafka", "10.98.0.9", Optional.empty(), true);
  private final Agent agent = Cluster.agent("S0", "10.98.0.1");
  private EnvironmentZones zones;

  private TaskDraft task(Framework of, String id, String name, String environment, String ip) {
    return new TaskDraft(of, agent, id, name).environment(environment).at(ip);
  }

  @BeforeEach
  void start() throws Exception {
    zones = new EnvironmentZones(EnvironmentZones.options(NETWORKS));
    zones.put(
        aurora,
        batch,
        kafka,
        agent,
        // one name in two environments
        task(aurora, "db-t", "db", "test", "172.16.1.1").port("sql", 5432).task(),
        task(aurora, "db-p", "db", "prod", "172.16.2.1").port("sql", 5433).task(),
        task(aurora, "billing-p", "billing", "prod", "172.16.2.2").port("web", 8080).task(),
        task(aurora, "secret-p", "secret", "prod", "172.16.2.3").port("web", 8081).task(),
        task(aurora, "zk-i", "zookeeper", "infra", "172.16.3.1").port("client", 2181).task(),
        // of no environment, and of one that isn't configured
        new TaskDraft(aurora, agent, "free", "free").at("172.16.4.1").task(),
        task(aurora, "gone", "staged", "staging", "172.16.5.1").task(),
        // by a label, and by the framework
        new TaskDraft(aurora, agent, "labelled", "labelled")
            .labels(Map.of("tier", "Test"))
            .at("172.16.1.4")
            .resource(31000)
            .task(),
        new TaskDraft(batch, agent, "job", "job").at("172.16.2.5").task(),
        // called as a framework is
        task(aurora, "kafka-t", "kafka", "test", "172.16.1.6").task());
  }

  private static final String TEST = "10.1.7.7";
  private static final String PROD = "10.2.0.1";
  private static final String PROD6 = "2001:db8:2::1";
  private static final String OUTSIDE = "10.9.0.1";

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        // its own service, by the whole name, by the short one, and without a domain
        TEST + " | db.test.mesos | A | db.test.mesos. A 172.16.1.1",
        TEST + " | db.mesos | A | db.mesos. A 172.16.1.1",
        TEST + " | DB.Mesos | A | DB.Mesos. A 172.16.1.1",
        TEST + " | db | A | db. A 172.16.1.1",
        TEST + " | db | AAAA | NODATA",
        TEST + " | db.alt.example | A | db.alt.example. A 172.16.1.1",
        PROD + " | db.mesos | A | db.mesos. A 172.16.2.1",
        PROD6 + " | db.mesos | A | db.mesos. A 172.16.2.1",
        // never the other's
        TEST + " | db.prod.mesos | A | NXDOMAIN",
        PROD + " | db.test.mesos | A | NXDOMAIN",
        TEST + " | secret.mesos | A | NXDOMAIN",
        TEST + " | secret.prod.mesos | A | NXDOMAIN",
        TEST + " | secret.aurora.mesos | A | NXDOMAIN",
        TEST + " | secret.aurora.slave.mesos | A | NXDOMAIN",
        TEST + " | _secret._tcp.aurora.mesos | SRV | NXDOMAIN",
        TEST + " | _web._secret._tcp.aurora.mesos | SRV | NXDOMAIN",
        TEST + " | _tcp.prod.mesos | SRV | NODATA", // billing's are below it
        PROD + " | _labelled._tcp.aurora.mesos | SRV | NXDOMAIN",
        TEST + " | secret | A | REFUSED",
        TEST + " | staged.aurora.mesos | A | NXDOMAIN",
        TEST + " | job.batch.mesos | A | NXDOMAIN",
        PROD + " | job.batch.mesos | A | job.batch.mesos. A 172.16.2.5",
        PROD + " | job.mesos | A | job.mesos. A 172.16.2.5",
        // one name of both: each sees its own instance
        TEST + " | db.aurora.mesos | A | db.aurora.mesos. A 172.16.1.1",
        PROD + " | db.aurora.mesos | A | db.aurora.mesos. A 172.16.2.1",
        OUTSIDE
            + " | db.aurora.mesos | A"
            + " | db.aurora.mesos. A 172.16.1.1, db.aurora.mesos. A 172.16.2.1",
        // by a label in any letter case
        TEST + " | labelled.mesos | A | labelled.mesos. A 172.16.1.4",
        PROD + " | labelled.mesos | A | NXDOMAIN",
        // shared, and of no environment
        TEST + " | zookeeper.mesos | A | zookeeper.mesos. A 172.16.3.1",
        PROD + " | zookeeper.mesos | A | zookeeper.mesos. A 172.16.3.1",
        TEST + " | zookeeper.infra.mesos | A | zookeeper.infra.mesos. A 172.16.3.1",
        TEST + " | free.aurora.mesos | A | free.aurora.mesos. A 172.16.4.1",
        TEST + " | free.mesos | A | NXDOMAIN",
        // imports
        TEST
            + " | billing.test.mesos | A"
            + " | billing.prod.mesos. A 172.16.2.2, billing.test.mesos. CNAME billing.prod.mesos.",
        TEST
            + " | billing.mesos | A"
            + " | billing.mesos. CNAME billing.prod.mesos., billing.prod.mesos. A 172.16.2.2",
        TEST
            + " | money.mesos | A"
            + " | billing.prod.mesos. A 172.16.2.2, money.mesos. CNAME billing.prod.mesos.",
        TEST + " | billing.prod.mesos | A | billing.prod.mesos. A 172.16.2.2",
        TEST + " | billing.aurora.mesos | A | billing.aurora.mesos. A 172.16.2.2",
        PROD + " | billing.test.mesos | A | NXDOMAIN",
        PROD + " | billing.mesos | A | billing.mesos. A 172.16.2.2",
        // an own service is preferred to what else has the name
        TEST + " | kafka.mesos | A | kafka.mesos. A 172.16.1.6",
        PROD + " | kafka.mesos | A | kafka.mesos. A 10.98.0.9",
        // of clients in no network nothing is hidden, and short names mean nothing
        OUTSIDE + " | db.test.mesos | A | db.test.mesos. A 172.16.1.1",
        OUTSIDE + " | db.prod.mesos | A | db.prod.mesos. A 172.16.2.1",
        OUTSIDE + " | db.mesos | A | NXDOMAIN",
        OUTSIDE + " | db | A | REFUSED",
        OUTSIDE + " | staged.aurora.mesos | A | staged.aurora.mesos. A 172.16.5.1",
        // from address to name
        TEST + " | 3.2.16.172.in-addr.arpa | PTR | NXDOMAIN",
        TEST + " | 2.16.172.in-addr.arpa | PTR | NODATA", // billing's is below it
        TEST + " | 5.16.172.in-addr.arpa | PTR | NXDOMAIN",
        // the rest of the zone
        TEST + " | slave.mesos | A | slave.mesos. A 10.98.0.1",
        TEST + " | test.mesos | NS | test.mesos. NS ns1.mesos.",
        TEST + " | prod.mesos | NS | prod.mesos. NS ns1.mesos.",
      })
  void isAnsweredByWhoAsks(String client, String name, String type, String expected)
      throws Exception {
    assertThat(zones.answer(client, name, type))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(expected.split(", ")));
  }

  @Test
  void anImportLeadsToTheServersOfTheOtherEnvironment() throws Exception {
    for (String name :
        List.of("_billing._tcp.test.mesos", "_billing._tcp.mesos", "_web._billing._tcp.mesos")) {
      Message reply = zones.ask(TEST, name, Type.SRV, Transport.UDP);
      assertThat(records(reply, Section.ANSWER))
          .as(name)
          .hasSize(2)
          .anyMatch(record -> record.contains("CNAME _") && record.contains(".prod.mesos."))
          .anyMatch(record -> record.contains("SRV 0 1 8080 billing-"));
      assertThat(records(reply, Section.ADDITIONAL))
          .as(name)
          .singleElement()
          .asString()
          .startsWith("billing-")
          .endsWith("A 172.16.2.2");
    }
  }

  @Test
  void serversOfANameOfBothAreTheVisibleOnesWithTheirAddresses() throws Exception {
    Message reply = zones.ask(TEST, "_sql._db._tcp.aurora.mesos", Type.SRV, Transport.UDP);
    assertThat(records(reply, Section.ANSWER)).singleElement().asString().contains(" 5432 db-");
    assertThat(records(reply, Section.ADDITIONAL))
        .singleElement()
        .asString()
        .endsWith("A 172.16.1.1");
    Message all = zones.ask(OUTSIDE, "_sql._db._tcp.aurora.mesos", Type.SRV, Transport.UDP);
    assertThat(records(all, Section.ANSWER)).hasSize(2);
    assertThat(records(all, Section.ADDITIONAL)).hasSize(2);
  }

  @Test
  void aNegativeAnswerHasTheSoaOfTheZoneThatTheNameIsIn() throws Exception {
    assertThat(soa(TEST, "secret.prod.mesos")).containsExactly("prod.mesos.");
    assertThat(soa(TEST, "secret.mesos")).containsExactly("mesos.");
    assertThat(soa(TEST, "secret.aurora.mesos")).containsExactly("mesos.");
    // The short name exists, without records of the type: its SOA is above it.
    assertThat(zones.answer(TEST, "db.mesos", "TXT")).containsExactly("NODATA");
    Message none = zones.ask(TEST, "db.mesos", Type.TXT, Transport.UDP);
    assertThat(none.getSection(Section.AUTHORITY).get(0).getName()).hasToString("mesos.");
  }

  private List<String> soa(String client, String name) throws Exception {
    return zones.ask(client, name, Type.A, Transport.TCP).getSection(Section.AUTHORITY).stream()
        .map(record -> record.getName().toString())
        .toList();
  }

  /** What a hidden instance asks for must not show in the answers about another one. */
  @Test
  void theTimeToLiveIsThatOfTheVisibleInstances() throws Exception {
    zones.put(
        task(aurora, "db-t", "db", "test", "172.16.1.1")
            .labels(Map.of("io.herald.dns.ttl", "30"))
            .task(),
        task(aurora, "db-p", "db", "prod", "172.16.2.1")
            .labels(Map.of("io.herald.dns.ttl", "5"))
            .task(),
        task(aurora, "db-i", "db", "infra", "172.16.3.9").task());
    assertThat(ttl(TEST, "db.aurora.mesos")).containsOnly(30L);
    assertThat(ttl(PROD, "db.aurora.mesos")).containsOnly(5L);
    assertThat(ttl(OUTSIDE, "db.aurora.mesos")).containsOnly(5L);
    zones.put(task(aurora, "db-t", "db", "test", "172.16.1.1").task());
    assertThat(ttl(TEST, "db.aurora.mesos")).containsOnly((long) EnvironmentZones.TTL);
    assertThat(zones.answer(TEST, "db.aurora.mesos", "A")).hasSize(2);
  }

  private List<Long> ttl(String client, String name) throws Exception {
    return zones.ask(client, name, Type.A, Transport.UDP).getSection(Section.ANSWER).stream()
        .map(Record::getTTL)
        .toList();
  }

  /** One address, of a host that instances of two environments share, is one record. */
  @Test
  void whatBothHoldIsThereOnceAndAsLongAsAVisibleOneHoldsIt() throws Exception {
    Task one = task(aurora, "web-t", "web", "test", "172.16.9.9").task();
    Task other = task(aurora, "web-p", "web", "prod", "172.16.9.9").task();
    zones.put(one, other);
    for (String client : List.of(TEST, PROD, OUTSIDE)) {
      assertThat(zones.answer(client, "web.aurora.mesos", "A"))
          .containsExactly("web.aurora.mesos. A 172.16.9.9");
    }
    zones.remove(one);
    assertThat(zones.answer(TEST, "web.aurora.mesos", "A")).containsExactly("NXDOMAIN");
    assertThat(zones.answer(PROD, "web.aurora.mesos", "A"))
        .containsExactly("web.aurora.mesos. A 172.16.9.9");
  }

  /** A healthy instance elsewhere is no reason to leave out the only one here. */
  @Test
  void healthIsComparedWithinAnEnvironment() throws Exception {
    zones.put(
        task(aurora, "db-t", "db", "test", "172.16.1.1").healthy(false).task(),
        task(aurora, "db-p", "db", "prod", "172.16.2.1").healthy(true).task());
    assertThat(zones.answer(TEST, "db.mesos", "A")).containsExactly("db.mesos. A 172.16.1.1");
    assertThat(zones.answer(TEST, "db.aurora.mesos", "A"))
        .containsExactly("db.aurora.mesos. A 172.16.1.1");
  }

  @Test
  void anImportGoesWithItsLastInstance() throws Exception {
    zones.remove(
        task(aurora, "billing-p", "billing", "prod", "172.16.2.2").port("web", 8080).task());
    assertThat(zones.answer(TEST, "billing.mesos", "A")).containsExactly("NXDOMAIN");
    assertThat(zones.answer(TEST, "billing.test.mesos", "A")).containsExactly("NXDOMAIN");
    assertThat(zones.owners()).noneMatch(owner -> owner.contains("billing"));
  }

  /**
   * The other environment's own aliases, in the zone file, are everyone's, what they lead to isn't.
   */
  @Test
  void anAliasOfTheOperatorLeadsOnlyToWhatMayBeSeen() throws Exception {
    zones
        .services
        .naming()
        .replaceStatic(
            List.of(
                new ResourceRecord(
                    DnsName.parse("shop.mesos"),
                    RecordType.CNAME,
                    DnsName.parse("secret.prod.mesos").toWire())));
    assertThat(zones.answer(PROD, "shop.mesos", "A")).contains("secret.prod.mesos. A 172.16.2.3");
    Message hidden = zones.ask(TEST, "shop.mesos", Type.A, Transport.UDP);
    assertThat(hidden.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(records(hidden, Section.ANSWER))
        .containsExactly("shop.mesos. CNAME secret.prod.mesos.");
  }

  @Test
  void withoutNetworksNothingIsHiddenAndTheSearchListKeepsEnvironmentsApart() throws Exception {
    zones =
        new EnvironmentZones(
            EnvironmentZones.options("environments", "dev=;prod=", "imports", "dev=billing:prod"));
    zones.put(
        aurora,
        agent,
        task(aurora, "d", "db", "dev", "172.16.1.1").task(),
        task(aurora, "p", "db", "prod", "172.16.2.1").task(),
        task(aurora, "b", "billing", "prod", "172.16.2.2").task());
    String client = "10.1.0.1";
    // The search list is dev.mesos mesos, with ndots 2.
    assertThat(zones.answer(client, "db.dev.mesos", "A"))
        .containsExactly("db.dev.mesos. A 172.16.1.1");
    assertThat(zones.answer(client, "billing.dev.mesos", "A"))
        .containsExactly(
            "billing.dev.mesos. CNAME billing.prod.mesos.", "billing.prod.mesos. A 172.16.2.2");
    assertThat(zones.answer(client, "db.prod.dev.mesos", "A")).containsExactly("NXDOMAIN");
    assertThat(zones.answer(client, "db.prod.mesos", "A"))
        .containsExactly("db.prod.mesos. A 172.16.2.1");
    // That of another environment, which has no such service and no import of it, is test.mesos.
    assertThat(zones.answer(client, "billing.test.mesos", "A")).containsExactly("NXDOMAIN");
    assertThat(zones.answer(client, "billing.mesos", "A")).containsExactly("NXDOMAIN");
  }

  @Test
  void anExplanationSaysWhichEnvironmentTheClientIsInAndWhatIsHiddenFromIt() throws Exception {
    Explanation own = explain(TEST, "db.mesos");
    assertThat(own.name()).isEqualTo("db.test.mesos");
    assertThat(own.records()).map(Explanation.Found::value).containsExactly("172.16.1.1");
    assertThat(own.reasons())
        .containsExactly(
            "the client 10.1.7.7 is in the environment test",
            "db.mesos means db.test.mesos there, and is answered with what that has");
    Explanation hidden = explain(TEST, "secret.aurora.mesos");
    assertThat(hidden.verdict()).isEqualTo(Explanation.Verdict.NO_SUCH_NAME);
    assertThat(hidden.records()).isEmpty();
    assertThat(hidden.reasons())
        .containsExactly(
            "the client 10.1.7.7 is in the environment test",
            "task secret-p of framework aurora has it, hidden from test: it is in the environment prod, which test"
                + " doesn't import this name from and which isn't shared; see imports and shared");
    assertThat(explain(TEST, "secret.mesos").reasons())
        .containsExactly(
            "the client 10.1.7.7 is in the environment test",
            "as a short name it would be secret.test.mesos or secret.infra.mesos, which isn't there",
            "elsewhere it is secret.prod.mesos",
            "task secret-p of framework aurora has it, hidden from test: it is in the environment prod, which test"
                + " doesn't import this name from and which isn't shared; see imports and shared");
    assertThat(explain(TEST, "staged.aurora.mesos").reasons())
        .contains(
            "task gone of framework aurora has it, hidden from test: it is in the environment staging, which isn't"
                + " configured; see environments");
    Explanation both = explain(TEST, "db.aurora.mesos");
    assertThat(both.records()).map(Explanation.Found::value).containsExactly("172.16.1.1");
    assertThat(both.reasons())
        .anyMatch(reason -> reason.startsWith("task db-p of framework aurora has it, hidden"));
    assertThat(explain(TEST, "billing.mesos").records())
        .map(Explanation.Found::value)
        .containsExactly("billing.prod.mesos.");
    assertThat(explain(OUTSIDE, "secret.aurora.mesos").reasons())
        .contains("the client 10.9.0.1 is in no environment's network, so it sees everything");
    assertThat(explain(TEST, "3.2.16.172.in-addr.arpa").records()).isEmpty();
    assertThat(explain(PROD, "3.2.16.172.in-addr.arpa").records()).hasSize(1);
    assertThat(explain(TEST, "db").name()).isEqualTo("db.test.mesos");
  }

  @Test
  void ofANameOfOneLabelThatIsNotThereItIsSaidWhereItWasLookedFor() throws Exception {
    assertThat(explain(TEST, "nope").reasons().get(1))
        .startsWith("as a short name it would be nope.test.mesos or nope.")
        .endsWith(".mesos, which isn't there");
    assertThat(explain(OUTSIDE, "db").reasons().get(1))
        .contains("explain db.mesos, db.", ", db.test.mesos", "skydnsDomains");
  }

  private Explanation explain(String client, String name) throws Exception {
    return new Explainer(zones.services.naming().snapshot())
        .explain(name, CidrNetwork.address(client));
  }

  /** Neither for a look at the client's environment nor for a name of several. */
  @Test
  void anAnswerIsMadeWithoutAllocation() throws Exception {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    InetAddress client = InetAddress.getByName(TEST);
    for (String question :
        List.of(
            "db.test.mesos A",
            "db.mesos A",
            "db A",
            "db.aurora.mesos A",
            "_sql._db._tcp.aurora.mesos SRV",
            "_web._billing._tcp.mesos SRV",
            "secret.aurora.mesos A",
            "_tcp.aurora.mesos A")) {
      String[] words = question.split(" ");
      byte[] query =
          Message.newQuery(
                  Record.newRecord(
                      Name.fromString(words[0], Name.root), Type.value(words[1]), DClass.IN))
              .toWire();
      ask(query, client);
      long before = thread.getCurrentThreadAllocatedBytes();
      ask(query, client);
      assertThat(thread.getCurrentThreadAllocatedBytes() - before).as(question).isLessThan(4096);
    }
  }

  private void ask(byte[] query, InetAddress client) {
    for (int i = 0; i < 10_000; i++) {
      zones.respond(query, client);
    }
  }

  @Test
  void whatMixesNamesIsReported() {
    zones.put(
        ClusterParts.framework("prod"),
        task(aurora, "billing-t", "billing", "test", "172.16.1.7").task(),
        task(aurora, "leader-t", "leader", "test", "172.16.1.8").task());
    assertThat(zones.problems())
        .filteredOn(problem -> problem.kind() == NameProblem.ENVIRONMENT)
        .map(Problem::what)
        .containsExactlyInAnyOrder(
            "its name \"prod\" is that of an environment, so that names of its tasks and of the"
                + " environment's services are mixed; rename one of the two",
            "it has no name in the environment test: \"billing\" is imported there; rename it, or"
                + " give the import another name",
            "it has no name in the environment test: \"leader\" is one of the server's own; give it"
                + " another name");
  }

  private static List<String> records(Message reply, int section) {
    return reply.getSection(section).stream()
        .filter(record -> record.getType() != Type.OPT)
        .map(
            record ->
                record.getName()
                    + " "
                    + Type.string(record.getType())
                    + " "
                    + record.rdataToString())
        .sorted()
        .toList();
  }
}
