package io.herald.benchmarks.catalog;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The DNS server in a process of its own, and what the kernel says that it used. */
final class HeraldProcess implements AutoCloseable {

  private final Process process;

  /**
   * @param jvmOptions before {@code -jar}
   */
  HeraldProcess(Path jar, List<String> jvmOptions, String master, int dnsPort, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-jar",
            jar.toString(),
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
            "0"));
    File output = log.toFile();
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Peak resident set so far, MiB. */
  long peakMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("the kernel does not tell the peak of process " + process.pid());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
