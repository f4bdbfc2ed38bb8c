package io.herald.benchmarks.catalog;

import io.herald.benchmarks.Progress;
import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The master of a large cluster fails over and all agents register again within seconds, while
 * somebody asks for the names of their tasks: how long the answers take, whether one is missing,
 * and whether the zone was touched.
 */
public final class ReturnStorm {

  private static final int TASKS_PER_AGENT = 100;
  private static final int QUESTIONS_PER_SECOND = 2000;
  private static final long QUIET_SECONDS = 15;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ReturnStorm() {}

  /**
   * @param args the launcher, how many tasks, within how many seconds their agents return, then
   *     options of the server's JVM
   */
  public static void main(String[] args) throws Exception {
    Progress.endProcessesAtTheEnd();
    Path launcher = Path.of(args[0]).toAbsolutePath();
    int tasks = Integer.parseInt(args[1]);
    Duration within = Duration.ofSeconds(Long.parseLong(args[2]));
    List<String> jvm = Arrays.asList(args).subList(3, args.length);
    Path folder = Files.createTempDirectory("storm");
    int agents = Math.max(1, tasks / TASKS_PER_AGENT);
    Progress.say("a master with %,d agents and %,d tasks", agents, tasks);
    try (GeneratedCluster cluster =
        GeneratedCluster.start(MiniMesosOptions.in(folder).withAgents(agents), 1, tasks, 1)) {
      await("the cluster to have its agents", cluster::isWhole);
      try (HeraldProcess herald =
          new HeraldProcess(launcher, jvm, cluster.masterUrl(), folder.resolve("dns.log"))) {
        try (Questions questions = new Questions(herald.dnsPort())) {
          await(
              "the first snapshot (see " + folder.resolve("dns.log") + ")",
              () -> questions.ask("t" + (tasks - 1)) == Questions.Answer.ADDRESS);
        }
        run(cluster, herald, tasks, agents, within);
      }
    }
  }

  private static void run(
      GeneratedCluster cluster, HeraldProcess herald, int tasks, int agents, Duration within)
      throws Exception {
    Progress.say("known; at rest for %d s", 2 * QUIET_SECONDS);
    Process asker = asker(herald.dnsPort(), tasks);
    try (PrintWriter marks =
        new PrintWriter(asker.getOutputStream(), true, StandardCharsets.UTF_8)) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(QUIET_SECONDS));
      marks.println("warming up");
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(QUIET_SECONDS));
      marks.println("before");
      double recordsBefore = records(herald);
      long serial = herald.ready("serial");
      Duration cpu = herald.cpu();
      long start = System.nanoTime();
      Progress.say("the master dies; all agents return within %d s", within.toSeconds());
      cluster.returnAgentsOver(within);
      MasterAddress killed = cluster.killLeader(Duration.ZERO);
      cluster.restart(killed);
      await("the agents to return", cluster::isWhole);
      double returned = (System.nanoTime() - start) / 1e9;
      await("Herald to know", () -> herald.ready("recoveringAgents") == 0);
      double settled = (System.nanoTime() - start) / 1e9;
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
      marks.println("during the storm");
      System.out.printf(
          "%,d agents with %,d tasks: back %.1f s after the master's death, settled after %.1f s,"
              + " %.1f s CPU, peak RSS %d MiB; records %.0f before, %.0f after; the serial moved by"
              + " %d%n",
          agents,
          tasks,
          returned,
          settled,
          herald.cpu().minus(cpu).toMillis() / 1e3,
          herald.peakMebibytes(),
          recordsBefore,
          records(herald),
          herald.ready("serial") - serial);
    }
    if (!asker.waitFor(10, TimeUnit.SECONDS)) {
      asker.destroyForcibly();
    }
  }

  private static double records(HeraldProcess herald) throws Exception {
    return herald.metric("herald_zone_records{type=\"A\"}");
  }

  private static Process asker(int port, int tasks) throws IOException {
    List<String> command = HeraldProcess.scheduled();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmn64m",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            SteadyAsker.class.getName(),
            String.valueOf(port),
            String.valueOf(tasks),
            String.valueOf(QUESTIONS_PER_SECOND)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Something that can be asked whether it is so by now. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("waited " + PATIENCE.toMinutes() + " minutes for " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
