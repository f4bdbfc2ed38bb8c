package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zone file that can't be read at the start: a typing error of somebody who is still there. */
class ZoneFileAtTheStartTest {

  @TempDir private Path folder;

  @Test
  void aMissingZoneFileIsRefused() throws Exception {
    Path missing = folder.resolve("own.zone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(missing))
        .withMessage(
            "zoneFile can't be used: " + missing + ": there is no such file; check the path");
  }

  @Test
  void aZoneFileWithAMistakeIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("own.zone"), "db A 10.9.0.256\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(file))
        .withMessage("zoneFile can't be used: " + file + ":1: Invalid address: 10.9.0.256");
  }

  @Test
  void aGoodOneIsServed() throws Exception {
    start(Files.writeString(folder.resolve("own.zone"), "db A 10.9.0.2\n"));
  }

  private static void start(Path zoneFile) throws Exception {
    DnsConfig config =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters", "127.0.0.1:1",
                    "listener", "127.0.0.1",
                    "port", "0",
                    "http-on", "false",
                    "zone-file", zoneFile.toString()))
            .read();
    try (DnsService dns = new DnsService(config)) {
      dns.start();
      assertThat(dns.dnsAddresses()).isNotEmpty();
    }
  }
}
