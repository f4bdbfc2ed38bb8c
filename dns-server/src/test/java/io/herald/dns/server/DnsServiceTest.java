package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/** The whole server beside a real (mini) cluster. */
class DnsServiceTest {

  private static final String AGENT_ADDRESS = "127.0.0.1";

  @TempDir private Path folder;

  @Test
  void aTaskIsAnsweredForWhileItRunsAndNotAfterwards() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder));
        DnsService dns = started(Map.of("masters", mesos.masterAddress().toString()));
        OneTaskFramework framework = new OneTaskFramework(mesos.masterUrl(), "TwitterScheduler")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      List<Integer> ports =
          framework.launch(
              "vagrant-test-http_example-0-e0aa7a0b",
              "vagrant/test/http_example",
              "http_example.test.vagrant");
      String agentTail = tail(mesos);
      String tw = ".twitterscheduler.mesos.";
      for (String form : List.of("http_example.test.vagrant", "http-example-test-vagrant")) {
        String canonical = form + "-cxx6a-" + agentTail + tw;
        await().until(() -> !dig.values(form + tw, Type.A).isEmpty());
        assertThat(dig.values(form + tw, Type.A)).containsExactly(AGENT_ADDRESS);
        assertThat(dig.values(canonical, Type.A)).containsExactly(AGENT_ADDRESS);
        assertThat(dig.values("_" + form + "._tcp" + tw, Type.SRV))
            .containsExactly(canonical + ":" + ports.get(0), canonical + ":" + ports.get(1));
        assertThat(dig.values("_http._" + form + "._tcp" + tw, Type.SRV))
            .containsExactly(canonical + ":" + ports.get(0));
        assertThat(dig.values("_admin-port._" + form + "._TCP" + tw, Type.SRV))
            .containsExactly(canonical + ":" + ports.get(1));
      }
      assertThat(dig.rcode("http-example-test-vagrant" + tw, Type.AAAA)).isEqualTo("NOERROR");

      framework.kill("vagrant-test-http_example-0-e0aa7a0b");

      await().until(() -> dig.rcode("http-example-test-vagrant" + tw, Type.A).equals("NXDOMAIN"));
      assertThat(dig.rcode("_http._http_example.test.vagrant._tcp" + tw, Type.SRV))
          .isEqualTo("NXDOMAIN");
      assertThat(dig.values("twitterscheduler.mesos.", Type.A)).containsExactly("127.0.0.1");
    }
  }

  @Test
  void mastersAndAgentsHaveNames() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2));
        DnsService dns = started(Map.of("masters", mesos.masterAddress().toString()))) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      int port = mesos.masterAddress().port();
      await().until(() -> dig.values("_slave._tcp.mesos", Type.SRV).size() == 2);
      await().until(() -> !dig.values("leader.mesos", Type.A).isEmpty());
      assertThat(dig.values("leader.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.values("master.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.values("master0.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.values("_leader._tcp.mesos", Type.SRV))
          .containsExactly("leader.mesos.:" + port);
      assertThat(dig.values("slave.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.values("ns1.mesos", Type.A)).containsExactly("127.0.0.1");
    }
  }

  @Test
  void agentsReverseNetworksAndAZoneFileAreAnswered() throws Exception {
    Path file = Files.writeString(folder.resolve("own.zone"), "db A 10.9.0.1\n");
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      DnsConfig config =
          config(
              Map.of(
                  "masters", mesos.masterAddress().toString(),
                  "reverse-zones", "127.0.0.0/8",
                  "zone-file", file.toString()));
      agentsReverseNetworksAndAZoneFileAreAnswered(config, file);
    }
  }

  private static void agentsReverseNetworksAndAZoneFileAreAnswered(DnsConfig config, Path file)
      throws Exception {
    try (DnsService dns = new DnsService(config)) {
      dns.start();
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      await().until(() -> dig.values("_agent._tcp.mesos", Type.SRV).size() == 1);
      String agent =
          String.join(",", dig.values("_agent._tcp.mesos", Type.SRV)).replaceFirst(":\\d+$", "");
      String address = String.join(",", dig.values(agent, Type.A));
      String reverse = ReverseMap.fromAddress(address).toString();
      assertThat(dig.values(reverse, Type.PTR)).containsExactly(agent);
      assertThat(dig.rcode("1.2.3.127.in-addr.arpa", Type.PTR)).isEqualTo("NXDOMAIN");
      assertThat(dig.values("db.mesos", Type.A)).containsExactly("10.9.0.1");
      Files.writeString(file, "db A 10.9.0.1\ndb A 10.9.0.2\n");
      dns.reload(() -> config);
      assertThat(dig.values("db.mesos", Type.A)).containsExactly("10.9.0.1", "10.9.0.2");
      Files.writeString(file, "db A 10.9.0.256\n");
      dns.reload(() -> config);
      assertThat(get(dns, "/ready").body()).contains("10.9.0.256");
      assertThat(dig.values("db.mesos", Type.A)).hasSize(2);
    }
  }

  @Test
  void withoutMasterOrZooKeeperItWaitsAndServesOnceTheyAreThere() throws Exception {
    MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
    String zk = "zk://" + zooKeeper.connectString() + "/mesos/";
    zooKeeper.stop();
    try (zooKeeper;
        DnsService dns = started(Map.of("zk", zk))) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      assertThat(dig.rcode("leader.mesos", Type.A)).isEqualTo("SERVFAIL");
      assertThat(get(dns, "/ready").statusCode()).isEqualTo(503);
      assertThat(get(dns, "/health").statusCode()).isEqualTo(200);

      zooKeeper.start();
      try (MiniMesos mesos =
          MiniMesos.start(
              MiniMesosOptions.in(folder.resolve("mesos"))
                  .withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos"))) {
        await().until(() -> get(dns, "/ready").statusCode() == 200);
        assertThat(dig.values("_leader._udp.mesos", Type.SRV))
            .containsExactly("leader.mesos.:" + mesos.masterAddress().port());
      }
      // Master and agents are gone now, and what was known stays.
      await().until(() -> get(dns, "/ready").body().contains("\"following\" : null"));
      assertThat(get(dns, "/ready").statusCode()).isEqualTo(200);
      assertThat(dig.values("leader.mesos", Type.A)).containsExactly("127.0.0.1");
    }
  }

  @Test
  void aFailoverOfTheMasterForgetsNoTask() throws Exception {
    try (MiniMesos mesos =
            MiniMesos.start(
                MiniMesosOptions.in(folder).withHeartbeatInterval(Duration.ofSeconds(1)));
        DnsService dns = started(Map.of("masters", mesos.masterAddress().toString()));
        OneTaskFramework framework = new OneTaskFramework(mesos.masterUrl(), "marathon")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      framework.launch("t1", "web", "web");
      await().until(() -> !dig.values("web.marathon.mesos", Type.A).isEmpty());
      mesos.failOverWithoutAgents();
      await().until(() -> get(dns, "/metrics").body().contains("recovering{source=\"mesos\"} 1.0"));
      assertThat(dig.values("web.marathon.mesos", Type.A)).containsExactly(AGENT_ADDRESS);
      mesos.reregisterAgent(mesos.agents().get(0).id());
      await().until(() -> get(dns, "/metrics").body().contains("recovering{source=\"mesos\"} 0.0"));
      assertThat(dig.values("web.marathon.mesos", Type.A)).containsExactly(AGENT_ADDRESS);
    }
  }

  @Test
  void aTakenPortIsAnErrorThatNamesItAndTheFlagAndLeavesNothingOpen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      DnsService dns = new DnsService(config(Map.of("masters", "127.0.0.1:1", "port", port)));
      assertThatThrownBy(dns::start)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("port: --port or \"port\"; address: --listener or \"listener\"");
      DnsService http = new DnsService(config(Map.of("masters", "127.0.0.1:1", "http-port", port)));
      assertThatThrownBy(http::start)
          .hasMessageContaining(port)
          .hasMessageContaining("--http-port");
      assertThat(http.dnsAddresses()).isEmpty();
    }
  }

  @Test
  void startingAndClosingTwiceIsOnce() throws Exception {
    DnsService dns = new DnsService(config(Map.of("masters", "127.0.0.1:1")));
    dns.start();
    InetSocketAddress address = dns.dnsAddresses().get(0);
    dns.start();
    assertThat(dns.dnsAddresses()).containsExactly(address);
    dns.close();
    assertThatCode(dns::close).doesNotThrowAnyException();
    assertThatThrownBy(dns::start).hasMessageContaining("was closed");
    try (ServerSocket free = new ServerSocket()) {
      free.bind(address);
    }
  }

  @Test
  void eachServerCanBeOff() throws Exception {
    try (DnsService dns = started(Map.of("masters", "127.0.0.1:1", "http-on", "false"))) {
      assertThat(dns.httpAddress()).isEmpty();
      assertThat(dns.dnsAddresses()).hasSize(1);
    }
    try (DnsService http = started(Map.of("masters", "127.0.0.1:1", "dns-on", "false"))) {
      assertThat(http.dnsAddresses()).isEmpty();
      assertThat(get(http, "/health").statusCode()).isEqualTo(200);
    }
  }

  private static String tail(MiniMesos mesos) {
    String id = mesos.agents().get(0).id();
    return id.substring(id.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
  }

  private static DnsService started(Map<String, String> options) throws Exception {
    DnsService dns = new DnsService(config(options));
    dns.start();
    return dns;
  }

  /** On any free ports of the loopback address. */
  private static DnsConfig config(Map<String, String> options) throws Exception {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "listener", "127.0.0.1",
                "port", "0",
                "http-listener", "127.0.0.1",
                "http-port", "0"));
    all.putAll(options);
    return new DnsConfigReader().options(all).read();
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
}
