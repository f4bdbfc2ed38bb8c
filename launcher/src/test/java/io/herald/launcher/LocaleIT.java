package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the packaged application prints is UTF-8 whatever the locale, also that of a bare system.
 */
class LocaleIT {

  private static final Map<String, String> BARE = Map.of("LC_ALL", "C", "LANG", "C");

  @TempDir private Path folder;

  @Test
  void theHelpIsReadable() throws Exception {
    Process help = HeraldProcess.start(folder, log(), BARE, "dns", "--help");
    assertThat(help.waitFor()).isZero();
    assertThat(Files.readString(log())).contains("HERALD_DNS_…", "--masters=A,B,…");
  }

  @Test
  void aValueIsRefusedAsItIsWritten() throws Exception {
    Files.writeString(
        folder.resolve("config.json"), "{\"zk\": \"zk://a/m\", \"domain\": \"größe\"}");
    Process dns = HeraldProcess.start(folder, log(), BARE, "dns", "--config", "config.json");
    assertThat(dns.waitFor()).isNotZero();
    assertThat(Files.readString(log())).contains("\"domain\" = \"größe\"");
  }

  private Path log() {
    return folder.resolve("log");
  }
}
