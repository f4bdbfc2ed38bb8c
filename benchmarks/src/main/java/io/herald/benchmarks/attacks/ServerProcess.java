package io.herald.benchmarks.attacks;

import java.io.File;
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

/** The DNS server in a process of its own: what the kernel says of it, and what it counts. */
public final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final URI metrics;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param arguments of {@code herald dns}
   * @param httpPort where its metrics are
   */
  public ServerProcess(
      Path jar, List<String> jvmOptions, List<String> arguments, int httpPort, File log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString(), "dns"));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    metrics = URI.create("http://127.0.0.1:" + httpPort + "/metrics");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Resident set, MiB. */
  public long mebibytes() throws IOException {
    return status("VmRSS:") / 1024;
  }

  /** The highest resident set so far, MiB. */
  public long peakMebibytes() throws IOException {
    return status("VmHWM:") / 1024;
  }

  private long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the kernel doesn't tell " + field + " of process " + process.pid());
  }

  /** The sum of the series whose name and labels match. */
  public double metric(String pattern) throws IOException, InterruptedException {
    HttpResponse<String> scrape =
        client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
    return scrape
        .body()
        .lines()
        .filter(line -> line.matches(pattern + " .*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
