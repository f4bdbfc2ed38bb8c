package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import picocli.CommandLine;

/** {@code herald dns ready}, where the server isn't; {@code DnsIT} has the one that is. */
class ReadyCommandTest {

  private static final String MASTERS = "10.0.0.1:5050";

  @TempDir private Path folder;

  private record Run(int exit, String err) {}

  @Test
  void aServerThatDoesNotAnswerIsNotReady() throws IOException {
    try (DatagramSocket silent = bound()) {
      Run run = ready("--port", port(silent), "--wait", "1");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err())
          .startsWith(
              "herald dns ready: no answer from 127.0.0.1:" + port(silent) + " by UDP within 1 s");
    }
  }

  @Test
  void aServerThatDoesNotKnowTheClusterYetIsNotReady() throws Exception {
    try (DatagramSocket server = bound()) {
      Thread answering = new Thread(() -> answerServfail(server), "servfail");
      answering.start();
      Run run = ready("--port", port(server), "--wait", "300");
      answering.join();
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "herald dns ready: the server at 127.0.0.1:%s answers SERVFAIL for the SOA record of"
                      .formatted(port(server))
                  + " cluster.\n");
    }
  }

  @Test
  void aServerWithoutDnsOrAtAnyFreePortCannotBeAsked() throws IOException {
    assertThat(ready("--dns-on=false").err()).contains("dnsOn false", "GET /ready");
    assertThat(ready("--port", "0").err()).contains("port 0", "give --port");
    assertThat(ready("--dns-on=false").exit()).isEqualTo(1);
  }

  @Test
  void aWrongConfigurationIsReportedAsAtAStart() throws IOException {
    Run run = ready("--ttl", "soon");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--ttl", "soon");
  }

  private static void answerServfail(DatagramSocket server) {
    try {
      DatagramPacket query = new DatagramPacket(new byte[4096], 4096);
      server.receive(query);
      Message answer = new Message(Arrays.copyOf(query.getData(), query.getLength()));
      answer.getHeader().setFlag(Flags.QR);
      answer.getHeader().setRcode(Rcode.SERVFAIL);
      byte[] wire = answer.toWire();
      server.send(new DatagramPacket(wire, wire.length, query.getSocketAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatagramSocket bound() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static String port(DatagramSocket socket) {
    return Integer.toString(socket.getLocalPort());
  }

  /** With a file of its own, so that none of the working folder counts. */
  private Run ready(String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), "{}");
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Herald.commandLine(
                Map.of(
                    "HERALD_DNS_MASTERS",
                    MASTERS,
                    "HERALD_DNS_DOMAIN",
                    "cluster",
                    "HERALD_DNS_LISTENER",
                    "0.0.0.0",
                    "HERALD_DNS_CONFIG",
                    file.toString()))
            .setErr(new PrintWriter(err, true));
    String[] line = new String[flags.length + 2];
    line[0] = "dns";
    line[1] = "ready";
    System.arraycopy(flags, 0, line, 2, flags.length);
    return new Run(commandLine.execute(line), err.toString());
  }
}
