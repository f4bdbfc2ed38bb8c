package io.herald.dns.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/**
 * The process under the names that Prometheus' own clients give, so that dashboards and alerts made
 * for any process fit. Micrometer's names stay beside them. What a system doesn't tell is left out.
 */
final class ProcessMetrics {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double NANOS = 1e9;
  private static final int KILO = 1024;

  private ProcessMetrics() {}

  static void bindTo(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() / NANOS)
          .baseUnit("seconds")
          .description("Total user and system CPU time spent in seconds.")
          .register(registry);
      gauge(
          registry,
          "process.open.fds",
          "Number of open file descriptors.",
          system,
          s -> (double) s.getOpenFileDescriptorCount());
      gauge(
          registry,
          "process.max.fds",
          "Maximum number of open file descriptors.",
          system,
          s -> (double) s.getMaxFileDescriptorCount());
    }
    if (Files.isReadable(STATUS)) {
      gauge(
          registry,
          "process.resident.memory.bytes",
          "Resident memory size in bytes.",
          STATUS,
          status -> bytes(status, "VmRSS:"));
      gauge(
          registry,
          "process.virtual.memory.bytes",
          "Virtual memory size in bytes.",
          STATUS,
          status -> bytes(status, "VmSize:"));
    }
  }

  private static <T> void gauge(
      MeterRegistry registry,
      String name,
      String description,
      T source,
      ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** A line as {@code VmRSS: 123456 kB}; NaN if there is none. */
  private static double bytes(Path status, String field) {
    try {
      for (String line : Files.readAllLines(status)) {
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
