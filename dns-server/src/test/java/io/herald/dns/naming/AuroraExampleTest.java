package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.records.FrameworkRecords;
import io.herald.dns.naming.records.NameStatus;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The names of Apache Aurora's service-discovery page, to the letter: job
 * devcluster/vagrant/test/http_example, one instance, two ports.
 */
class AuroraExampleTest {

  private static final Framework AURORA =
      Cluster.framework("TwitterScheduler", "scheduler-abc@10.0.0.9:8083");
  private static final Agent AGENT = Cluster.agent("20150903-S0", "10.1.0.5");
  private static final Task TASK =
      Cluster.ports(
          Cluster.task(
              AURORA, AGENT, "vagrant-test-http_example-0-e0aa7a0b", "vagrant/test/http_example"),
          new PortRange(31000, 31001));

  @Test
  void withPopulateDiscoveryInfoTheJobHasTheDottedAndTheHyphenForm() {
    Task task =
        Cluster.discovery(
            TASK,
            "http_example.test.vagrant",
            Cluster.port("TCP", 31000, "http"),
            Cluster.port("TCP", 31001, "Admin_Port"));
    String tw = "twitterscheduler";
    String raw = "http_example.test.vagrant";
    String hyphen = "http-example-test-vagrant";
    TreeSet<String> expected = new TreeSet<>();
    for (String form : List.of(raw, hyphen)) {
      String canonical = form + "-cxx6a-s0." + tw;
      for (String under : List.of(tw + ".mesos.", tw + ".slave.mesos.")) {
        expected.add("A " + form + "." + under + " 10.1.0.5");
        expected.add("A " + form + "-cxx6a-s0." + under + " 10.1.0.5");
      }
      expected.add("SRV _" + form + "._tcp." + tw + ".mesos. " + canonical + ".mesos.:31000");
      expected.add("SRV _" + form + "._tcp." + tw + ".mesos. " + canonical + ".mesos.:31001");
      expected.add("SRV _http._" + form + "._tcp." + tw + ".mesos. " + canonical + ".mesos.:31000");
      expected.add(
          "SRV _admin-port._" + form + "._tcp." + tw + ".mesos. " + canonical + ".mesos.:31001");
      for (String x : List.of("_tcp", "_udp")) {
        String owner = "SRV _" + form + "." + x + "." + tw + ".slave.mesos. ";
        expected.add(owner + canonical + ".slave.mesos.:31000");
        expected.add(owner + canonical + ".slave.mesos.:31001");
      }
    }
    assertThat(records(task)).isEqualTo(expected);
  }

  /** Aurora's page shows an underscore there, for a job that it calls {@code http-example}. */
  @Test
  void aHyphenInTheJobsNameStaysOne() {
    assertThat(records(Cluster.discovery(TASK, "http-example.test.vagrant")))
        .contains(
            "A http-example.test.vagrant.twitterscheduler.mesos. 10.1.0.5",
            "A http-example-test-vagrant.twitterscheduler.mesos. 10.1.0.5")
        .noneMatch(record -> record.contains("http_example"));
  }

  @Test
  void withoutTheFlagTheTaskHasTheNameOfItsJobKeyWithoutSlashes() {
    String name = "vagranttesthttp-example";
    String canonical = name + "-cxx6a-s0.twitterscheduler.slave.mesos.";
    TreeSet<String> expected = new TreeSet<>();
    for (String under : List.of("twitterscheduler.mesos.", "twitterscheduler.slave.mesos.")) {
      expected.add("A " + name + "." + under + " 10.1.0.5");
      expected.add("A " + name + "-cxx6a-s0." + under + " 10.1.0.5");
      for (String x : List.of("_tcp", "_udp")) {
        expected.add("SRV _" + name + "." + x + "." + under + " " + canonical + ":31000");
        expected.add("SRV _" + name + "." + x + "." + under + " " + canonical + ":31001");
      }
    }
    assertThat(records(TASK)).isEqualTo(expected);
  }

  @Test
  void theSchedulerHasANameOfItsOwn() throws Exception {
    assertThat(
            Cluster.text(
                FrameworkRecords.of(
                    Cluster.OPTIONS,
                    AURORA,
                    List.of(InetAddress.getByName("10.0.0.9")),
                    problem -> {})))
        .containsExactly(
            "A twitterscheduler.mesos. 10.0.0.9",
            "SRV _framework._tcp.twitterscheduler.mesos. twitterscheduler.mesos.:8083");
  }

  private static SortedSet<String> records(Task task) {
    List<InetAddress> agent = List.of(IpText.parse("10.1.0.5").orElseThrow());
    return Cluster.text(
        Cluster.records(Cluster.OPTIONS, task, AURORA, agent, NameStatus.ALONE, problem -> {}));
  }
}
