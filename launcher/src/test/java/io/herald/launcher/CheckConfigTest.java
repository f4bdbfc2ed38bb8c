package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code check-config}: a file is judged as a start of the command would. */
class CheckConfigTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "herald {0} check-config: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dns | {\"masters\": [\"10.0.0.1:5050\"], \"port\": 8053}",
        "dns | {\"zk\": \"zk://10.0.0.1:2181/mesos\", \"externalOn\": false}",
        "lb | {\"masters\": [\"10.0.0.1:5050\"], \"plane\": [\"proxy\"]}",
        "render | {\"files\": [{\"target\": \"t\", \"template\": \"nginx-upstreams\", \"queries\": {\"a\": {}}}]}",
        "publish | {\"masters\": [\"10.0.0.1:5050\"], \"etcd\": [\"http://10.0.0.2:2379\"]}",
        "scheduler | {\"cluster\": \"c\", \"role\": \"r\", \"environment\": \"e\", \"name\": \"n\", \"task\": {\"processes\": [{\"name\": \"p\", \"cmdline\": \"true\"}], \"resources\": {\"cpu\": 1, \"ram\": 1048576, \"disk\": 1048576}}}",
        "scheduler | {\"id\": \"/web\", \"cmd\": \"true\"}",
        "announce | {\"cluster\": \"c\", \"role\": \"r\", \"environment\": \"e\", \"name\": \"n\", \"announce\": {}, \"ports\": [\"http\"]}",
      })
  void aFileThatAStartTakesCanBeUsed(String command, String content) throws IOException {
    Path file = file("config.json", content);
    Run run = run(command, "check-config", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(file + ": can be used\n");
    assertThat(run.exit()).isZero();
  }

  /** The sentences of a start, which ends at them, too. */
  @ParameterizedTest(name = "herald {0} check-config: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dns | {\"masters\": [\"10.0.0.1:5050\"], \"port\": 80530}",
        "dns | {\"masters\": [\"10.0.0.1:5050\"], \"ttl\": \"soon\", \"httpport\": -3}",
        "dns | {\"masters\": [\"10.0.0.1:5050\"],",
        "dns | {\"masters\": [\"10.0.0.1:5050\"], \"zoneFile\": \"/nowhere/zone\"}",
        "dns | {\"masters\": [\"10.0.0.1:5050\"], \"httpCertFile\": \"/nowhere/cert\"}",
        "lb | {\"masters\": [\"10.0.0.1:5050\"], \"plane\": [\"prox\"]}",
        "lb | {\"plane\": [\"proxy\"]}",
        "render | {\"files\": []}",
        "publish | {\"masters\": [\"10.0.0.1:5050\"], \"etcd\": [\"10.0.0.2:2379\"], \"leaseSeconds\": 1}",
        "publish | {\"prefix\": \"skydns\"}",
        "publish | {\"masters\":",
        "scheduler | {\"cluster\": \"c\", \"name\": \"n\", \"instances\": 0}",
        "scheduler | {\"id\": \"/Web_1\", \"cmd\": 3}",
        "scheduler | {\"id\": \"/web\",",
        "announce | {\"cluster\": \"c\", \"role\": \"r\", \"environment\": \"e\", \"announce\": {\"port\": 3}}",
        "announce | {\"cluster\": \"c\", \"role\": \"r\", \"environment\": \"e\", \"name\": \"n\"}",
      })
  void whatAStartRefusesIsRefusedWithItsSentences(String command, String content)
      throws IOException {
    Path file = file("config.json", content);
    Run start = run(Map.of("HERALD_RENDER_MASTERS", "10.0.0.1:5050"), start(command, file));
    Run check = run(command, "check-config", file.toString());
    assertThat(sentences(check)).isEqualTo(sentences(start)).isNotEmpty();
    assertThat(check.exit()).isEqualTo(start.exit()).isEqualTo(2);
    assertThat(check.out()).isEmpty();
  }

  private static String[] start(String command, Path file) {
    return switch (command) {
      case "publish" -> new String[] {command, "skydns", "--config", file.toString()};
      case "scheduler" ->
          new String[] {command, "--master", "10.0.0.1:5050", "--job", file.toString()};
      case "announce" ->
          new String[] {
            command, "--announcer-ensemble", "10.0.0.1:2181", "--job", file.toString(), "--", "true"
          };
      default -> new String[] {command, "--config", file.toString()};
    };
  }

  @Test
  void aJobIsJudgedInTheEnvironmentThatIsAskedFor() throws IOException {
    Path app = file("app.json", "{\"id\": \"/web\", \"cmd\": \"true\"}");
    Run run = run("scheduler", "--environment", "test", "check-config", app.toString());
    assertThat(run.err()).contains("has no environment that --environment could replace");
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void whatStandsBehindTheDashesIsTheCommandWhateverItsName() throws IOException {
    Path job = file("job.json", "{");
    Run run =
        run("announce", "--job", job.toString(), "--etcd", "http://a", "--", "check-config", "x");
    assertThat(run.err()).contains("job.json").doesNotContain("herald announce check-config");
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void everyFileThatTheDnsServersFileNamesIsLookedAt() throws IOException {
    Path render = file("render.yaml", "files: 3\n");
    Path zone = file("zone", "www IN A 10.0.0.300\n");
    String masters = "{\"masters\": [\"10.0.0.1:5050\"], ";
    Run named =
        run(
            "dns",
            "check-config",
            file("a", masters + "\"renderConfig\": \"" + render + "\"}").toString());
    assertThat(named.err()).contains(render + ":1: files: the number 3 stands here");
    assertThat(named.exit()).isEqualTo(2);
    Run zoned =
        run(
            "dns",
            "check-config",
            file("b", masters + "\"zoneFile\": \"" + zone + "\"}").toString());
    assertThat(zoned.err()).contains(zone.toString(), "10.0.0.300");
    assertThat(zoned.exit()).isEqualTo(2);
  }

  @Test
  void flagsAndEnvironmentBeatTheFileAsAtAStart() throws IOException {
    Path file = file("config.json", "{\"port\": 80530}");
    assertThat(run("dns", "check-config", file.toString()).exit()).isEqualTo(2);
    Run run =
        run(
            Map.of("HERALD_DNS_MASTERS", "10.0.0.1:5050"),
            "dns",
            "--port",
            "8053",
            "check-config",
            file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lb", "dns"})
  void theCertificatesOfHaproxyAreLookedAt(String command) throws IOException {
    Path certificates = folder.resolve("certificates");
    String config =
        "{\"masters\": [\"10.0.0.1:5050\"], \"plane\": [\"haproxy\"], \"haproxyCertificates\": \""
            + certificates
            + "\"}";
    Run missing = run(command, "check-config", file("a.json", config).toString());
    assertThat(missing.err())
        .contains("warning: haproxyCertificates: the folder " + certificates + " can't be read");
    assertThat(missing.exit()).as("HAProxy runs without them").isZero();

    Files.createDirectory(certificates);
    Files.writeString(certificates.resolve("a.pem"), "nonsense\n");
    Run broken = run(command, "check-config", file("b.json", config).toString());
    assertThat(broken.err())
        .contains("warning: " + certificates.resolve("a.pem") + " is left out: unable to load");
    assertThat(broken.exit()).isZero();
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Run run = run("dns", "check-config", folder.resolve("none.json").toString());
    assertThat(run.err()).contains(folder.resolve("none.json").toString());
    assertThat(run.exit()).isEqualTo(2);
  }

  private static List<String> sentences(Run run) {
    return run.err().lines().map(line -> line.replaceFirst("^herald [a-z -]+: ", "")).toList();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private record Run(int exit, String out, String err) {}

  private static Run run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private static Run run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Herald.commandLine(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exit = commandLine.execute(arguments);
    return new Run(exit, out.toString(), err.toString());
  }
}
