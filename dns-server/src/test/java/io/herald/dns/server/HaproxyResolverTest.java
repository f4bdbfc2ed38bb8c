package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A6: a real HAProxy that finds its servers by SRV, as docs/howto/dns-clients.md configures it. */
class HaproxyResolverTest {

  private static final int TASKS = 30;

  private Path folder;
  private StateOnlyMaster master;
  private DnsService dns;

  @BeforeEach
  void start() throws Exception {
    folder = Files.createTempDirectory(Path.of("/tmp"), "herald-a6"); // a short path: a socket's
    master = new StateOnlyMaster();
    master.says(state());
    DnsConfig config =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters", master.address(),
                    "listener", "127.0.0.1",
                    "port", "0",
                    "http-on", "false",
                    "external-on", "false"))
            .read();
    dns = new DnsService(config);
    dns.start();
  }

  @AfterEach
  void stop() throws Exception {
    dns.close();
    master.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @ParameterizedTest
  @CsvSource({"'', 4096", "tcp@, 65535"})
  void a6ThirtyInstancesAreUpWithTheirWeights(String transport, int size) throws Exception {
    InetSocketAddress server = dns.dnsAddresses().get(0);
    Path socket = folder.resolve("haproxy.sock");
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          stats socket %1$s level admin
        defaults
          mode tcp
          timeout connect 1m
          timeout client 1m
          timeout server 1m
        resolvers herald
          nameserver herald %2$s127.0.0.1:%3$d
          accepted_payload_size %4$d
          hold valid 10s
        backend web
          server-template web %5$d _web._tcp.marathon.mesos resolvers herald init-addr none
        """
            .formatted(socket, transport, server.getPort(), size, TASKS));
    Process haproxy =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    try {
      await().until(() -> !haproxy.isAlive() || Files.exists(socket));
      assertThat(haproxy.isAlive()).as(() -> read(folder.resolve("haproxy.log"))).isTrue();
      Map<String, Integer> wanted = new HashMap<>();
      for (int i = 0; i < TASKS; i++) {
        wanted.put(address(i), weight(i));
      }
      await().untilAsserted(() -> assertThat(serversUp(socket)).isEqualTo(wanted));
    } finally {
      haproxy.destroyForcibly().waitFor();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Address and weight of each server that is up. */
  private static Map<String, Integer> serversUp(Path socket) throws IOException {
    Map<String, Integer> up = new HashMap<>();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap("show servers state web\n".getBytes(US_ASCII)));
      String text = new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
      for (String line : text.split("\n")) {
        // Its columns: be_id be_name srv_id srv_name srv_addr op_state admin_state uweight …
        String[] columns = line.split(" ");
        if (columns.length > 7 && columns[1].equals("web") && columns[5].equals("2")) {
          up.put(columns[4], Integer.parseInt(columns[7]));
        }
      }
    }
    return up;
  }

  private static String address(int task) {
    return "10.1.0." + (task + 1);
  }

  /** Every third task is a large one. */
  private static int weight(int task) {
    return task % 3 == 0 ? 2 : 1;
  }

  private static byte[] state() {
    List<String> agents = new ArrayList<>();
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      agents.add(
          """
          {"id": "x-S%d", "pid": "slave(1)@%s:5051", "hostname": "node%d.example.com",
           "active": true}"""
              .formatted(i, address(i), i));
      tasks.add(
          """
          {"id": "web.%1$d", "name": "web", "framework_id": "f", "slave_id": "x-S%1$d",
           "state": "TASK_RUNNING", "resources": {"ports": "[%2$d-%2$d]"},
           "labels": [{"key": "io.herald.dns.weight", "value": "%3$d"}],
           "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.0}]}"""
              .formatted(i, 31_000 + i, weight(i)));
    }
    return """
    {"version": "0.28.0", "leader": "master@127.0.0.1:5050", "pid": "master@127.0.0.1:5050",
     "slaves": [%s],
     "frameworks": [{"id": "f", "name": "marathon", "pid": "s@10.0.0.9:1", "tasks": [%s]}]}"""
        .formatted(String.join(",", agents), String.join(",", tasks))
        .getBytes(UTF_8);
  }
}
