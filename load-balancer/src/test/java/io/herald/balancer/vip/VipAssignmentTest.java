package io.herald.balancer.vip;

import static io.herald.balancer.vip.Instances.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which name gets which address, and keeps it; V9 and V10 by number. */
class VipAssignmentTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final VipPool SMALL =
      new VipPool(PoolRange.parse("11.0.0.0-11.0.0.254"), Optional.empty());

  private static SortedSet<String> names(String... names) {
    return new TreeSet<>(Arrays.asList(names));
  }

  private static VipAssignment assigned(VipAssignment before, VipPool pool, String... names) {
    return before.with(names(names), Set.of(), VipAssignment.NONE, pool, NOW);
  }

  private static String ipv4(VipAssignment assignment, String name) {
    return assignment.of(name).orElseThrow().ipv4().map(InetAddress::getHostAddress).orElse("none");
  }

  @Test
  void v9WhoComesLaterTakesTheNextAddress() {
    VipAssignment first = assigned(VipAssignment.NONE, SMALL, "svc2.marathon");
    VipAssignment both = assigned(first, SMALL, "svc103.marathon", "svc2.marathon");

    assertThat(ipv4(both, "svc2.marathon")).isEqualTo("11.0.0.173");
    assertThat(ipv4(both, "svc103.marathon")).isEqualTo("11.0.0.174");
  }

  @Test
  void v9AtAColdStartTheOrderOfTheNamesDecides() {
    VipAssignment both = assigned(VipAssignment.NONE, SMALL, "svc2.marathon", "svc103.marathon");

    assertThat(ipv4(both, "svc103.marathon")).isEqualTo("11.0.0.173");
    assertThat(ipv4(both, "svc2.marathon")).isEqualTo("11.0.0.174");
  }

  @Test
  void v10TheOrderIsThatOfTheBytes() {
    VipAssignment all =
        assigned(VipAssignment.NONE, SMALL, "svc9.marathon", "svc74.marathon", "svc99.marathon");

    assertThat(ipv4(all, "svc74.marathon")).isEqualTo("11.0.0.165");
    assertThat(ipv4(all, "svc9.marathon")).isEqualTo("11.0.0.166");
    assertThat(ipv4(all, "svc99.marathon")).isEqualTo("11.0.0.167");
  }

  @Test
  void behindTheLastAddressComesTheFirst() {
    VipPool two = new VipPool(PoolRange.parse("11.0.0.0-11.0.0.2"), Optional.empty());
    VipAssignment all = assigned(VipAssignment.NONE, two, "a.x", "b.x", "c.x");

    assertThat(List.of(ipv4(all, "a.x"), ipv4(all, "b.x"), ipv4(all, "c.x")))
        .containsExactlyInAnyOrder("11.0.0.0", "11.0.0.1", "11.0.0.2");
  }

  @Test
  void aFullPoolLeavesTheRestWithout() {
    VipPool two = new VipPool(PoolRange.parse("11.0.0.0-11.0.0.1"), Optional.empty());
    VipAssignment all = assigned(VipAssignment.NONE, two, "a.x", "b.x", "c.x");

    assertThat(ipv4(all, "c.x")).isEqualTo("none");
    assertThat(all.covers(names("a.x", "b.x"), two)).isTrue();
    assertThat(all.covers(names("a.x", "b.x", "c.x"), two)).isFalse();
  }

  @Test
  void whereItIsFullANameWithoutTasksGivesWay() {
    VipPool two = new VipPool(PoolRange.parse("11.0.0.0-11.0.0.1"), Optional.empty());
    VipAssignment before = assigned(VipAssignment.NONE, two, "a.x", "b.x");
    VipAssignment after = assigned(before, two, "a.x", "c.x");

    assertThat(ipv4(after, "a.x")).isEqualTo(ipv4(before, "a.x"));
    assertThat(ipv4(after, "c.x")).isEqualTo(ipv4(before, "b.x"));
  }

  @Test
  void aNameThatComesBackFindsItsAddress() {
    VipAssignment both = assigned(VipAssignment.NONE, SMALL, "svc2.marathon", "svc103.marathon");
    VipAssignment without = assigned(both, SMALL, "svc103.marathon");
    VipAssignment again = assigned(without, SMALL, "svc103.marathon", "svc2.marathon");

    assertThat(without.of("svc2.marathon").orElseThrow().released()).contains(NOW);
    assertThat(again).isEqualTo(both);
  }

  @Test
  void aNameThatStaysAwayIsForgottenAfterADay() {
    VipAssignment both = assigned(VipAssignment.NONE, SMALL, "a.x", "b.x");
    VipAssignment without = assigned(both, SMALL, "a.x");
    Instant later = NOW.plus(VipAssignment.KEPT).plus(Duration.ofSeconds(1));

    assertThat(
            without.with(names("a.x"), Set.of(), VipAssignment.NONE, SMALL, later).names().keySet())
        .containsExactly("a.x");
  }

  @Test
  void anAddressThatStandsInALabelIsNotGiven() {
    VipAssignment one =
        VipAssignment.NONE.with(
            names("svc2.marathon"), Set.of(address("11.0.0.173")), VipAssignment.NONE, SMALL, NOW);

    assertThat(ipv4(one, "svc2.marathon")).isEqualTo("11.0.0.174");
  }

  @Test
  void anotherPoolGivesOtherAddresses() {
    VipAssignment before = assigned(VipAssignment.NONE, VipPool.DEFAULT, "sise.marathon");
    VipAssignment after = assigned(before, VipPool.DCOS, "sise.marathon");

    assertThat(before.covers(names("sise.marathon"), VipPool.DCOS)).isFalse();
    assertThat(after.of("sise.marathon").orElseThrow().all())
        .containsExactly(address("11.53.10.127"), address("fd01:c::5a8d:a94d:7c64:e619"));
  }

  @Test
  void anAddressHadElsewhereIsPreferredWhereItIsFree() {
    VipAssignment elsewhere =
        assigned(VipAssignment.NONE, SMALL, "svc2.marathon", "svc103.marathon");
    VipAssignment here =
        VipAssignment.NONE.with(names("svc2.marathon"), Set.of(), elsewhere, SMALL, NOW);

    assertThat(ipv4(here, "svc2.marathon")).isEqualTo("11.0.0.174");
  }

  /** Whatever comes and goes: no address twice, and what a name has it keeps. */
  @Test
  void randomComingAndGoingMovesNobody() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    VipPool pool = new VipPool(PoolRange.parse("10.9.0.0-10.9.0.63"), VipPool.DCOS.ipv6());
    VipAssignment assignment = VipAssignment.NONE;
    SortedSet<String> wanted = new TreeSet<>();
    for (int step = 0; step < 300; step++) {
      VipAssignment before = assignment;
      SortedSet<String> had = new TreeSet<>(wanted);
      IntStream.range(0, random.nextInt(5))
          .forEach(
              i -> {
                String name = "n" + random.nextInt(60) + ".x";
                if (!wanted.remove(name)) {
                  wanted.add(name);
                }
              });
      assignment = before.with(wanted, Set.of(), VipAssignment.NONE, pool, NOW);

      assertThat(assignment.covers(wanted, pool)).as("seed %d", seed).isTrue();
      Set<InetAddress> seen = new HashSet<>();
      assignment
          .names()
          .forEach(
              (name, has) ->
                  has.all()
                      .forEach(
                          one -> assertThat(seen.add(one)).as("seed %d: %s", seed, one).isTrue()));
      for (String name : wanted) {
        if (had.contains(name)) {
          assertThat(assignment.of(name)).as("seed %d", seed).isEqualTo(before.of(name));
        }
      }
    }
  }
}
