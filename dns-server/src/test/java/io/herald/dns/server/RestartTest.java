package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Herald restarts while no master is there: it answers from what it saved, and says how old it is.
 */
class RestartTest {

  private static final int TASKS = 60;
  private static final String SUFFIX = ".marathon.mesos";

  @TempDir private Path folder;
  private MiniZooKeeper zooKeeper;
  private GeneratedCluster cluster;

  @BeforeEach
  void start() throws Exception {
    zooKeeper = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    cluster =
        GeneratedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")).withZooKeeper(zk()).withAgents(3),
            1,
            TASKS,
            1);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    zooKeeper.close();
  }

  private String zk() {
    return "zk://" + zooKeeper.connectString() + "/mesos";
  }

  private Path state() {
    return folder.resolve("state");
  }

  private DnsService started(String... more) throws Exception {
    Map<String, String> flags = new HashMap<>();
    flags.put("zk", zk());
    flags.put("port", "0");
    flags.put("listener", "127.0.0.1");
    flags.put("http-port", "0");
    flags.put("http-listener", "127.0.0.1");
    flags.put("state-directory", state().toString());
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    DnsService dns = new DnsService(new DnsConfigReader().options(flags).read());
    dns.start();
    return dns;
  }

  private static HttpResponse<String> get(DnsService dns, String path) throws Exception {
    InetSocketAddress address = dns.httpAddress().orElseThrow();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static long serial(DnsService dns) throws Exception {
    Matcher serial = Pattern.compile("\"serial\" : (\\d+)").matcher(get(dns, "/ready").body());
    assertThat(serial.find()).isTrue();
    return Long.parseLong(serial.group(1));
  }

  private static NameChecker checker(DnsService dns, Set<String> names) {
    return new NameChecker(dns.dnsAddresses().get(0), names, SUFFIX);
  }

  /** Runs a server until it knows all tasks, and ends it; its last serial. */
  private long savePicture() throws Exception {
    try (DnsService dns = started()) {
      await().until(() -> checker(dns, Set.of()).ask("t" + (TASKS - 1)).hasAddress());
      await().until(() -> get(dns, "/ready").body().contains("\"stale\" : false"));
      return serial(dns);
    }
  }

  @Test
  void whileTheMasterIsAwayTheSavedPictureIsServedAndWithItTheTruth() throws Exception {
    long before = savePicture();
    MasterAddress killed = cluster.killLeader(Duration.ZERO);

    try (DnsService dns = started()) {
      NameChecker once = checker(dns, Set.of());
      for (int i = 0; i < TASKS; i++) {
        assertThat(once.ask("t" + i).hasAddress()).as("t" + i).isTrue();
      }
      HttpResponse<String> ready = get(dns, "/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .contains("\"ready\" : true", "\"stale\" : true")
          .containsPattern("\"pictureSecondsAgo\" : \\d+");
      assertThat(get(dns, "/metrics").body())
          .contains("herald_source_stale{source=\"mesos\"} 1.0")
          .containsPattern("herald_source_heard_age_seconds\\{source=\"mesos\"} \\d")
          .contains("herald_picture_faults_total{kind=\"damaged\"} 0.0");
      assertThat(serial(dns)).isGreaterThan(before);

      Set<String> living = ConcurrentHashMap.newKeySet();
      living.addAll(cluster.running().keySet());
      living.remove("t3");
      try (NameChecker always = checker(dns, living)) {
        always.start();
        cluster.endTask("t3");
        cluster.returnAgentsOver(Duration.ofSeconds(1));
        cluster.restart(killed);
        await().until(() -> get(dns, "/ready").body().contains("\"stale\" : false"));
        await().until(cluster::isWhole);
        await().until(() -> once.ask("t3").isNameError());
        long rounds = always.rounds();
        await().until(() -> always.rounds() > rounds + 2);
        assertThat(always.wrong()).isEmpty();
      }
      assertThat(get(dns, "/metrics").body()).contains("herald_source_stale{source=\"mesos\"} 0.0");
      assertThat(serial(dns)).isGreaterThan(before);
    }
  }

  @Test
  void aDamagedPictureIsSetAsideAndTheServerWaitsForTheMaster() throws Exception {
    long before = savePicture();
    cluster.killLeader(Duration.ZERO);
    Path file = state().resolve("mesos.picture");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);

    try (DnsService dns = started()) {
      assertThat(new Dig(dns.dnsAddresses().get(0)).rcode("t1" + SUFFIX, 1)).isEqualTo("SERVFAIL");
      assertThat(get(dns, "/ready").statusCode()).isEqualTo(503);
      assertThat(get(dns, "/metrics").body())
          .contains("herald_picture_faults_total{kind=\"damaged\"} 1.0");
      assertThat(serial(dns)).isGreaterThan(before);
    }
    assertThat(file).doesNotExist();
    assertThat(state().resolve("mesos.picture.damaged")).exists();
  }

  @Test
  void anotherDomainHasAPictureOfItsOwn() throws Exception {
    savePicture();
    cluster.killLeader(Duration.ZERO);
    try (DnsService dns = started("domain", "other")) {
      assertThat(get(dns, "/ready").statusCode()).isEqualTo(503);
    }
    assertThat(state().resolve("mesos.picture")).exists();
  }

  @Test
  void anotherClustersPictureIsNotServed() throws Exception {
    savePicture();
    cluster.killLeader(Duration.ZERO);
    try (DnsService dns = started("zk", zk() + "-of-others")) {
      assertThat(get(dns, "/ready").statusCode()).isEqualTo(503);
      assertThat(get(dns, "/metrics").body())
          .contains("herald_picture_faults_total{kind=\"foreign\"} 1.0");
    }
    assertThat(state().resolve("mesos.picture.foreign")).exists();
  }
}
