package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Only with {@code -Dplanes.faults=true}: the script loads three planes at once and wants a quiet
 * machine. {@code testing/soak/lb.sh} runs the same script for longer.
 *
 * <p>The packaged application's data planes under load, while tasks come, go, hang and vanish and
 * Herald, HAProxy and the leading master are killed. What is counted is in the script; without root
 * it leaves out nftables and says so.
 */
@EnabledIfSystemProperty(named = "planes.faults", matches = "true")
class PlanesIT {

  private static final Path ROOT = Path.of(System.getProperty("herald.home"));

  @TempDir private Path folder;

  @Test
  void noRequestFailsWhileTasksAreScaledAndWhatLeadsOrCarriesIsKilled() throws Exception {
    Path out = folder.resolve("out");
    Process script =
        new ProcessBuilder(
                "python3",
                ROOT.resolve("testing/planes/faults.py").toString(),
                "--jar",
                System.getProperty("herald.jar"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int status = script.waitFor();
    String report = Files.readString(out);
    System.out.println(report);
    assertThat(status).as(report).isZero();
    assertThat(report)
        .contains(
            "ok   proxy    scaled 3 -> 10 -> 2 under load: 0 of",
            "ok   haproxy  the new Herald has taken over",
            "the leading master killed, and a new one without tasks: 0 of");
  }
}
