package io.herald.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's Prometheus as a process, and what it says over its HTTP API. Used by one thread. */
public final class PrometheusProcess implements AutoCloseable {

  private static final String PROGRAM = "/usr/bin/prometheus";

  /** Ends what never ends; a machine ten times slower than ours is far from it. */
  private static final int END_MINUTES = 5;

  private static final FreePorts PORTS = new FreePorts();
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
   * Starts it; it answers some time later.
   *
   * @param folder gets its configuration, its data and its log
   * @param config the text of its {@code prometheus.yml}
   * @param around a command that runs the one that is appended to it; may be empty
   * @throws IOException if Prometheus isn't installed
   */
  public static PrometheusProcess start(Path folder, String config, String... around)
      throws IOException {
    if (!Files.isExecutable(Path.of(PROGRAM))) {
      throw new IOException(
          PROGRAM
              + " is missing; install it with: apt-get install prometheus (./herald test does so)");
    }
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    Path log = folder.resolve("prometheus.log");
    int port = PORTS.take();
    List<String> command = new ArrayList<>(List.of(around));
    command.addAll(
        List.of(
            PROGRAM,
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + port));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new PrometheusProcess(process, port, log);
  }

  /** Its active targets, as its API gives them; none while it starts. */
  public JsonNode activeTargets() {
    return json("/api/v1/targets?state=active").at("/data/activeTargets");
  }

  /** The result of a query, as its API gives it; missing while it starts. */
  public JsonNode query(String promQl) {
    return json("/api/v1/query?query=" + URLEncoder.encode(promQl, UTF_8)).at("/data/result");
  }

  /** What it counts of itself, in the text format; empty while it starts. */
  public String metrics() {
    return get("/metrics").orElse("");
  }

  private JsonNode json(String path) {
    return get(path)
        .map(
            text -> {
              try {
                return JSON.readTree(text);
              } catch (IOException e) {
                throw new IllegalStateException(path + " is answered with " + text, e);
              }
            })
        .orElseGet(JSON::createObjectNode);
  }

  /**
   * What it answers.
   *
   * @return empty while it starts
   * @throws IllegalStateException if it has ended
   */
  private Optional<String> get(String path) {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "Prometheus has ended with " + process.exitValue() + ": " + log());
    }
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      HttpResponse<String> response =
          HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // It doesn't listen yet, or ends; which, the next call tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What it printed, for the message of a failed test. */
  public String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      return "its log can't be read: " + e;
    }
  }

  /**
   * Asks it to end, and waits until it has.
   *
   * @throws IllegalStateException if it had to be killed
   */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("Prometheus didn't end: " + log());
    }
  }
}
