package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How long answers take, and what it costs, while the whole state is read again every ten seconds:
 * at a fixed rate of questions, Herald and (if {@code MESOS_DNS} says where it is) Mesos-DNS, each
 * alone on the machine.
 *
 * <p>Usage: {@code DuringReloads HOME TASKS SHARE QPS SECONDS}. SHARE (0 to 1) of the tasks is
 * another one at every reading.
 */
public final class DuringReloads {

  private static final int REFRESH_SECONDS = 10;
  private static final long SAMPLE_NANOS = 100_000_000;
  private static final int WARM_UP_SECONDS = 20;

  private DuringReloads() {}

  public static void main(String[] args) throws IOException {
    Progress.endProcessesAtTheEnd();
    double share = Double.parseDouble(args[2]);
    int perSecond = Integer.parseInt(args[3]);
    int seconds = Integer.parseInt(args[4]);
    try (Bench bench = new Bench(Path.of(args[0]), Integer.parseInt(args[1]), share, 0)) {
      System.out.printf(
          "%s tasks, %.0f%% of them another at each reading, every %d s; %d questions per second%n",
          args[1], 100 * share, REFRESH_SECONDS, perSecond);
      try (MeasuredServer herald = bench.herald(REFRESH_SECONDS)) {
        measure(herald, bench, perSecond, seconds);
      }
      Optional<Bench.Starter> mesosDns = bench.mesosDns(REFRESH_SECONDS);
      if (mesosDns.isPresent()) {
        try (MeasuredServer server = mesosDns.get().start()) {
          measure(server, bench, perSecond, seconds);
        }
      }
    }
  }

  private static void measure(MeasuredServer server, Bench bench, int perSecond, int seconds)
      throws IOException {
    double start = server.awaitAnswer(bench.provingQuestion());
    ProcessFigures.Cpu loaded = ProcessFigures.cpu(server.pids());
    double loadedMegabytes = ProcessFigures.pssMegabytes(server.pids());
    List<String> questions = QueryFile.questions(bench.cluster, 20_000);
    new OpenLoad(server.port(), questions).run(perSecond, WARM_UP_SECONDS);

    ProcessFigures.Cpu before = ProcessFigures.cpu(server.pids());
    List<Double> megabytes = new ArrayList<>(List.of(loadedMegabytes));
    AtomicBoolean done = new AtomicBoolean();
    Thread sampler = new Thread(() -> sample(server, megabytes, done), "memory");
    sampler.start();
    OpenLoad.Outcome outcome = new OpenLoad(server.port(), questions).run(perSecond, seconds);
    done.set(true);
    ProcessFigures.Cpu used = ProcessFigures.cpu(server.pids()).since(before);
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    outcome.print(server.name());
    System.out.printf(
        "%-34s start %.2f s, %.2f CPU-s, PSS %.0f MB; then %.2f CPU-s for each 10 s,"
            + " PSS at most %.0f MB%n",
        "",
        start,
        loaded.total(),
        loadedMegabytes,
        used.total() * REFRESH_SECONDS / seconds,
        megabytes.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  private static void sample(MeasuredServer server, List<Double> megabytes, AtomicBoolean done) {
    while (!done.get()) {
      try {
        megabytes.add(ProcessFigures.pssMegabytes(server.pids()));
      } catch (IOException e) {
        System.err.println("the memory could not be read: " + e.getMessage());
      }
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
  }
}
