package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * What a cluster of that size costs each server: time and CPU from the start of a cold process to
 * its first answer, memory then; and for those that follow a master, CPU of one reading of the same
 * state and memory at its peak over some of them. Nobody asks meanwhile, nothing is pinned, one
 * server runs at a time.
 */
final class Scale {

  private static final int READINGS = 5;

  /** What takes long to read isn't read so often. */
  private static final int LARGE = 500_000;

  private static final int READINGS_OF_LARGE = 2;
  private static final int REFRESH_SECONDS = 10;
  private static final int REFRESH_SECONDS_OF_LARGE = 60;
  private static final long SAMPLE_NANOS = 50_000_000;

  private final Bench bench;
  private final int readings;
  private final int refreshSeconds;

  Scale(Bench bench) {
    this.bench = bench;
    boolean large = bench.cluster.tasks().size() >= LARGE;
    this.readings = large ? READINGS_OF_LARGE : READINGS;
    this.refreshSeconds = large ? REFRESH_SECONDS_OF_LARGE : REFRESH_SECONDS;
  }

  void print() throws IOException {
    System.out.printf(
        "%n%-10s %12s %9s %9s %12s %10s %16s %12s%n",
        bench.cluster.tasks().size() + " tasks",
        "to serving s",
        "CPU user",
        "CPU sys",
        "RSS peak MB",
        "PSS MB",
        "a reading CPU-s",
        "PSS peak MB");
    for (Bench.Starter starter : bench.all(refreshSeconds)) {
      try (MeasuredServer server = starter.start()) {
        measure(server);
      }
    }
    System.out.println(
        "wanted of herald: at 100,000 tasks 0.9 x the time and CPU of mesos-dns, 460 MB loaded;"
            + " at 1,000,000 45 CPU-s, 2500 MB at the peak");
  }

  private void measure(MeasuredServer server) throws IOException {
    Progress.say("%s starts alone", server.name());
    double seconds = server.awaitAnswer(bench.provingQuestion());
    ProcessFigures.Cpu start = ProcessFigures.cpu(server.pids());
    System.out.printf(
        "%-10s %12.2f %9.2f %9.2f %12.0f %10.0f",
        server.name(),
        seconds,
        start.user(),
        start.system(),
        ProcessFigures.peakMegabytes(server.pids()),
        ProcessFigures.pssMegabytes(server.pids()));
    if (server.follows()) {
      readings(server);
    }
    System.out.println();
  }

  /** The first reading warms up; it isn't counted. */
  private void readings(MeasuredServer server) throws IOException {
    watch(server, 1);
    ProcessFigures.Cpu before = ProcessFigures.cpu(server.pids());
    double peak = watch(server, readings);
    double cpu = ProcessFigures.cpu(server.pids()).since(before).total();
    System.out.printf(" %16.2f %12.0f", cpu / readings, peak);
  }

  /** The greatest memory in the time of so many readings. */
  private double watch(MeasuredServer server, int count) throws IOException {
    double peak = 0;
    long end = System.nanoTime() + (long) count * refreshSeconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      peak = Math.max(peak, ProcessFigures.pssMegabytes(server.pids()));
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
    return peak;
  }
}
