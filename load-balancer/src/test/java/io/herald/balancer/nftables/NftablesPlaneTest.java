package io.herald.balancer.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.net.CidrNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the kernel is asked, and what becomes of its refusals. */
class NftablesPlaneTest {

  /** Has the chains and elements that it was given, and lists them, as nft does. */
  private static final class Kernel implements KernelCommands {
    private final List<String> calls = new ArrayList<>();
    private final SortedMap<String, String> chains = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> sets = new TreeMap<>();
    private String addresses = "1: lo    inet 127.0.0.1/8 scope host lo\\ valid_lft forever";
    private Outcome answer = new Outcome(0, "", "");
    private Outcome conntrack =
        new Outcome(1, "", "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.");

    @Override
    public Outcome run(List<String> words, String input) {
      calls.add(String.join(" ", words) + (input.isEmpty() ? "" : "\n" + input));
      if (words.contains("list")) {
        return chains.isEmpty()
            ? new Outcome(1, "", "Error: No such file or directory")
            : new Outcome(0, listing(), "");
      }
      if (words.contains("show")) {
        return new Outcome(0, addresses, "");
      }
      if (words.get(0).equals("conntrack")) {
        return conntrack;
      }
      if (answer.ok() && words.contains("-f")) {
        input.lines().forEach(line -> obey(line.split(" ", 6)));
      }
      return answer;
    }

    /** {@code add chain inet herald NAME …} and its like. */
    private void obey(String[] words) {
      switch (words[0] + " " + words[1]) {
        case "delete table" -> {
          chains.clear();
          sets.clear();
        }
        case "add map", "add set" -> sets.put(words[4], new TreeSet<>());
        case "add element" -> sets.get(words[4]).add(element(words[5]));
        case "delete element" -> sets.get(words[4]).remove(element(words[5]));
        case "add chain" -> chains.put(words[4], "");
        case "delete chain" -> chains.remove(words[4]);
        case "flush chain" -> chains.replace(words[4], "");
        case "add rule" -> chains.merge(words[4], "\t\t" + words[5] + "\n", String::concat);
        case "add table" -> {}
        default -> throw new AssertionError(String.join(" ", words));
      }
    }

    private static String element(String inBraces) {
      return inBraces.substring(2, inBraces.length() - 2);
    }

    private String listing() {
      StringBuilder text = new StringBuilder("table inet herald {\n");
      sets.forEach(
          (name, elements) ->
              text.append(
                  "\t"
                      + (name.startsWith("vips") ? "map " : "set ")
                      + name
                      + " {\n\t\ttype ipv4_addr\n"
                      + (elements.isEmpty()
                          ? ""
                          : "\t\telements = { " + String.join(",\n\t\t\t     ", elements) + " }\n")
                      + "\t}\n\n"));
      chains.forEach((name, rules) -> text.append("\tchain " + name + " {\n" + rules + "\t}\n"));
      return text.append("}\n").toString();
    }
  }

  private final String table = UUID.randomUUID().toString(); // of this test's own
  private final Kernel kernel = new Kernel();
  private final ManualScheduler time = new ManualScheduler();
  private final NftablesPlane plane =
      new NftablesPlane(
          NftablesSettings.of(List.of(CidrNetwork.parse("11.0.0.0/8"))),
          kernel,
          new TableLock(table),
          time);

  @AfterEach
  void close() {
    plane.close();
  }

  private static Vips vip(int backendPort) {
    return new Vips().tcp("11.0.0.1", 80, "10.0.0.1 " + backendPort + " 1");
  }

  private void apply(Vips vips, long revision) {
    plane.apply(vips.state(revision));
    time.runDue();
  }

  @Test
  void theFirstStateReplacesTheTableAndRoutesThePoolAfterwards() {
    apply(vip(1), 1);
    assertThat(kernel.calls.get(0)).isEqualTo("ip -o address show");
    assertThat(kernel.calls.get(1))
        .startsWith("nft -f -\nadd table inet herald\ndelete table inet herald\n");
    assertThat(kernel.calls.subList(2, 4))
        .containsExactly(
            "ip -4 route replace local 11.0.0.0/8 dev lo", "nft list table inet herald");
    assertThat(plane.status().applied()).isEqualTo(1);
    assertThat(plane.status().problems()).isEmpty();
  }

  @Test
  void ofSeveralStatesThatComeMeanwhileOnlyTheLatestIsApplied() {
    apply(vip(1), 1);
    int calls = kernel.calls.size();
    plane.apply(vip(2).state(2));
    plane.apply(vip(3).state(3));
    time.runDue();
    assertThat(kernel.calls).hasSize(calls + 1);
    assertThat(kernel.calls.get(calls)).contains("10.0.0.1 . 3");
    assertThat(plane.status().applied()).isEqualTo(3);
  }

  @Test
  void aStateThatChangesNothingCallsNothingAndCountsAsApplied() {
    apply(vip(1), 1);
    int calls = kernel.calls.size();
    apply(vip(1), 2);
    assertThat(kernel.calls).hasSize(calls);
    assertThat(plane.status().applied()).isEqualTo(2);
  }

  @Test
  void withoutTheRightTheRemedyIsToldAndItIsTriedAgainWithEverything() {
    kernel.answer =
        new KernelCommands.Outcome(1, "", "Error: Could not process rule: Operation not permitted");
    apply(vip(1), 1);
    assertThat(plane.status().applied()).isZero();
    assertThat(plane.status().problems())
        .extracting(PlaneProblem::what)
        .containsExactly(
            "the previous rules stay in force, as nft may not change the kernel's rules: run Herald"
                + " as root or with the capability CAP_NET_ADMIN, or take --plane proxy");
    kernel.answer = new KernelCommands.Outcome(0, "", "");
    time.advance(Duration.ofSeconds(1));
    assertThat(plane.status().applied()).isEqualTo(1);
    assertThat(plane.status().problems()).isEmpty();
  }

  @Test
  void aChangeThatIsRefusedIsFollowedByTheWholeTable() {
    apply(vip(1), 1);
    kernel.answer = new KernelCommands.Outcome(1, "", "Error: whatever");
    apply(vip(2), 2);
    assertThat(plane.status().applied()).isEqualTo(1);
    kernel.answer = new KernelCommands.Outcome(0, "", "");
    time.advance(Duration.ofSeconds(1));
    assertThat(kernel.calls.stream().filter(call -> call.contains("delete table inet herald")))
        .hasSize(2);
    assertThat(plane.status().applied()).isEqualTo(2);
  }

  @Test
  void aChangeListsNothing() {
    apply(vip(1), 1);
    int calls = kernel.calls.size();
    apply(vip(2), 2);
    assertThat(kernel.calls.subList(calls, kernel.calls.size())).hasSize(1);
  }

  static Stream<Consumer<Kernel>> changesOfOthers() {
    return Stream.of(
        kernel -> kernel.chains.clear(),
        kernel -> kernel.chains.remove("tcp_11.0.0.1_80"),
        kernel -> kernel.chains.put("own", "\t\taccept\n"),
        kernel -> kernel.chains.put("tcp_11.0.0.1_80", ""),
        kernel -> kernel.chains.merge("tcp_11.0.0.1_80", "\t\tcounter\n", String::concat),
        kernel ->
            kernel.chains.computeIfPresent(
                "tcp_11.0.0.1_80", (name, rules) -> rules.replace(" . 1 }", " . 2 }")),
        kernel -> kernel.chains.merge("postrouting", "\t\taccept\n", (a, b) -> b + a),
        kernel -> kernel.sets.get("vips4").clear(),
        kernel -> kernel.sets.get("refused4").add("11.0.0.1 . tcp . 80"),
        kernel -> kernel.sets.remove("addresses6"));
  }

  @ParameterizedTest
  @MethodSource("changesOfOthers")
  void whatSomebodyElseDoesToTheTableIsUndone(Consumer<Kernel> change) {
    apply(vip(2), 1);
    apply(vip(1), 2);
    var ours = new TreeMap<>(kernel.chains);
    var elements = Map.of("vips4", Set.copyOf(kernel.sets.get("vips4")));
    change.accept(kernel); // right after our own change
    time.advance(Duration.ofSeconds(30));
    assertThat(kernel.chains).isEqualTo(ours);
    assertThat(kernel.sets.get("vips4")).isEqualTo(elements.get("vips4"));
    assertThat(kernel.sets).containsKey("addresses6");
    assertThat(restored()).isEqualTo(1.0);
  }

  @Test
  void aTaskOfThisMachineWhosePortIsMappedIsReachedInItsContainer() {
    Vips mapped = new Vips().tcp("11.0.0.1", 80, "10.0.0.1 31000 1 172.17.0.3 8080");
    apply(mapped, 1);
    assertThat(kernel.chains.get("tcp_11.0.0.1_80")).contains("10.0.0.1 . 31000 }");
    kernel.addresses += "\n2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0";
    time.advance(Duration.ofSeconds(30));
    assertThat(kernel.chains.get("tcp_11.0.0.1_80")).contains("172.17.0.3 . 8080 }");
    assertThat(plane.status().problems()).isEmpty();
    assertThat(restored()).isZero();
  }

  @Test
  void aSecondHeraldLeavesTheTableToTheFirstUntilThatEnds() {
    apply(vip(1), 1);
    Kernel other = new Kernel();
    ManualScheduler later = new ManualScheduler();
    try (NftablesPlane second =
        new NftablesPlane(NftablesSettings.of(List.of()), other, new TableLock(table), later)) {
      second.apply(vip(2).state(7));
      later.runDue();
      assertThat(other.calls).isEmpty();
      assertThat(second.status().problems())
          .extracting(PlaneProblem::what)
          .containsExactly(
              "the previous rules stay in force, as another Herald on this machine has the table"
                  + " herald; end that one, or give this one a table of its own (nftablesTable)");
      plane.close();
      later.advance(Duration.ofSeconds(1));
      assertThat(second.status().applied()).isEqualTo(7);
      assertThat(second.status().problems()).isEmpty();
    }
  }

  @Test
  void ourOwnChangesAreNotTakenForOthersAndAnUnchangedTableIsLeftAlone() {
    apply(vip(1), 1);
    time.advance(Duration.ofMinutes(1));
    apply(new Vips().tcp("11.0.0.1", 80, "10.0.0.1 1 0").tcp("11.0.0.2", 80, "10.0.0.1 1 1"), 2);
    int calls = kernel.calls.size();
    time.advance(Duration.ofSeconds(30));
    assertThat(restored()).isZero();
    assertThat(kernel.calls.subList(calls, kernel.calls.size()))
        .containsExactly(
            "nft list table inet herald",
            "ip -4 route replace local 11.0.0.0/8 dev lo",
            "ip -o address show");
  }

  private double restored() {
    return plane.metrics().stream()
        .filter(metric -> metric.name().equals("herald_lb_nftables_restored_total"))
        .mapToDouble(metric -> ((Metric.Counter) metric).value().getAsDouble())
        .sum();
  }

  @Test
  void aMissingConntrackIsAProblemAndNoFlowAtAllIsNone() {
    Vips udp = new Vips().udp("11.0.0.1", 53, "10.0.0.1 1 1");
    apply(udp, 1);
    assertThat(plane.status().problems()).isEmpty();
    kernel.conntrack = new KernelCommands.Outcome(-1, "", "conntrack can't be run");
    apply(new Vips(), 2);
    assertThat(plane.status().applied()).isEqualTo(2);
    assertThat(plane.status().problems())
        .extracting(PlaneProblem::what)
        .containsExactly(
            "clients that keep their UDP socket still reach a backend that is gone, as conntrack"
                + " can't be run; conntrack is in Debian's package conntrack");
  }

  @Test
  void twoNamesWithOneAddressAndPortAreToldApartByTheFirst() {
    Vips two = new Vips().tcp("11.0.0.1", 80, "10.0.0.1 1 1");
    var same = new TreeMap<>(two.state(1).vips());
    var fixed = new VipKey(new VipHost.Fixed(Vips.address("11.0.0.1")), 80, VipProtocol.TCP);
    same.put(
        fixed, new Vip(fixed, List.of(Vips.address("11.0.0.1")), VipOptions.DEFAULT, List.of()));
    plane.apply(new DesiredState(1, same));
    time.runDue();
    assertThat(plane.status().problems())
        .containsExactly(
            new PlaneProblem(
                Optional.of(fixed),
                "its address and port are those of 11.0.0.1.marathon, which has them; give one of"
                    + " the two another port"));
  }
}
