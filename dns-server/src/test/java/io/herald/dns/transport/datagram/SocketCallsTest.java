package io.herald.dns.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native part can't be unpacked, sockets are the JDK's. */
class SocketCallsTest {

  /** Where nobody makes files, whoever they are. */
  private static final Path NO_FILES = Path.of("/proc");

  @TempDir private Path folder;

  /** What the test runs in a JVM of its own: a failed loading is remembered by the JVM. */
  static final class OpensASocket {
    public static void main(String[] arguments) {
      System.out.println(UdpSockets.of(32).getClass().getSimpleName());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToCostsBatchesAlone() throws Exception {
    assertThat(ways(folder)).containsExactly("BatchUdpSockets");
    assertThat(folder).as("what is left of unpacking").isEmptyDirectory();
    List<String> lines = ways(NO_FILES.resolve("missing"));
    assertThat(lines).last().isEqualTo("ChannelUdpSockets");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("each datagram", NO_FILES + "/missing"));
  }

  private static List<String> ways(Path temporary) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                OpensASocket.class.getName())
            .directory(NO_FILES.toFile()) // jffi's second choice
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
