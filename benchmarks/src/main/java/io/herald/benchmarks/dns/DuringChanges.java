package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
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
  private static final double TAIL = 99.9;

  private DuringChanges() {}

  public static void main(String[] args) throws IOException {
    Progress.endProcessesAtTheEnd();
    int tasks = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[3]);
    long withoutChanges = 0;
    for (int changes : Stream.of(args[2].split(",")).map(Integer::valueOf).toList()) {
      try (Bench bench = new Bench(Path.of(args[0]), tasks, 0, changes);
          MeasuredServer herald = bench.herald(REFRESH_SECONDS)) {
        long tail = measure(bench, herald, changes, seconds);
        if (changes == 0) {
          withoutChanges = tail;
        } else if (withoutChanges > 0) {
          System.out.printf(
              "%-34s p99.9 is %.1f x that without changes (at most 3 wanted)%n",
              "", (double) tail / withoutChanges);
        }
      }
    }
  }

  /** The p99.9 of the answers, in nanoseconds. */
  private static long measure(Bench bench, MeasuredServer herald, int changes, int seconds)
      throws IOException {
    double start = herald.awaitAnswer(bench.provingQuestion());
    double startCpu = ProcessFigures.cpu(herald.pids()).total();
    double startPeak = ProcessFigures.peakMegabytes(herald.pids());
    double loaded = ProcessFigures.pssMegabytes(herald.pids());
    Progress.say("answered after %.1f s; %d changes/s", start, changes);
    List<String> questions = QueryFile.questions(bench.cluster, 20_000);
    Dnsperf.run(herald, bench.questions, Dnsperf.Mode.UDP, WARM_UP_SECONDS, LOAD_CORE);
    int saturation =
        (int)
            Dnsperf.run(herald, bench.questions, Dnsperf.Mode.UDP, SATURATE_SECONDS, LOAD_CORE)
                .qps();
    int perSecond = saturation / 2;
    new OpenLoad(herald.port(), questions).run(perSecond, WARM_UP_SECONDS);
    double warm = ProcessFigures.pssMegabytes(herald.pids());
    ProcessFigures.Cpu before = ProcessFigures.cpu(herald.pids());
    Progress.say("%d questions/s for %d s", perSecond, seconds);
    OpenLoad.Outcome outcome = new OpenLoad(herald.port(), questions).run(perSecond, seconds);
    double cpu = ProcessFigures.cpu(herald.pids()).since(before).total();
    outcome.print(changes + " changes/s at " + perSecond + " qps");
    System.out.printf(
        "%-34s start %.2f s, %.2f CPU-s, RSS peak %.0f MB; saturated at %d qps; then %.2f CPU-s per"
            + " second; PSS loaded %.0f MB, at the beginning of these %d s %.0f, at the end %.0f; RSS"
            + " at most %.0f MB%n",
        "",
        start,
        startCpu,
        startPeak,
        saturation,
        cpu / seconds,
        loaded,
        seconds,
        warm,
        ProcessFigures.pssMegabytes(herald.pids()),
        ProcessFigures.peakMegabytes(herald.pids()));
    return outcome.nanos().getValueAtPercentile(TAIL);
  }
}
