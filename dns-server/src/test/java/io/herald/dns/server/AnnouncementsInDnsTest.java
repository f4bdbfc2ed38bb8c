package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** The whole server beside a (mini) cluster and a ZooKeeper with ServerSets. */
class AnnouncementsInDnsTest {

  private static final String GROUP = "/aurora/vagrant/test/http_example";
  private static final String SRV = "_http._http_example.test.vagrant._tcp.announced.mesos";
  private static final String TARGET =
      "member-0000000000.http_example.test.vagrant.announced.mesos.:";

  @TempDir private Path folder;
  private MiniZooKeeper zooKeeper;
  private CuratorFramework writer;

  @BeforeEach
  void start() throws Exception {
    zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
    writer = CuratorFrameworkFactory.newClient(zooKeeper.connectString(), new RetryOneTime(100));
    writer.start();
    writer.blockUntilConnected();
  }

  @AfterEach
  void stop() {
    writer.close();
    zooKeeper.close();
  }

  @Test
  void aMemberHasItsNamesAndItsTaskHasItsPortsForAsLongAsItIsThere() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
        DnsService dns = started(mesos.masterAddress().toString(), "/aurora");
        OneTaskFramework framework = new OneTaskFramework(mesos.masterUrl(), "Aurora")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      List<Integer> ports =
          framework.launch(
              "vagrant-test-http_example-0-e0aa7a0b",
              "vagrant/test/http_example",
              "http_example.test.vagrant");
      await().until(() -> !dig.values("http_example.test.vagrant.aurora.mesos", Type.A).isEmpty());
      String alias = "_aurora._http_example.test.vagrant._tcp.aurora.mesos";
      assertThat(dig.rcode(alias, Type.SRV)).as("DiscoveryInfo has no alias").isEqualTo("NXDOMAIN");
      var http = dig.values("_http._http_example.test.vagrant._tcp.aurora.mesos", Type.SRV);

      String node = announce(ports.get(0));

      await().until(() -> !dig.values(SRV, Type.SRV).isEmpty());
      assertThat(dig.values(SRV, Type.SRV)).containsExactly(TARGET + ports.get(0));
      assertThat(dig.values("http-example.test.vagrant.announced.mesos", Type.A))
          .containsExactly("127.0.0.1");
      assertThat(dig.values("0.http_example.test.vagrant.announced.mesos", Type.A))
          .containsExactly("127.0.0.1");
      await().until(() -> dig.values(alias, Type.SRV).equals(http));
      assertThat(get(dns, "/metrics").body())
          .contains("herald_catalog_entities{kind=\"announcement\"} 1.0")
          .contains("herald_source_connected{source=\"serverset /aurora\"} 1.0");
      assertThat(get(dns, "/ready").body()).contains("serverset /aurora");

      writer.delete().forPath(node);
      await().until(() -> dig.rcode(SRV, Type.SRV).equals("NXDOMAIN"));
      await().until(() -> dig.rcode(alias, Type.SRV).equals("NXDOMAIN"));
      assertThat(dig.values("_http._http_example.test.vagrant._tcp.aurora.mesos", Type.SRV))
          .isEqualTo(http);
    }
  }

  @Test
  void withoutAMasterAnnouncementsAreAnsweredAndWithoutZooKeeperTheyStay() throws Exception {
    announce(31000);
    try (DnsService dns = started("127.0.0.1:1", "/aurora")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      await().until(() -> dig.rcode(SRV, Type.SRV).equals("NOERROR"));
      assertThat(dig.rcode("no.such.announced.mesos", Type.A)).isEqualTo("NXDOMAIN");
      assertThat(dig.rcode("leader.mesos", Type.A)).isEqualTo("SERVFAIL");

      zooKeeper.stop();
      await().until(() -> get(dns, "/ready").body().contains("is lost"));
      assertThat(get(dns, "/metrics").body())
          .contains("herald_source_connected{source=\"serverset /aurora\"} 0.0");
      assertThat(dig.values(SRV, Type.SRV)).containsExactly(TARGET + 31000);
    }
  }

  @Test
  void withoutZooKeeperTheClusterIsAnswered() throws Exception {
    zooKeeper.stop();
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
        DnsService dns = started(mesos.masterAddress().toString(), "/aurora")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      await().until(() -> get(dns, "/ready").statusCode() == 200);
      assertThat(dig.values("leader.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.rcode(SRV, Type.SRV)).isEqualTo("SERVFAIL");

      zooKeeper.start();
      await().until(() -> dig.rcode(SRV, Type.SRV).equals("NXDOMAIN"));
    }
  }

  @Test
  void theAddressMayHoldACredentialAndAFolderThatIsTheClientsRoot() throws Exception {
    writer.create().creatingParentsIfNeeded().forPath("/prod" + GROUP);
    String id = DigestAuthenticationProvider.generateDigest("reader:secret");
    writer
        .create()
        .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
        .forPath("/prod" + GROUP + "/member_", member(31000));
    writer
        .setACL()
        .withACL(List.of(new ACL(ZooDefs.Perms.READ, new Id("digest", id))))
        .forPath("/prod" + GROUP);
    try (DnsService dns = started("127.0.0.1:1", "/aurora/vagrant", "reader:secret@", "/prod")) {
      Dig dig = new Dig(dns.dnsAddresses().get(0));
      await()
          .until(
              () ->
                  dig.rcode("_http._http_example.test._tcp.announced.mesos", Type.SRV)
                      .equals("NOERROR"));
    }
  }

  private String announce(int port) throws Exception {
    return writer
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
        .forPath(GROUP + "/member_", member(port));
  }

  /** As Aurora's executor writes it. */
  private static byte[] member(int port) {
    String endpoint = "{\"host\": \"127.0.0.1\", \"port\": " + port + "}";
    return ("{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"aurora\": "
            + endpoint
            + ", \"http\": "
            + endpoint
            + "}, \"serviceEndpoint\": "
            + endpoint
            + ", \"shard\": 0}")
        .getBytes(UTF_8);
  }

  private DnsService started(String masters, String root) throws Exception {
    return started(masters, root, "", "");
  }

  private DnsService started(String masters, String root, String credential, String chroot)
      throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listener", "127.0.0.1");
    options.put("port", "0");
    options.put("http-listener", "127.0.0.1");
    options.put("http-port", "0");
    options.put("masters", masters);
    options.put("serverset-zk", "zk://" + credential + zooKeeper.connectString() + chroot);
    options.put("serverset-path", root);
    DnsService dns = new DnsService(new DnsConfigReader().options(options).read());
    dns.start();
    return dns;
  }

  private static HttpResponse<String> get(DnsService dns, String path) throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
