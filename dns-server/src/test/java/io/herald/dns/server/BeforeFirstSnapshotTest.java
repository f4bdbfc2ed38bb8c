package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** ZooKeeper names masters that can't be reached: who they are is known, and nothing else is. */
class BeforeFirstSnapshotTest {

  private static final String MEMBER =
      """
      {"address":{"hostname":"%1$s","ip":"%1$s","port":5050},"hostname":"%1$s","id":"%1$s",
       "pid":"master@%1$s:5050","port":5050,"version":"1.11.0"}
      """;

  private MiniZooKeeper zooKeeper;
  private ZooKeeperConnection connection;
  private DnsService dns;
  private Dig dig;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    zooKeeper = MiniZooKeeper.start(folder, 0);
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString()));
  }

  @AfterEach
  void stop() throws Exception {
    dns.close();
    connection.close();
    zooKeeper.close();
  }

  private void serve(String... more) throws Exception {
    Map<String, String> flags = new HashMap<>();
    flags.put("zk", "zk://" + zooKeeper.connectString() + "/mesos");
    flags.put("port", "0");
    flags.put("listener", "127.0.0.1");
    flags.put("http-port", "0");
    flags.put("http-listener", "127.0.0.1");
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    dns = new DnsService(new DnsConfigReader().options(flags).read());
    dns.start();
    dig = new Dig(dns.dnsAddresses().get(0));
  }

  /** An address of the loopback network at which no master listens. */
  private void register(String address) throws Exception {
    connection
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
        .forPath("/mesos/json.info_", MEMBER.formatted(address).getBytes(UTF_8));
  }

  private int ready() throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready")).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private void onlyTheMastersAreKnown() throws Exception {
    await().until(() -> !dig.values("leader.mesos.", Type.A).isEmpty());
    assertThat(dig.values("leader.mesos.", Type.A)).containsExactly("127.99.0.1");
    assertThat(dig.values("_leader._tcp.mesos.", Type.SRV)).containsExactly("leader.mesos.:5050");
    assertThat(dig.rcode("leader.mesos.", Type.AAAA)).isEqualTo("NOERROR");
    for (String name : new String[] {"web.marathon.mesos.", "slave.mesos.", "mesos.", "x.mesos."}) {
      assertThat(dig.rcode(name, Type.A)).as(name).isEqualTo("SERVFAIL");
    }
    assertThat(ready()).isEqualTo(503);
  }

  @Test
  void theLeaderAndTheMastersAreAnsweredAndTheRestIsSERVFAIL() throws Exception {
    serve();
    assertThat(dig.rcode("leader.mesos.", Type.A)).isEqualTo("SERVFAIL");
    register("127.99.0.1");
    onlyTheMastersAreKnown();
    register("127.99.0.2");
    await().until(() -> dig.values("master.mesos.", Type.A).size() == 2);
    assertThat(dig.values("master0.mesos.", Type.A)).containsExactly("127.99.0.1");
    assertThat(dig.values("master1.mesos.", Type.A)).containsExactly("127.99.0.2");
    assertThat(dig.rcode("master2.mesos.", Type.A)).isEqualTo("SERVFAIL");
    onlyTheMastersAreKnown();
  }

  @Test
  void neitherDoesAnUnreachableServerSetHideThem() throws Exception {
    register("127.99.0.1");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
      serve("serverset-zk", "zk://127.0.0.1:" + address.getPort());
      onlyTheMastersAreKnown();
    }
  }
}
