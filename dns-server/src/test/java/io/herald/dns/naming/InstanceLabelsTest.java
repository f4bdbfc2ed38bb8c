package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How labels steer SRV records. */
class InstanceLabelsTest {

  private static final String WEB = "_web._tcp.marathon.mesos.";
  private static final Framework MARATHON = Cluster.framework("marathon", "");
  private static final Agent AGENT = Cluster.agent("x-S1", "10.1.0.1");

  @ParameterizedTest(name = "{0} on the task, {1} on the discovery, {2} on the port: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        // No label: Mesos-DNS' numbers.
        "-, -, -, 0 1",
        "weight=1, -, -, 0 255",
        "weight=2, -, -, 0 511",
        "weight=256, -, -, 0 65535",
        "-, weight=3, -, 0 767",
        "-, -, weight=4, 0 1023",
        "weight=1, weight=2, weight=4, 0 1023",
        "weight=1, weight=2, -, 0 511",
        "priority=10, -, -, 10 1",
        "priority=10, -, priority=65535, 65535 1",
        "priority=1, weight=2, -, 1 511",
        // What is none has no effect, and is said.
        "weight=0, -, -, 0 255 !",
        "weight=257, -, -, 0 255 !",
        "weight=heavy, -, -, 0 255 !",
        "priority=-1, -, -, 0 1 !",
        "priority=65536, -, -, 0 1 !",
        "publish=perhaps, -, -, 0 1 !",
      })
  void theNearestLabelCounts(String onTask, String onDiscovery, String onPort, String expected) {
    Discovery.Port port = new Discovery.Port(80, "http", "tcp", map(onPort));
    Discovery discovery = new Discovery("web", "", "", "", "", List.of(port), map(onDiscovery));
    Task plain = Cluster.labels(Cluster.task(MARATHON, AGENT, "t1", "web"), map(onTask));
    Task task =
        new Task(
            plain.frameworkId(),
            plain.id(),
            plain.name(),
            plain.agentId(),
            plain.state(),
            plain.running(),
            List.of(),
            Optional.of(discovery),
            plain.labels(),
            Network.UNSPECIFIED,
            false);
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, task);
    boolean bad = expected.endsWith(" !");
    assertThat(cluster.srv(WEB))
        .containsExactly(expected.replace(" !", "") + " 80 web-hw4uo-s1.marathon.mesos.");
    assertThat(cluster.problems(EntityProblem.LABEL)).hasSize(bad ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "100, 100", "255, 255", "256, 256"})
  void haproxyFeelsTheWeightThatIsWritten(int label, int there) {
    // Its formula for SRV weights.
    assertThat(TaskRecords.srvWeight(label) / 256 + 1).isEqualTo(there);
  }

  @Test
  void whereOneTaskIsWeighedItsSiblingsAreOnTheSameScale() {
    Task first = task("t1");
    Task second = task("t2");
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, first, second);
    assertThat(weights(cluster)).containsExactly("1", "1");
    Task heavy = Cluster.labels(second, map("weight=3"));
    cluster.put(heavy);
    assertThat(weights(cluster)).containsExactly("255", "767");
    cluster.put(task("t3"));
    assertThat(weights(cluster)).containsExactly("255", "255", "767");
    cluster.remove(heavy);
    assertThat(weights(cluster)).containsExactly("1", "1");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-, -, -1", "ttl=5, -, 5", "-, ttl=7, 7", "ttl=5, ttl=7, 7", "ttl=0, -, 0"})
  void aTasksNamesHaveTheTtlOfItsNearestLabel(String onTask, String onDiscovery, int expected) {
    List<Problem> problems = new ArrayList<>();
    assertThat(ttl(onTask, onDiscovery, problems)).isEqualTo(expected);
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ttl=-1", "ttl=2147483648", "ttl=1m"})
  void aTtlThatIsNoneIsTheZonesAndReported(String label) {
    List<Problem> problems = new ArrayList<>();
    assertThat(ttl(label, null, problems)).isEqualTo(ResourceRecord.OF_ZONE);
    assertThat(problems)
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .endsWith("has no effect; write 0 to 2147483647");
  }

  private static int ttl(String onTask, String onDiscovery, List<Problem> problems) {
    Discovery discovery = new Discovery("web", "", "", "", "", List.of(), map(onDiscovery));
    Task plain = Cluster.labels(Cluster.task(MARATHON, AGENT, "t1", "web"), map(onTask));
    Task task =
        new Task(
            plain.frameworkId(),
            plain.id(),
            plain.name(),
            plain.agentId(),
            plain.state(),
            plain.running(),
            List.of(),
            Optional.of(discovery),
            plain.labels(),
            Network.UNSPECIFIED,
            false);
    return Cluster.records(
            Cluster.OPTIONS,
            task,
            MARATHON,
            List.of(InetAddress.getLoopbackAddress()),
            NameStatus.ALONE,
            problems::add)
        .ttl();
  }

  @Test
  void auroraMetadataMayBeTheLabel() {
    Task task =
        Cluster.labels(task("t1"), Map.of("org.apache.aurora.metadata.io.herald.dns.weight", "2"));
    assertThat(weights(new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, task)))
        .containsExactly("511");
  }

  @Test
  void portsWithoutDiscoveryFollowTheTasksLabels() {
    Task task =
        Cluster.labels(
            Cluster.ports(Cluster.task(MARATHON, AGENT, "t1", "web"), new PortRange(31000, 31000)),
            Map.of("io.herald.dns.weight", "2", "io.herald.dns.priority", "7"));
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, task);
    String record = "7 511 31000 web-hw4uo-s1.marathon.slave.mesos.";
    assertThat(cluster.srv(WEB)).containsExactly(record);
    assertThat(cluster.srv("_web._udp.marathon.mesos.")).containsExactly(record);
    assertThat(cluster.srv("_web._tcp.marathon.slave.mesos.")).containsExactly(record);
  }

  @Test
  void aPortThatIsNotPublishedHasNoSrvRecords() {
    Task task =
        Cluster.discovery(
            Cluster.task(MARATHON, AGENT, "t1", "web"),
            "web",
            new Discovery.Port(80, "http", "tcp", Map.of()),
            new Discovery.Port(81, "admin", "tcp", Map.of("io.herald.dns.publish", "false")));
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, task);
    assertThat(cluster.text())
        .anyMatch(record -> record.endsWith(":80"))
        .noneMatch(record -> record.endsWith(":81"));
  }

  @Test
  void aDefaultWeightOfNothingIsPublishedAsOne() {
    NamingOptions options =
        new NamingOptions(
            "mesos", LabelRules.RFC1123, List.of(), 0, List.of(), "ns1.mesos", List.of());
    assertThat(weights(new NamedCluster(options, MARATHON, AGENT, task("t1"))))
        .containsExactly("1");
  }

  private static Task task(String id) {
    return Cluster.discovery(
        Cluster.task(MARATHON, AGENT, id, "web"), "web", Cluster.port("tcp", 80, "http"));
  }

  private static List<String> weights(NamedCluster cluster) {
    return cluster.srv(WEB).stream().map(record -> record.split(" ")[1]).sorted().toList();
  }

  private static Map<String, String> map(String label) {
    if (label == null) {
      return Map.of();
    }
    String[] parts = label.split("=");
    assertThat(Arrays.asList(parts)).hasSize(2);
    return Map.of("io.herald.dns." + parts[0], parts[1]);
  }
}
