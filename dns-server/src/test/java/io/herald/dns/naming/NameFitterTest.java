package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.NameStatus;
import io.herald.services.host.IpText;
import io.herald.services.instance.InstancePorts;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that Mesos-DNS can't serve are shortened; those that it can are its own. */
class NameFitterTest {

  private static final Framework MARATHON = Cluster.framework("marathon", "");
  private static final Agent AGENT = Cluster.agent("x-S12", "10.1.0.5");

  @Test
  void aLabelThatFitsIsLeftAlone() {
    assertThat(NameFitter.label("a".repeat(63), 63)).isEqualTo("a".repeat(63));
  }

  @Test
  void aLabelThatDoesNotFitEndsInItsHash() {
    String one = "a".repeat(63) + "1";
    String two = "a".repeat(63) + "2";
    assertThat(NameFitter.label(one, 63)).isEqualTo("a".repeat(57) + "-" + TaskHash.of(one));
    assertThat(NameFitter.label(two, 63)).isNotEqualTo(NameFitter.label(one, 63)).hasSize(63);
  }

  @Test
  void aCharacterIsNeverCutInTwo() {
    assertThat(NameFitter.label("ü".repeat(40), 20))
        .isEqualTo("ü".repeat(7) + "-" + TaskHash.of("ü".repeat(40)));
  }

  @Test
  void theSrvNameOfALabelOf63HasAHashAndItsAddressNameDoesNot() {
    String name = "n".repeat(63);
    Task task = Cluster.ports(task(name), new PortRange(31000, 31000));
    String srv = NameFitter.label("_" + name, 63);
    assertThat(srv).hasSize(63).startsWith("_nnn");
    // 63 - "-hw4uo-s12" leaves 53 for the name in the canonical label.
    String canonical = NameFitter.label(name, 53) + "-hw4uo-s12";
    assertThat(canonical).hasSize(63);
    assertThat(records(task))
        .contains("A " + name + ".marathon.mesos. 10.1.0.5")
        .contains("A " + canonical + ".marathon.mesos. 10.1.0.5")
        .contains(
            "SRV " + srv + "._tcp.marathon.mesos. " + canonical + ".marathon.slave.mesos.:31000");
  }

  @ParameterizedTest
  @ValueSource(ints = {52, 53})
  void aCanonicalLabelOf63OrLessIsExactlyThatOfMesosDns(int length) {
    assertThat(records(task("n".repeat(length))))
        .contains("A " + "n".repeat(length) + "-hw4uo-s12.marathon.mesos. 10.1.0.5");
  }

  @Test
  void aRawNameTooLongForOneNameIsCutWhereItIsLongest() {
    String name = "a".repeat(60) + "." + "b".repeat(61) + "." + "c".repeat(62) + ".dd.eeeeee";
    assertThat(records(Cluster.discovery(task("web"), name, Cluster.port("tcp", 80, "http"))))
        .contains("A " + name + ".marathon.mesos. 10.1.0.5")
        .anyMatch(
            record ->
                record.startsWith("SRV _http._" + "a".repeat(60) + "." + "b".repeat(61) + ".ccc"));
  }

  @Test
  void aNameOfTooManyLabelsIsSaidAndOnlyTheOthersAreServed() {
    Task task = Cluster.discovery(task("web"), "x.".repeat(130) + "y");
    List<Problem> problems = new ArrayList<>();
    SortedSet<String> records =
        Cluster.text(
            Cluster.records(
                Cluster.OPTIONS,
                task,
                MARATHON,
                List.of(IpText.parse("10.1.0.5").orElseThrow()),
                NameStatus.ALONE,
                problems::add));
    assertThat(problems).extracting(Problem::kind).contains(NameProblem.NAME_TOO_LONG);
    assertThat(records).isNotEmpty().allMatch(record -> !record.contains("x.x.x"));
  }

  @Test
  void aGiantPortRangeIsServedInPartAndSaid() {
    Task task = Cluster.ports(task("web"), new PortRange(1, 65535), new PortRange(0, 65535));
    List<Problem> problems = new ArrayList<>();
    SortedSet<String> records =
        Cluster.text(
            Cluster.records(
                Cluster.OPTIONS,
                task,
                MARATHON,
                List.of(IpText.parse("10.1.0.5").orElseThrow()),
                NameStatus.ALONE,
                problems::add));
    assertThat(records).hasSize(4 + 4 * InstancePorts.MAX_PORTS);
    assertThat(problems)
        .containsExactly(
            new Problem(
                EntityProblem.TOO_MANY_PORTS,
                Optional.of(task.key()),
                "it has 131071 ports; the first 1024 are used"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-1    | its DiscoveryInfo port \"http\" = -1 is not in 1-65535",
        "0     | its DiscoveryInfo port \"http\" has number 0, which cannot be connected to;"
            + " left out",
        "65536 | its DiscoveryInfo port \"http\" = 65536 is not in 1-65535",
      })
  void aPortThatNobodyCanConnectToIsReported(long number, String what) {
    Task task = Cluster.discovery(task("web"), "web", Cluster.port("tcp", number, "http"));
    List<Problem> problems = new ArrayList<>();
    SortedSet<String> records =
        Cluster.text(
            Cluster.records(
                Cluster.OPTIONS,
                task,
                MARATHON,
                List.of(IpText.parse("10.1.0.5").orElseThrow()),
                NameStatus.ALONE,
                problems::add));
    assertThat(records).hasSize(4).noneMatch(record -> record.startsWith("SRV"));
    assertThat(problems).containsExactly(new Problem(EntityProblem.PORT, task.key(), what));
  }

  @Test
  void aPortResourceOf0IsLeftOut() {
    assertThat(records(Cluster.ports(task("web"), new PortRange(0, 1))))
        .filteredOn(record -> record.startsWith("SRV"))
        .hasSize(4)
        .allMatch(record -> record.endsWith(":1"));
  }

  @Test
  void aPortOutOfRangeCostsOnlyItself() {
    Task task =
        Cluster.discovery(
            task("web"),
            "web",
            Cluster.port("tcp", 70000, "bad"),
            Cluster.port("tcp", -1, "worse"),
            Cluster.port("tcp", 0, "zero"),
            Cluster.port("tcp", 8080, "good"));
    assertThat(records(task))
        .filteredOn(record -> record.startsWith("SRV"))
        .containsExactly(
            "SRV _good._web._tcp.marathon.mesos. web-hw4uo-s12.marathon.mesos.:8080",
            "SRV _web._tcp.marathon.mesos. web-hw4uo-s12.marathon.mesos.:8080");
  }

  @Test
  void whateverATaskIsCalledItsRecordsCanBeSentAndAsked() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      Task task = task(text(random));
      if (random.nextBoolean()) {
        task =
            Cluster.discovery(
                task,
                text(random),
                Cluster.port(text(random), random.nextInt(70000) - 100, text(random)));
      }
      Framework framework = Cluster.framework(text(random), "");
      Agent agent = Cluster.agent(text(random), "10.1.0.5");
      task = Cluster.on(task, framework, agent);
      NamingOptions options =
          Cluster.rules(random.nextBoolean() ? LabelRules.RFC952 : LabelRules.RFC1123);
      // DnsName refuses what no packet can hold, and dnsjava reads back every record.
      SortedSet<String> records =
          Cluster.text(
              Cluster.records(
                  options,
                  task,
                  framework,
                  List.of(IpText.parse("10.1.0.5").orElseThrow()),
                  NameStatus.ALONE,
                  problem -> {}));
      assertThat(records)
          .as("seed %d, round %d: %s", seed, i, task)
          .allMatch(record -> record.contains(".mesos. "));
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(10) == 0 ? 300 : 70);
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextInt(5) == 0
              ? Character.toString(random.nextInt(0xd800))
              : "abcXYZ019-._ /".charAt(random.nextInt(14)));
    }
    return text.toString();
  }

  private static Task task(String name) {
    return Cluster.task(MARATHON, AGENT, "t1", name);
  }

  private static SortedSet<String> records(Task task) {
    return Cluster.text(
        Cluster.records(
            Cluster.OPTIONS,
            task,
            MARATHON,
            List.of(IpText.parse("10.1.0.5").orElseThrow()),
            NameStatus.ALONE,
            problem -> {}));
  }
}
