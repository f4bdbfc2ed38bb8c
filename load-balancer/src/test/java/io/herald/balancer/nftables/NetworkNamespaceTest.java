package io.herald.balancer.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.balancer.plane.PlaneStatus;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real kernel, with a machine, a container on it and another machine in network namespaces. */
class NetworkNamespaceTest {

  private static final String VIP = "11.0.0.1";
  private static final String VIP6 = "fd01:c::1";

  private static Namespaces network;

  private NftablesPlane plane;
  private long revision;

  @BeforeAll
  static void makeNetwork(@TempDir Path folder) throws Exception {
    assumeTrue(
        Namespaces.areAllowed(),
        "skipped: nftables needs root and the right to make network namespaces; run it with sudo");
    network = new Namespaces(folder);
    network.addNeighbour("container", 1);
    network.addNeighbour("remote", 2);
    network.addAlone("alone");
    network.serve("alone", "l", 8005);
    network.serve("host", "a", 8001);
    network.serve("host", "b", 8002);
    network.serve("container", "c", 8003);
    network.serve("remote", "r", 8004);
  }

  @AfterAll
  static void endNetwork() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void startPlane() {
    plane = plane(Duration.ofMinutes(10));
  }

  @AfterEach
  void removeTable() throws Exception {
    plane.close();
    network.in("host", "nft", "flush", "ruleset");
  }

  private NftablesPlane plane(Duration checkEvery) {
    return plane(checkEvery, "host");
  }

  private static NftablesPlane plane(Duration checkEvery, String machine) {
    NftablesSettings debian =
        NftablesSettings.of(
            List.of(CidrNetwork.parse("11.0.0.0/8"), CidrNetwork.parse("fd01:c::/96")));
    return new NftablesPlane(
        new NftablesSettings(
            debian.table(),
            debian.pools(),
            checkEvery,
            debian.nft(),
            debian.ip(),
            debian.conntrack()),
        network.commands(machine),
        new TableLock("test-" + UUID.randomUUID()),
        new NamedScheduler("nftables", new ThreadPoolExecutor.DiscardPolicy()));
  }

  private static String local(int port) {
    return "10.77.1.1 " + port + " 1";
  }

  private void apply(Vips vips) {
    plane.apply(vips.state(++revision));
    await().until(() -> plane.status().equals(new PlaneStatus(revision, List.of())));
  }

  private static Map<String, Integer> ask(Namespaces.Client client, String vip, int times)
      throws IOException {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      answers.merge(client.once(vip, 80).split(" ")[0], 1, Integer::sum);
    }
    return answers;
  }

  @Test
  void newConnectionsAreSharedAndDrainedAndRefusedAndOpenOnesLiveOn() throws Exception {
    Namespaces.Client client = network.client("host");
    apply(new Vips().tcp(VIP, 80, local(8001), local(8002), "10.77.2.2 8004 1"));
    assertThat(ask(client, VIP, 90)).isEqualTo(Map.of("a", 30, "b", 30, "r", 30));

    apply(new Vips().tcp(VIP, 80, local(8001)));
    assertThat(client.open("kept", "tcp", VIP, 80)).isEqualTo("opened");
    assertThat(client.ask("kept")).startsWith("a ");
    apply(new Vips().tcp(VIP, 80, "10.77.1.1 8001 0", local(8002)));
    assertThat(ask(client, VIP, 5)).isEqualTo(Map.of("b", 5));
    assertThat(client.ask("kept")).as("drained").startsWith("a ");

    apply(new Vips().tcp(VIP, 80, "10.77.1.1 8001 0"));
    assertThat(client.once(VIP, 80)).isEqualTo("error: Connection refused");
    assertThat(client.ask("kept")).as("all drain").startsWith("a ");
    apply(new Vips());
    assertThat(client.once(VIP, 80)).isEqualTo("error: Connection refused");
    assertThat(client.ask("kept")).as("no VIP any more").startsWith("a ");
  }

  @Test
  void containersAreServedAndReachThemselvesAndOtherMachines() throws Exception {
    Namespaces.Client container = network.client("container");
    apply(new Vips().tcp(VIP, 80, local(8001)));
    assertThat(container.once(VIP, 80)).startsWith("a ");
    apply(new Vips().tcp(VIP, 80, "10.77.1.2 8003 1"));
    assertThat(container.once(VIP, 80)).as("hairpin").startsWith("c ");
    assertThat(network.client("host").once(VIP, 80)).startsWith("c ");
    apply(new Vips().tcp(VIP, 80, "10.77.2.2 8004 1"));
    assertThat(container.once(VIP, 80)).startsWith("r ");
    apply(new Vips().tcp(VIP, 80, "10.77.2.2 8004 0"));
    assertThat(container.once(VIP, 80)).isEqualTo("error: Connection refused");
  }

  @Test
  void theSixthVersionIsServedToo() throws Exception {
    apply(new Vips().tcp(VIP6, 80, "fd77:1::1 8001 1", "fd77:2::2 8004 1"));
    assertThat(ask(network.client("host"), VIP6, 10)).isEqualTo(Map.of("a", 5, "r", 5));
    assertThat(ask(network.client("container"), VIP6, 10)).isEqualTo(Map.of("a", 5, "r", 5));
  }

  @Test
  void aUdpSocketMovesWhenItsBackendIsGoneAndFindsAVipThatComes() throws Exception {
    Namespaces.Client client = network.client("host");
    apply(new Vips().udp(VIP, 54, local(8001)));
    assertThat(client.open("early", "udp", VIP, 53)).isEqualTo("opened");
    assertThat(client.ask("early")).isEqualTo("error: Connection refused");
    apply(new Vips().udp(VIP, 53, local(8001)));
    assertThat(client.ask("early")).startsWith("a ");

    apply(new Vips().udp(VIP, 53, "10.77.1.1 8001 0", local(8002)));
    assertThat(client.ask("early")).as("drained").startsWith("a ");
    apply(new Vips().udp(VIP, 53, local(8002)));
    assertThat(client.ask("early")).as("moved").startsWith("b ");
    apply(new Vips().udp(VIP, 53, "10.77.1.1 8002 0"));
    assertThat(client.open("late", "udp", VIP, 53)).isEqualTo("opened");
    assertThat(client.ask("late"))
        .as("what Linux tells the sender of a datagram that is refused on its own machine")
        .isEqualTo("error: Operation not permitted");
  }

  @Test
  void anotherProcessTakesTheRulesOverAndAFlushedTableAndARouteArePutBack() throws Exception {
    Namespaces.Client client = network.client("host");
    apply(new Vips().tcp(VIP, 80, local(8001)));
    client.open("kept", "tcp", VIP, 80);
    plane.close();
    assertThat(client.once(VIP, 80)).as("without any process").startsWith("a ");

    plane = plane(Duration.ofMillis(100));
    apply(new Vips().tcp(VIP, 80, local(8002)));
    assertThat(client.once(VIP, 80)).startsWith("b ");
    assertThat(client.ask("kept")).startsWith("a ");

    network.in("host", "nft", "flush", "ruleset");
    await().until(() -> client.once(VIP, 80).startsWith("b "));
    network.in("host", "ip", "route", "delete", "local", "11.0.0.0/8", "dev", "lo");
    await().until(() -> client.once(VIP, 80).startsWith("b "));
  }

  @Test
  void aRuleOfAVipThatSomebodyElseHasChangedIsPutBack() throws Exception {
    plane.close();
    plane = plane(Duration.ofMillis(200));
    Namespaces.Client client = network.client("host");
    apply(
        new Vips()
            .tcp(VIP, 80, local(8001), local(8002))
            .tcp(VIP6, 80, "fd77:1::1 8001 2", "fd77:2::2 8004 1")
            .udp(VIP, 53, "10.77.1.1 8001 0"));
    network.in("host", "nft", "flush", "chain", "inet", "herald", "tcp_11.0.0.1_80");
    await().until(() -> client.once(VIP, 80).matches("[ab] .*"));
    network.in("host", "nft", "delete element inet herald vips4 { 11.0.0.1 . tcp . 80 }");
    await().until(() -> client.once(VIP, 80).matches("[ab] .*"));
    double restored = restored();
    assertThat(restored).isEqualTo(2);
    // What nft lists of our own rules isn't taken for somebody else's.
    apply(new Vips().tcp(VIP, 80, local(8002)));
    assertThat(client.once(VIP, 80)).startsWith("b ");
    assertThat(restored()).isEqualTo(restored);
  }

  private double restored() {
    return plane.metrics().stream()
        .filter(metric -> metric.name().equals("herald_lb_nftables_restored_total"))
        .mapToDouble(metric -> ((Metric.Counter) metric).value().getAsDouble())
        .sum();
  }

  @Test
  void aMachineWithoutAnyAddressButLoopbackReachesItsOwnTasks() throws Exception {
    Namespaces.Client client = network.client("alone");
    try (NftablesPlane alone = plane(Duration.ofMinutes(10), "alone")) {
      alone.apply(new Vips().tcp(VIP, 80, "127.0.0.1 8005 1").tcp(VIP6, 80, "::1 8005 1").state(1));
      await().until(() -> alone.status().equals(new PlaneStatus(1, List.of())));
      assertThat(client.once(VIP, 80)).isEqualTo("l 127.0.0.1");
      assertThat(client.once(VIP6, 80)).isEqualTo("l ::1");
    }
  }

  @Test
  void aMappedPortOfATaskOnThisMachineLeadsPastTheMapping() throws Exception {
    // As UCR's port mapper and Docker have it: a rewriting of its own, behind ours.
    network.in("host", "nft", "add table ip mapper");
    network.in(
        "host",
        "nft",
        "add chain ip mapper out { type nat hook output priority -90; }; add rule ip mapper out"
            + " fib daddr type local tcp dport 31000 dnat to 10.77.1.2:8003");
    Namespaces.Client client = network.client("host");
    assertThat(client.once("10.77.1.1", 31000)).startsWith("c ");
    apply(new Vips().tcp(VIP, 80, "10.77.1.1 31000 1"));
    assertThat(client.once(VIP, 80)).as("the kernel rewrites once").startsWith("error: ");
    apply(new Vips().tcp(VIP, 80, "10.77.1.1 31000 1 10.77.1.2 8003"));
    assertThat(client.once(VIP, 80)).startsWith("c ");
  }
}
