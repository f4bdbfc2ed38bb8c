package io.herald.dns.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HAProxy's server-template with 60 instances (Debian's {@code haproxy}), in the two ways that
 * {@code docs/howto/dns-clients.md} gives: it takes what an answer lacks for gone, so each answer
 * has to be whole.
 */
class HaproxyTest {

  private static final int INSTANCES = 60;
  private static final int STATUS = 17;
  private static final int WENT_DOWN = 22;
  private static final Pattern VALID = Pattern.compile("valid:\\s*(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"'', accepted_payload_size 4096", "tcp@, accepted_payload_size 65535"})
  void allInstancesAreUpAndStayUp(String transport, String size) throws Exception {
    HttpServer instance = HttpServer.create(new InetSocketAddress(0), 0);
    instance.setExecutor(Executors.newCachedThreadPool());
    instance.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    instance.start();
    Zone zone = zone(instance.getAddress().getPort());
    try (DnsListeners listeners =
        DnsListeners.open(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            TransportSettings.DEFAULT,
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 42),
            SlowPath.NONE,
            new QueryCounters(),
            Optional.empty(),
            new ManualScheduler())) {
      int port = listeners.addresses().get(0).getPort();
      String server = "%s127.0.0.1:%d".formatted(transport, port);
      Process haproxy = start(server, size);
      try {
        await().atMost(PATIENCE).until(() -> up() == INSTANCES);
        // Being without an address until its first answer counts as one going down.
        long downs = downs();
        int before = answers();
        await().atMost(PATIENCE).until(() -> answers() >= before + 5);
        assertThat(up()).isEqualTo(INSTANCES);
        assertThat(downs()).isEqualTo(downs);
      } finally {
        haproxy.destroy();
        haproxy.waitFor();
      }
    } finally {
      instance.stop(0);
    }
  }

  private static Zone zone(int port) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= INSTANCES; i++) {
      String target = "web-e844k%d-s1.marathon.mesos.".formatted(i);
      lines.add("_web._tcp.marathon.mesos. SRV 0 1 %d %s".formatted(port, target));
      lines.add("%s A 127.0.1.%d".formatted(target, i));
    }
    return ZoneText.zone(lines.toArray(String[]::new));
  }

  private Process start(String server, String size) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            global
              stats socket %s
            defaults
              mode http
              timeout connect 30s
              timeout client 30s
              timeout server 30s
            resolvers herald
              nameserver herald %s
              %s
              timeout resolve 1s
              timeout retry 5s
              hold valid 1s
            backend web
              default-server check inter 1s init-addr none
              server-template web %d _web._tcp.marathon.mesos resolvers herald
            """
                .formatted(folder.resolve("stats"), server, size, INSTANCES));
    return new ProcessBuilder("haproxy", "-db", "-f", config.toString())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("haproxy.log").toFile())
        .start();
  }

  private long up() throws IOException {
    return servers().stream().filter(fields -> fields.get(STATUS).startsWith("UP")).count();
  }

  private long downs() throws IOException {
    return servers().stream().mapToLong(fields -> Long.parseLong(fields.get(WENT_DOWN))).sum();
  }

  /** The fields of each server's line in {@code show stat}. */
  private List<List<String>> servers() throws IOException {
    return ask("show stat")
        .lines()
        .filter(line -> line.matches("web,web\\d+,.*"))
        .map(line -> Arrays.asList(line.split(",", -1)))
        .toList();
  }

  /** How many answers its resolver has taken. */
  private int answers() throws IOException {
    Matcher valid = VALID.matcher(ask("show resolvers herald"));
    return valid.find() ? Integer.parseInt(valid.group(1)) : 0;
  }

  private String ask(String command) throws IOException {
    Path socket = folder.resolve("stats");
    if (!Files.exists(socket)) {
      return "";
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(command.concat(System.lineSeparator()).getBytes(UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    } catch (java.net.ConnectException e) {
      return "";
    }
  }
}
