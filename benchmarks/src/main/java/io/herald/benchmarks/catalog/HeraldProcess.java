package io.herald.benchmarks.catalog;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./herald dns} as a user starts it, and what the kernel and its API say of it. */
public final class HeraldProcess implements AutoCloseable {

  private final Process process;
  private final int dnsPort;
  private final int httpPort;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Starts it on any free ports of the loopback address.
   *
   * @param herald the launcher
   * @param jvmOptions beside the launcher's own
   * @param master as {@code --masters} takes it
   * @param log file that gets its log
   */
  HeraldProcess(Path herald, List<String> jvmOptions, String master, Path log) throws IOException {
    this(herald, jvmOptions, master, log, List.of());
  }

  /** The same with more flags. */
  public HeraldProcess(
      Path herald, List<String> jvmOptions, String master, Path log, List<String> flags)
      throws IOException {
    try (DatagramSocket dns = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dnsPort = dns.getLocalPort();
      httpPort = http.getLocalPort();
    }
    File output = log.toFile();
    List<String> command = scheduled();
    command.addAll(
        List.of(
            herald.toString(),
            "dns",
            "--masters",
            master,
            "--domain",
            "mesos",
            "--listener",
            "127.0.0.1",
            "--port",
            String.valueOf(dnsPort),
            "--http-listener",
            "127.0.0.1",
            "--http-port",
            String.valueOf(httpPort)));
    command.addAll(flags);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.environment().put("HERALD_JAVA_OPTS", String.join(" ", jvmOptions));
    process = builder.start();
  }

  /**
   * How a command line of a process that is measured, or that measures, begins: with what {@code
   * MEASURED_PREFIX} holds in the environment, {@code taskset -c 0} say.
   */
  public static List<String> scheduled() {
    List<String> command = new ArrayList<>();
    for (String word : System.getenv().getOrDefault("MEASURED_PREFIX", "").split(" +", -1)) {
      if (!word.isEmpty()) {
        command.add(word);
      }
    }
    return command;
  }

  public int dnsPort() {
    return dnsPort;
  }

  public int httpPort() {
    return httpPort;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it answers from its zone by now. */
  public boolean isReady() throws InterruptedException {
    try {
      URI uri = URI.create("http://127.0.0.1:" + httpPort + "/ready");
      return client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // it doesn't listen yet
    }
  }

  /** A number that {@code /ready} tells, the first of that name. */
  long ready(String field) throws IOException, InterruptedException {
    String body = body("/ready");
    Matcher number = Pattern.compile("\"" + field + "\" ?: ?(\\d+)").matcher(body);
    if (!number.find()) {
      throw new IOException("/ready does not tell \"" + field + "\": " + body);
    }
    return Long.parseLong(number.group(1));
  }

  /** The value of a metric, by its whole name with labels. */
  public double metric(String name) throws IOException, InterruptedException {
    return body("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no metric " + name));
  }

  private String body(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Peak resident set so far, MiB. */
  public long peakMebibytes() throws IOException {
    return status("VmHWM:");
  }

  /** Resident set, MiB. */
  public long mebibytes() throws IOException {
    return status("VmRSS:");
  }

  private long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("the kernel does not tell " + field + " of process " + process.pid());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
