package io.herald.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.herald.mesos.leader.MasterAddress;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code herald dns} as a process of its own, ready to answer. */
final class HeraldDns implements AutoCloseable {

  private static final FreePorts PORTS = new FreePorts();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final int httpPort = PORTS.take();
  private final int dnsPort = PORTS.take();

  /**
   * Starts it and waits until it has read the cluster.
   *
   * @param folder for its log
   * @param master that it follows
   * @param flags beside those of its ports
   */
  HeraldDns(Path folder, MasterAddress master, String... flags) throws IOException {
    this.log = folder.resolve("herald.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "io.herald.launcher.Herald",
                "dns",
                "--masters=" + master,
                "--listener=127.0.0.1",
                "--port=" + dnsPort,
                "--http-listener=127.0.0.1",
                "--http-port=" + httpPort));
    command.addAll(List.of(flags));
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      await().until(this::isReady);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("herald dns has ended: " + Files.readString(log, UTF_8));
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "ready")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it doesn't listen yet
    }
  }

  /** Of the page, with a closing slash. */
  String url() {
    return "http://127.0.0.1:" + httpPort + "/";
  }

  int dnsPort() {
    return dnsPort;
  }

  /** A resource as a program gets it. */
  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
