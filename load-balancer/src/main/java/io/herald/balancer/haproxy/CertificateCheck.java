package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks HAProxy itself whether it would take certificates ({@code haproxy -c}). */
final class CertificateCheck {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final String program;
  private final Path configuration;
  private final Path list;
  private final Path output;

  /**
   * A check that asks nothing yet.
   *
   * @param scratch folder for its own files
   */
  CertificateCheck(String program, Path scratch) {
    this.program = program;
    this.configuration = scratch.resolve("certificates.check.cfg");
    this.list = scratch.resolve("certificates.check.list");
    this.output = scratch.resolve("certificates.check.log");
  }

  /**
   * Finds those that HAProxy doesn't take, by halving.
   *
   * @return why not, by file
   * @throws IOException if HAProxy can't be asked
   */
  Map<Path, String> refusals(List<Path> files) throws IOException, InterruptedException {
    Map<Path, String> refusals = new LinkedHashMap<>();
    if (!files.isEmpty()) {
      Files.write(
          configuration,
          List.of(
              "global",
              "  tune.ssl.default-dh-param 2048",
              "  ssl-default-bind-options ssl-min-ver TLSv1.2",
              "frontend https",
              "  bind 127.0.0.1:443 ssl crt-list " + list + " alpn h2,http/1.1"));
      try {
        judge(files, refusals);
      } finally {
        Files.deleteIfExists(configuration);
        Files.deleteIfExists(list);
        Files.deleteIfExists(output);
      }
    }
    return refusals;
  }

  private void judge(List<Path> files, Map<Path, String> refusals)
      throws IOException, InterruptedException {
    Optional<String> refusal = refusal(files);
    int half = files.size() / 2;
    if (refusal.isPresent() && half == 0) {
      refusals.put(files.get(0), refusal.get());
    } else if (refusal.isPresent()) {
      judge(files.subList(0, half), refusals);
      judge(files.subList(half, files.size()), refusals);
    }
  }

  private Optional<String> refusal(List<Path> files) throws IOException, InterruptedException {
    Files.write(list, files.stream().map(Path::toString).toList());
    ProgramRun run =
        ProgramRun.of(List.of(program, "-c", "-f", configuration.toString()), output, LONGEST);
    return run.status() == 0
        ? Optional.empty()
        : Optional.of(
            ConfigCheck.alerts(run.output())
                .replaceFirst("^.*'crt-list' : ", "")
                .replaceFirst("\\.$", ""));
  }
}
