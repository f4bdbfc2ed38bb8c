package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long Herald's answers take while the master's stream replaces many tasks each second, at half
 * of what it can answer at most. Nothing is pinned.
 *
 * <p>Usage: {@code DuringChanges HOME TASKS CHANGES SECONDS}. CHANGES are numbers per second with
 * commas between, each measured with a Herald of its own.
 */
public final class DuringChanges {

  private static final int WARM_UP_SECONDS = 10;
  private static final int SATURATE_SECONDS = 5;
  private static final int REFRESH_SECONDS = 3600;
  private static final int LOAD_CORE = 1;

  private DuringChanges() {}

  public static void main(String[] args) throws IOException {
    int tasks = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[3]);
    for (int changes : Stream.of(args[2].split(",")).map(Integer::valueOf).toList()) {
      try (Bench bench = new Bench(Path.of(args[0]), tasks, 0, changes);
          MeasuredServer herald = bench.herald(REFRESH_SECONDS)) {
        herald.awaitAnswer(bench.provingQuestion());
        List<String> questions = QueryFile.questions(bench.cluster, 20_000);
        Dnsperf.run(herald, bench.questions, Dnsperf.Mode.UDP, WARM_UP_SECONDS, LOAD_CORE);
        int saturation =
            (int)
                Dnsperf.run(herald, bench.questions, Dnsperf.Mode.UDP, SATURATE_SECONDS, LOAD_CORE)
                    .qps();
        new OpenLoad(herald.port(), questions).run(saturation / 2, WARM_UP_SECONDS);
        ProcessFigures.Cpu before = ProcessFigures.cpu(herald.pids());
        OpenLoad.Outcome outcome =
            new OpenLoad(herald.port(), questions).run(saturation / 2, seconds);
        double cpu = ProcessFigures.cpu(herald.pids()).since(before).total();
        outcome.print(changes + " changes/s at " + saturation / 2 + " qps");
        System.out.printf(
            "%-34s saturated at %d qps; %.2f CPU-s per second, PSS %.0f MB%n",
            "", saturation, cpu / seconds, ProcessFigures.pssMegabytes(herald.pids()));
      }
    }
  }
}
