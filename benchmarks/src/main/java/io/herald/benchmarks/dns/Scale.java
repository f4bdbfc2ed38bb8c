package io.herald.benchmarks.dns;

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
  private static final int REFRESH_SECONDS = 10;
  private static final long SAMPLE_NANOS = 50_000_000;

  private final Bench bench;

  Scale(Bench bench) {
    this.bench = bench;
  }

  void print() throws IOException {
    System.out.printf(
        "%n%-10s %12s %9s %9s %10s %16s %12s%n",
        bench.cluster.tasks().size() + " tasks",
        "to serving s",
        "CPU user",
        "CPU sys",
        "PSS MB",
        "a reading CPU-s",
        "PSS peak MB");
    for (Bench.Starter starter : bench.all(REFRESH_SECONDS)) {
      try (MeasuredServer server = starter.start()) {
        measure(server);
      }
    }
    System.out.println("wanted of herald: 4.5 s, 5.7 CPU-s, 550 MB; then 2 CPU-s, 800 MB");
  }

  private void measure(MeasuredServer server) throws IOException {
    double seconds = server.awaitAnswer(bench.provingQuestion());
    ProcessFigures.Cpu start = ProcessFigures.cpu(server.pids());
    System.out.printf(
        "%-10s %12.2f %9.2f %9.2f %10.0f",
        server.name(),
        seconds,
        start.user(),
        start.system(),
        ProcessFigures.pssMegabytes(server.pids()));
    if (server.follows()) {
      readings(server);
    }
    System.out.println();
  }

  /** The first reading warms up; it isn't counted. */
  private static void readings(MeasuredServer server) throws IOException {
    watch(server, 1);
    ProcessFigures.Cpu before = ProcessFigures.cpu(server.pids());
    double peak = watch(server, READINGS);
    double cpu = ProcessFigures.cpu(server.pids()).since(before).total();
    System.out.printf(" %16.2f %12.0f", cpu / READINGS, peak);
  }

  /** The greatest memory in the time of so many readings. */
  private static double watch(MeasuredServer server, int readings) throws IOException {
    double peak = 0;
    long end = System.nanoTime() + (long) readings * REFRESH_SECONDS * 1_000_000_000L;
    while (System.nanoTime() < end) {
      peak = Math.max(peak, ProcessFigures.pssMegabytes(server.pids()));
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
    return peak;
  }
}
