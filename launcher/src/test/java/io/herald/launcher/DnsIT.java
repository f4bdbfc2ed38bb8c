package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged DNS server, as an operator starts it and tells it to read its file again. */
class DnsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private final int dnsPort = HeraldProcess.freePort();

  @Test
  void sighupReadsTheFileAgainAndABadOneIsRefused() throws Exception {
    int port = HeraldProcess.freePort();
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      write(mesos, port, "60");
      Process dns = herald("dns", "--config", file().toString());
      try {
        await()
            .atMost(PATIENCE)
            .until(() -> HeraldProcess.get(port, "/ready").contains("\"ready\" : true"));
        assertThat(HeraldProcess.get(port, "/v1/config")).contains("\"TTL\" : 60");
        Process ready = herald("dns", "ready", "--config", file().toString(), "--wait", "60");
        assertThat(ready.waitFor()).as(Files.readString(log())).isZero();

        write(mesos, port, "5");
        hangUp(dns);
        await()
            .atMost(PATIENCE)
            .until(() -> HeraldProcess.get(port, "/v1/config").contains("\"TTL\" : 5,"));

        write(mesos, port, "\"soon\"");
        hangUp(dns);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    HeraldProcess.get(port, "/ready")
                        .contains("write a whole number, without quotes"));
        assertThat(HeraldProcess.get(port, "/v1/config")).contains("\"TTL\" : 5,");
      } finally {
        dns.destroy();
        assertThat(dns.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
      assertThat(Files.readString(log()))
          .contains("configuration is refused", "config.json: \"ttl\" = \"soon\"");
    }
  }

  @Test
  void explainLooksAtTheMastersItself() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      String master = mesos.masterAddress().toString();
      Process there = herald("dns", "explain", "Leader.mesos.", "--master", master);
      assertThat(there.waitFor()).as(Files.readString(log())).isZero();
      assertThat(Files.readString(log()))
          .contains("leader.mesos: it has records", "A 127.0.0.1", "address of the leading master");

      write(mesos, 0, "60");
      Files.move(file(), folder.resolve("other.json"));
      Process absent = herald("dns", "explain", "leadre.mesos", "--wait=30");
      assertThat(absent.waitFor()).isEqualTo(1);
      assertThat(Files.readString(log()))
          .contains("leadre.mesos: there is no such name", "nearest names:\n    leader.mesos");
    }
  }

  @Test
  void explainSaysWhichMasterCouldNotBeRead() throws Exception {
    Process unread = herald("dns", "explain", "a.mesos", "--master", "127.0.0.1:1", "--wait", "1");
    assertThat(unread.waitFor()).isEqualTo(1);
    assertThat(Files.readString(log()))
        .contains("herald dns explain: no snapshot of the cluster within 1 s");
  }

  private static void hangUp(Process process) throws Exception {
    // The shell's own: a bare Debian has no program of that name.
    Process kill = new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private Path file() {
    return folder.resolve("config.json");
  }

  private Path log() {
    return folder.resolve("log");
  }

  private void write(MiniMesos mesos, int httpPort, String ttl) throws IOException {
    Files.writeString(
        file(),
        String.format(
            "{\"masters\": [\"%s\"], \"listener\": \"127.0.0.1\", \"port\": %d,"
                + " \"httpListener\": \"127.0.0.1\", \"httpPort\": %d, \"ttl\": %s}",
            mesos.masterAddress(), dnsPort, httpPort, ttl));
  }

  /** With both its outputs in the log. */
  private Process herald(String... arguments) throws IOException {
    Map<String, String> environment =
        Files.exists(folder.resolve("other.json"))
            ? Map.of("HERALD_DNS_CONFIG", "other.json")
            : Map.of();
    return HeraldProcess.start(folder, log(), environment, arguments);
  }
}
