package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Debian's Prometheus as a process, and the targets that it has found. */
final class PrometheusProcess implements AutoCloseable {

  private static final String PROGRAM = "/usr/bin/prometheus";
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final int port;
  private final Path log;

  private PrometheusProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param resolvConf takes the place of {@code /etc/resolv.conf} for it alone, in a mount
   *     namespace of its own
   */
  static PrometheusProcess start(Path folder, String config, Path resolvConf) throws IOException {
    if (!Files.isExecutable(Path.of(PROGRAM))) {
      throw new IOException(PROGRAM + " is missing; install it with: apt-get install prometheus");
    }
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    int port = HeraldProcess.freePort();
    Path log = folder.resolve("prometheus.log");
    List<String> command =
        new ArrayList<>(
            inNamespace("mount --bind " + resolvConf + " /etc/resolv.conf && exec \"$@\""));
    command.addAll(
        List.of(
            "prometheus",
            PROGRAM,
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + port));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new PrometheusProcess(process, port, log);
  }

  /** A shell in a mount namespace of its own; the script's arguments follow. */
  private static List<String> inNamespace(String script) {
    String namespaces = "root".equals(System.getProperty("user.name")) ? "-m" : "-Urm";
    return List.of("unshare", namespaces, "sh", "-c", script);
  }

  /** Whether this user may have mount namespaces, as root may outside of containers. */
  static boolean mayReplaceResolvConf(Path resolvConf) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(inNamespace("mount --bind " + resolvConf + " /etc/resolv.conf"));
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no unshare.
    }
  }

  /** The addresses of the targets, by job; none while it doesn't answer. */
  Map<String, Set<String>> targets() {
    Map<String, Set<String>> targets = new HashMap<>();
    for (JsonNode target : ask("/api/v1/targets?state=active").at("/data/activeTargets")) {
      targets
          .computeIfAbsent(target.get("scrapePool").asText(), job -> new TreeSet<>())
          .add(target.at("/discoveredLabels/__address__").asText());
    }
    return targets;
  }

  private JsonNode ask(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return JSON.readTree(
          HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      return JSON.createObjectNode(); // Not up yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return JSON.createObjectNode();
    }
  }

  /** What it printed, for the message of a failed test. */
  String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      return "its log can't be read: " + e;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
