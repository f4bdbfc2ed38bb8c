package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application's data planes under load, while tasks come and go; what is counted is in
 * the script. Without root it leaves out nftables and says so.
 *
 * <p>With {@code -Dplanes.faults=true} also while tasks hang and vanish and Herald, HAProxy and the
 * leading master are killed, which takes minutes. {@code testing/soak/lb.sh} does it for longer.
 */
class PlanesIT {

  private static final Path ROOT = Path.of(System.getProperty("herald.home"));

  @TempDir private Path folder;

  @Test
  void noRequestFailsWhileTasksAreScaled() throws Exception {
    assertThat(report("shares", "scale"))
        .contains(
            "ok   proxy    scaled 3 -> 10 -> 2 under load: 0 of",
            "ok   haproxy  scaled 3 -> 10 -> 2 under load: 0 of",
            "ok   haproxy  0 reloads for that, and the processes are the same");
  }

  @Test
  @EnabledIfSystemProperty(named = "planes.faults", matches = "true")
  void noRequestFailsWhileWhatLeadsOrCarriesIsKilled() throws Exception {
    assertThat(report("herald", "haproxy", "silent", "blackhole", "master"))
        .contains(
            "ok   haproxy  the new Herald has taken over",
            "the leading master killed, and a new one without tasks: 0 of");
  }

  /** What the script says, which succeeds. */
  private String report(String... cases) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("python3", ROOT.resolve("testing/planes/faults.py").toString()));
    command.addAll(List.of("--jar", System.getProperty("herald.jar")));
    command.addAll(List.of(cases));
    Path out = folder.resolve("out");
    Process script =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int status = script.waitFor();
    String report = Files.readString(out);
    System.out.println(report);
    assertThat(status).as(report).isZero();
    return report;
  }
}
