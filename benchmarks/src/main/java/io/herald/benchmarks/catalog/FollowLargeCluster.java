package io.herald.benchmarks.catalog;

import io.herald.benchmarks.Progress;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A generated cluster in this process, the DNS server in another: how long and at what cost the
 * first snapshot is taken, what a change costs, and how long a new task's name takes to be answered
 * while others change all the time.
 */
public final class FollowLargeCluster {

  private static final int TASKS_PER_AGENT = 100;
  private static final int PROBES = 1000;
  private static final long LONGEST_PROBING_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PROBE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final GeneratedCluster cluster;
  private final HeraldProcess herald;
  private final Questions questions;
  private final Path log;

  private FollowLargeCluster(
      GeneratedCluster cluster, HeraldProcess herald, Questions questions, Path log) {
    this.cluster = cluster;
    this.herald = herald;
    this.questions = questions;
    this.log = log;
  }

  /**
   * @param args the launcher, how many tasks, how many names change a second, then options of the
   *     server's JVM
   */
  public static void main(String[] args) throws Exception {
    Progress.endProcessesAtTheEnd();
    Path launcher = Path.of(args[0]).toAbsolutePath();
    int tasks = Integer.parseInt(args[1]);
    int changes = Integer.parseInt(args[2]);
    List<String> jvm = Arrays.asList(args).subList(3, args.length);
    Path folder = Files.createTempDirectory("follow");
    Path log = folder.resolve("dns.log");
    int agents = Math.max(1, tasks / TASKS_PER_AGENT);
    Progress.say("a master with %,d agents and %,d tasks", agents, tasks);
    // The generated master does one thing at a time: while it writes /frameworks with a million
    // tasks it beats no heart, for longer than a real one is ever silent.
    Duration heartbeat = Duration.ofSeconds(15).multipliedBy(Math.max(1, tasks / 100_000));
    MiniMesosOptions options =
        MiniMesosOptions.in(folder).withAgents(agents).withHeartbeatInterval(heartbeat);
    try (GeneratedCluster cluster = GeneratedCluster.start(options, 1, tasks, 1)) {
      while (!cluster.isWhole()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      long start = System.nanoTime();
      try (HeraldProcess herald = new HeraldProcess(launcher, jvm, cluster.masterUrl(), log);
          Questions questions = new Questions(herald.dnsPort())) {
        new FollowLargeCluster(cluster, herald, questions, log).run(tasks, changes, start);
      }
    }
  }

  private void run(int tasks, int changes, long start) throws Exception {
    await("t" + (tasks - 1));
    System.out.printf(
        "%,d tasks: first snapshot %.2f s after the process's start, %.2f s CPU, peak RSS %d MiB%n",
        tasks,
        (System.nanoTime() - start) / 1e9,
        herald.cpu().toMillis() / 1e3,
        herald.peakMebibytes());
    if (changes == 0) {
      return;
    }
    Progress.say("%d changes/s", changes);
    cluster.churn(changes / 2.0); // one task's end and another's start are two changes
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(10)); // compiled code, as in any long life
    Duration cpu = herald.cpu();
    long from = System.nanoTime();
    Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
    String agent = cluster.agents().get(0);
    while (nanos.getTotalCount() < PROBES && System.nanoTime() - from < LONGEST_PROBING_NANOS) {
      long told = System.nanoTime();
      String name = cluster.startTask(agent);
      await(name);
      nanos.recordValue(System.nanoTime() - told);
      cluster.endTask(name);
      LockSupport.parkNanos(PROBE_PAUSE_NANOS);
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    double used = herald.cpu().minus(cpu).toMillis() / 1e3;
    cluster.churn(0);
    System.out.printf(
        "%,d tasks, %d changes/s, %d times event to answer: median %.2f ms, p90 %.2f, p99 %.2f, max %.2f;"
            + " %.1f%% of a core, %.3f ms CPU a change, peak RSS %d MiB%n",
        tasks,
        changes,
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(90) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getMaxValue() / 1e6,
        100 * used / seconds,
        1e3 * used / seconds / changes,
        herald.peakMebibytes());
  }

  private void await(String name) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (questions.ask(name) != Questions.Answer.ADDRESS) {
      if (System.nanoTime() > deadline || !herald.isAlive()) {
        throw new IOException(name + " is not answered; see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }
}
