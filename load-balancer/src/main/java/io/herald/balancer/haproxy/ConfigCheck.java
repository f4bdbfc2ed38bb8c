package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks HAProxy itself whether it would take a file ({@code haproxy -c}). */
final class ConfigCheck {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HaproxySettings settings;

  ConfigCheck(HaproxySettings settings) {
    this.settings = settings;
  }

  /**
   * Checks the file of a plan.
   *
   * @return what HAProxy says against it; empty: it is valid
   * @throws IOException if HAProxy can't be asked
   */
  Optional<String> faults(ConfigPlan plan) throws IOException, InterruptedException {
    Path candidate = settings.folder().resolve("haproxy.cfg.check");
    // The list that a HAProxy finds that starts meanwhile isn't touched.
    Path certificates = settings.folder().resolve("certificates.list.check");
    Files.writeString(
        candidate,
        plan.text().replace(settings.certificateList().toString(), certificates.toString()));
    for (Path map : List.of(settings.hostMap(), settings.appMap())) {
      if (!Files.exists(map)) {
        Files.createFile(map);
      }
    }
    Files.write(certificates, plan.certificates());
    ProgramRun run =
        ProgramRun.of(
            List.of(settings.program(), "-c", "-f", candidate.toString()),
            settings.folder().resolve("haproxy.check.log"),
            LONGEST);
    return run.status() == 0 ? Optional.empty() : Optional.of(alerts(run.output()));
  }

  static String alerts(String output) {
    String alerts =
        output
            .lines()
            .filter(line -> line.startsWith("[ALERT]"))
            .map(
                line -> line.replaceFirst("^\\[ALERT]\\s*\\([0-9]+\\)\\s*:\\s*config\\s*:\\s*", ""))
            .map(line -> line.replaceFirst("^parsing \\[[^]]*:([0-9]+)]\\s*:\\s*", "line $1: "))
            .filter(line -> !line.contains("Error(s) found in configuration file"))
            .filter(line -> !line.contains("Fatal errors found in configuration"))
            .limit(3)
            .collect(Collectors.joining("; "));
    return alerts.isEmpty() ? output.strip() : alerts;
  }
}
