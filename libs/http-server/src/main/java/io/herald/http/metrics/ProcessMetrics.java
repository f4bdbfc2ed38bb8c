package io.herald.http.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.version.ProductVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process under the names that Prometheus' own clients use, so that dashboards and alerts made
 * for any process fit. What the operating system does not report is left out.
 */
final class ProcessMetrics {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double NANOS = 1e9;
  private static final int KILO = 1024;

  private ProcessMetrics() {}

  static List<Metric> rows() {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_build_info",
            "Always 1; the labels hold the versions of Herald and of Java",
            () -> 1,
            "version",
            ProductVersion.current(),
            "java",
            Runtime.version().toString()));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      rows.add(
          Metric.counter(
              "process_cpu_seconds_total",
              "Total user and system CPU time spent in seconds.",
              () -> system.getProcessCpuTime() / NANOS));
      rows.add(
          Metric.gauge(
              "process_open_fds",
              "Number of open file descriptors.",
              system::getOpenFileDescriptorCount));
      rows.add(
          Metric.gauge(
              "process_max_fds",
              "Maximum number of open file descriptors.",
              system::getMaxFileDescriptorCount));
    }
    if (Files.isReadable(STATUS)) {
      rows.add(
          Metric.gauge(
              "process_resident_memory_bytes",
              "Resident memory size in bytes.",
              () -> bytes("VmRSS:")));
      rows.add(
          Metric.gauge(
              "process_virtual_memory_bytes",
              "Virtual memory size in bytes.",
              () -> bytes("VmSize:")));
    }
    return rows;
  }

  /** A line such as {@code VmRSS: 123456 kB}; NaN if there is none. */
  private static double bytes(String field) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(field)) {
          String number = line.substring(field.length()).replace("kB", "").strip();
          return Double.parseDouble(number) * KILO;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
