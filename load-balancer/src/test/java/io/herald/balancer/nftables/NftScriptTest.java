package io.herald.balancer.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * The text that nft gets. That the kernel takes it, and what it does then, is
 * NetworkNamespaceTest's.
 */
class NftScriptTest {

  private static final VipOptions BY_SOURCE =
      new VipOptions(
          VipOptions.Method.SOURCE_HASH,
          false,
          false,
          Duration.ofSeconds(3),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());

  private static String change(Vips before, Vips after) {
    return NftScript.difference("herald", before.rules(), after.rules()).orElse("");
  }

  private static Vips none() {
    return new Vips();
  }

  @Test
  void equalWeightsTakeTurns() {
    assertThat(change(none(), none().tcp("11.0.0.1", 80, "10.0.0.1 8001 1", "10.0.0.2 8002 1")))
        .isEqualTo(
            """
            add chain inet herald tcp_11.0.0.1_80
            add rule inet herald tcp_11.0.0.1_80 meta l4proto tcp dnat ip to numgen inc mod 2 map\
             { 0 : 10.0.0.1 . 8001, 1 : 10.0.0.2 . 8002 }
            add element inet herald vips4 { 11.0.0.1 . tcp . 80 : goto tcp_11.0.0.1_80 }
            add element inet herald addresses4 { 11.0.0.1 }
            """);
  }

  @Test
  void otherWeightsAreRangesOfARandomNumberAsSmallAsTheyCanBe() {
    assertThat(change(none(), none().tcp("11.0.0.1", 80, "10.0.0.1 1 160", "10.0.0.2 2 40")))
        .contains("numgen random mod 5 map { 0-3 : 10.0.0.1 . 1, 4 : 10.0.0.2 . 2 }");
  }

  @Test
  void bySourceTheClientsAddressChooses() {
    assertThat(
            change(
                none(),
                none()
                    .add(
                        VipProtocol.TCP, "fd01:c::1", 80, BY_SOURCE, "fd00::1 1 1", "fd00::2 2 1")))
        .contains(
            "dnat ip6 to jhash ip6 saddr mod 2 map { 0 : fd00:0:0:0:0:0:0:1 . 1, 1 :"
                + " fd00:0:0:0:0:0:0:2 . 2 }");
  }

  @Test
  void aDrainingBackendGetsNothingNewAndABackendOfTheOtherFamilyNeither() {
    assertThat(
            change(
                none(), none().tcp("11.0.0.1", 80, "10.0.0.1 1 1", "10.0.0.2 2 0", "fd00::1 3 1")))
        .contains("numgen inc mod 1 map { 0 : 10.0.0.1 . 1 }");
  }

  @Test
  void whenAllDrainNewConnectionsAreRefusedUntilOneIsBack() {
    Vips serving = none().tcp("11.0.0.1", 80, "10.0.0.1 1 1");
    Vips draining = none().tcp("11.0.0.1", 80, "10.0.0.1 1 0");
    assertThat(change(serving, draining))
        .isEqualTo(
            """
            delete element inet herald vips4 { 11.0.0.1 . tcp . 80 : goto tcp_11.0.0.1_80 }
            flush chain inet herald tcp_11.0.0.1_80
            delete chain inet herald tcp_11.0.0.1_80
            add element inet herald refused4 { 11.0.0.1 . tcp . 80 }
            """);
    assertThat(change(draining, serving))
        .startsWith("delete element inet herald refused4 { 11.0.0.1 . tcp . 80 }\n")
        .contains("add element inet herald vips4");
  }

  @Test
  void onlyTheVipThatChangesIsInTheTransaction() {
    Vips before = none().tcp("11.0.0.1", 80, "10.0.0.1 1 1").tcp("11.0.0.1", 81, "10.0.0.1 2 1");
    Vips after = none().tcp("11.0.0.1", 80, "10.0.0.1 1 1").tcp("11.0.0.1", 81, "10.0.0.1 3 1");
    assertThat(change(before, after))
        .isEqualTo(
            """
            flush chain inet herald tcp_11.0.0.1_81
            add rule inet herald tcp_11.0.0.1_81 meta l4proto tcp dnat ip to numgen inc mod 1 map\
             { 0 : 10.0.0.1 . 3 }
            """);
    assertThat(change(after, after)).isEmpty();
  }

  @Test
  void anAddressGoesWithTheLastPortThatHasIt() {
    Vips both = none().tcp("11.0.0.1", 80, "10.0.0.1 1 1").udp("11.0.0.1", 53, "10.0.0.1 2 1");
    Vips one = none().udp("11.0.0.1", 53, "10.0.0.1 2 1");
    assertThat(change(both, one)).doesNotContain("addresses4");
    assertThat(change(one, none())).contains("delete element inet herald addresses4 { 11.0.0.1 }");
  }

  @Test
  void flowsOfUdpEndWithTheirBackendAndThoseOfBeforeTheVipBeginAnew() {
    Vips two = none().udp("11.0.0.1", 53, "10.0.0.1 1 1", "10.0.0.2 2 1");
    Vips draining = none().udp("11.0.0.1", 53, "10.0.0.1 1 1", "10.0.0.2 2 0");
    Vips one = none().udp("11.0.0.1", 53, "10.0.0.1 1 1");
    String ofVip = "-D -f ipv4 -p udp --orig-dst 11.0.0.1 --orig-port-dst 53 --reply-src ";
    assertThat(StaleFlows.between(two.rules(), draining.rules())).isEmpty();
    assertThat(StaleFlows.between(draining.rules(), one.rules()))
        .extracting(words -> String.join(" ", words))
        .containsExactly(ofVip + "10.0.0.2 --reply-port-src 2");
    assertThat(StaleFlows.between(none().rules(), one.rules()))
        .extracting(words -> String.join(" ", words))
        .containsExactly(ofVip + "11.0.0.1");
    assertThat(
            StaleFlows.between(none().tcp("11.0.0.1", 53, "10.0.0.1 1 1").rules(), none().rules()))
        .as("TCP's connections live on")
        .isEmpty();
  }
}
