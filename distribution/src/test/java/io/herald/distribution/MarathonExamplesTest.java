package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.herald.launcher.Herald;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The apps for Marathon are ones that it takes, by a schema that refuses what it refuses; and what
 * they start runs: {@code herald scheduler} takes an app of Marathon's too, all but images and the
 * fetcher.
 */
class MarathonExamplesTest {

  private static final Path EXAMPLES = Path.of("examples/marathon");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void marathonTakesIt(Path example) throws IOException {
    assertThat(faults(app(example.getFileName().toString()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"cpus\"         | \"cpu\"        | cpu",
        "\"instances\": 2 | \"instances\": -2 | instances",
        "\"tcp,udp\"      | \"sctp\"       | protocol",
        "\"UNIQUE\"       | \"ONCE\"       | constraints",
        "MESOS_HTTP       | MESOS_DNS      | healthChecks",
        "\"/herald/dns\"  | \"/Herald_DNS\"| id",
        "\"extract\": true| \"extract\": 1 | extract",
      })
  void aMistakeIsFound(String right, String wrong, String field) throws IOException {
    String text = Files.readString(EXAMPLES.resolve("dns-tarball.json"), UTF_8);
    assertThat(text).contains(right);
    assertThat(faults(JSON.readTree(text.replace(right, wrong))))
        .anyMatch(it -> it.contains(field));
  }

  @Test
  void theServerOfTheArchiveIsHealthyOnceItKnowsTheCluster() throws Exception {
    ObjectNode app = app("dns-tarball.json");
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      ObjectNode environment = (ObjectNode) app.get("env");
      environment.remove("HERALD_DNS_ZK");
      environment.put("HERALD_DNS_MASTERS", mesos.masterAddress().toString());

      scheduled(
          app,
          mesos,
          () -> {
            JsonNode statuses = state(mesos).findPath("statuses");
            return statuses.size() > 0
                && statuses.get(statuses.size() - 1).path("healthy").asBoolean();
          });
    }
  }

  @Test
  void whatTheArchiveOfTheExecutorAnnouncesIsInZooKeeper() throws Exception {
    ObjectNode app = app("announced-tarball.json");
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
        MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      ((ObjectNode) app.get("env"))
          .put("HERALD_ANNOUNCE_ANNOUNCER_ENSEMBLE", zooKeeper.connectString());

      scheduled(
          app,
          mesos,
          () ->
              herald("serverset", "cat", "--zk", zooKeeper.connectString(), "/aurora/shop/prod/web")
                  .contains("serviceEndpoint"));
    }
  }

  /** Something that is to become true. */
  private interface Awaited {
    boolean isThere() throws Exception;
  }

  /** Runs the app until what it is for is there: in a cluster of one machine, one instance. */
  private void scheduled(ObjectNode app, MiniMesos mesos, Awaited awaited) throws Exception {
    Path installed = folder.resolve("herald");
    Files.writeString(
        installed, "#!/bin/sh\nexec " + String.join(" ", quoted(java())) + " \"$@\"\n", UTF_8);
    assertThat(installed.toFile().setExecutable(true)).isTrue();
    // What herald scheduler leaves to Marathon, and the folder that the fetcher would have made.
    app.remove(List.of("fetch", "constraints", "requirePorts", "upgradeStrategy", "user"));
    app.put("instances", 1);
    app.put(
        "cmd",
        app.get("cmd").asText().replaceFirst("\\./herald-\\S*/bin/herald", installed.toString()));
    Path file = folder.resolve("app.json");
    JSON.writeValue(file.toFile(), app);
    Path log = folder.resolve("scheduler.log");
    Process scheduler =
        new ProcessBuilder(
                Stream.concat(
                        java().stream(),
                        Stream.of(
                            "scheduler",
                            "--master",
                            mesos.masterAddress().toString(),
                            "--job",
                            file.toString()))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .conditionEvaluationListener(
              condition -> assertThat(scheduler.isAlive()).as("%s", logged(log)).isTrue())
          .until(awaited::isThere);
    } finally {
      scheduler.destroy();
      scheduler.waitFor();
    }
  }

  private static String logged(Path log) {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        Herald.class.getName());
  }

  private static List<String> quoted(List<String> command) {
    return command.stream().map(word -> "'" + word + "'").toList();
  }

  private static String herald(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(java().stream(), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static JsonNode state(MiniMesos mesos) throws IOException, InterruptedException {
    return JSON.readTree(
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(mesos.httpUrl()).resolve("/state")).build(),
                HttpResponse.BodyHandlers.ofString(UTF_8))
            .body());
  }

  private static ObjectNode app(String name) throws IOException {
    return (ObjectNode) JSON.readTree(EXAMPLES.resolve(name).toFile());
  }

  private static List<String> faults(JsonNode app) throws IOException {
    try (InputStream text =
        MarathonExamplesTest.class.getResourceAsStream("marathon-app.schema.json")) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(JSON.readTree(text));
      return schema.validate(app).stream().map(Error::toString).toList();
    }
  }
}
