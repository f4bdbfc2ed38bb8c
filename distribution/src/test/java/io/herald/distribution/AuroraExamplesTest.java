package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.jobs.aurora.AuroraJobJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The jobs for Aurora are ones that its client takes, by a stand-in for its schema, and whose data
 * Herald's executor reads.
 */
class AuroraExamplesTest {

  private static final Path EXAMPLE = Path.of("examples/aurora/herald.aurora");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** What the client said, and how it ended. */
  private record Read(int status, String output) {}

  @Test
  void heraldsExecutorReadsWhatTheClientMakesOfThem() throws Exception {
    Read read = read(EXAMPLE);
    assertThat(read.status()).as(read.output()).isZero();

    Map<String, AuroraJobJson> jobs = new TreeMap<>();
    for (String line : read.output().lines().toList()) {
      jobs.put(JSON.readTree(line).path("name").asText(), AuroraJobJson.read(line).orElseThrow());
    }

    assertThat(jobs).containsOnlyKeys("herald-dns", "herald-dns-image", "web");
    assertThat(jobs)
        .allSatisfy(
            (name, job) -> assertThat(job.requestedPorts()).as(name).containsExactly("http"));
    // The health check of both kinds of server asks the port "health".
    assertThat(jobs.get("herald-dns").portmap()).containsExactly(Map.entry("health", "http"));
    assertThat(jobs.get("herald-dns-image").portmap()).containsExactly(Map.entry("health", "http"));
    assertThat(jobs.get("web").portmap()).containsExactly(Map.entry("aurora", "http"));
  }

  @ParameterizedTest
  @CsvSource({
    "instances = 2, instancs = 2, has no field instancs",
    "cpu = 0.5, cpu = 'half', is no float",
    "role = 'infra', contact = 'infra', role is required",
    "{{version}}, {{verison}}, nothing binds {{verison}}",
    "jobs = [, jbos = [, no jobs",
  })
  void aMistakeIsFound(String right, String wrong, String complaint) throws Exception {
    String text = Files.readString(EXAMPLE, UTF_8);
    assertThat(text).contains(right);
    Path file = Files.writeString(folder.resolve("wrong.aurora"), text.replace(right, wrong));

    Read read = read(file);

    assertThat(read.status()).isNotZero();
    assertThat(read.output()).contains(complaint);
  }

  private static Read read(Path file) throws IOException, InterruptedException {
    Process client =
        new ProcessBuilder("python3", "src/test/python/aurora_jobs.py", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(client.getInputStream().readAllBytes(), UTF_8);
    return new Read(client.waitFor(), output);
  }
}
