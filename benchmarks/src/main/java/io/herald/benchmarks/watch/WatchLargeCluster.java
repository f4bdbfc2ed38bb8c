package io.herald.benchmarks.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.benchmarks.catalog.HeraldProcess;
import io.herald.benchmarks.catalog.SteadyAsker;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A generated cluster in this process, the DNS server in another, clients that watch in a third,
 * one that asks for names in a fourth: how long a task's event takes to each client while others
 * change all the time, what that costs, and what it does to DNS.
 */
public final class WatchLargeCluster {

  private static final int TASKS_PER_AGENT = 100;
  private static final int QUESTIONS_PER_SECOND = 1000;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration ALONE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final GeneratedCluster cluster;
  private final HeraldProcess herald;
  private final Peer asker;
  private final int changes;

  /** A process that takes and gives lines. */
  private static final class Peer {
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private Peer(String... words) throws IOException {
      List<String> command = new ArrayList<>(HeraldProcess.scheduled());
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmn128m",
              "-Xmx512m",
              "-Xss256k",
              "-cp",
              System.getProperty("java.class.path")));
      command.addAll(List.of(words));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      to = new PrintStream(process.getOutputStream(), true, UTF_8);
      from = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private String answer() throws IOException {
      String line = from.readLine();
      if (line == null) {
        throw new IOException("a process of the measurement ended");
      }
      return line;
    }

    private void expect(String wanted) throws IOException {
      String line = answer();
      if (!line.equals(wanted)) {
        throw new IOException("instead of \"" + wanted + "\": " + line);
      }
    }

    private void printRest() throws IOException {
      to.close();
      from.lines().forEach(System.out::println);
      process.destroy();
    }
  }

  private WatchLargeCluster(
      GeneratedCluster cluster, HeraldProcess herald, Peer asker, int changes) {
    this.cluster = cluster;
    this.herald = herald;
    this.asker = asker;
    this.changes = changes;
  }

  /**
   * @param args the launcher, how many tasks, changes a second, clients of everything, clients of
   *     one service each, probes, then options of the server's JVM
   */
  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[1]);
    int changes = Integer.parseInt(args[2]);
    int general = Integer.parseInt(args[3]);
    int narrow = Integer.parseInt(args[4]);
    int probes = Integer.parseInt(args[5]);
    List<String> jvm = List.of(args).subList(6, args.length);
    Path folder = Files.createTempDirectory("watch");
    String most = String.valueOf(general + narrow + 20);
    List<String> flags =
        List.of(
            "--http-connections",
            most,
            "--http-connections-per-client",
            most,
            "--http-requests-per-client",
            most,
            "--watchers",
            most,
            "--watchers-per-client",
            most);
    MiniMesosOptions options =
        MiniMesosOptions.in(folder).withAgents(Math.max(1, tasks / TASKS_PER_AGENT));
    try (GeneratedCluster cluster = GeneratedCluster.start(options, 1, tasks, 1)) {
      while (!cluster.isWhole()) {
        pause(Duration.ofMillis(50));
      }
      try (HeraldProcess herald =
          new HeraldProcess(
              Path.of(args[0]).toAbsolutePath(),
              jvm,
              cluster.masterUrl(),
              folder.resolve("dns.log"),
              flags)) {
        awaitReady(herald);
        Peer asker =
            new Peer(
                SteadyAsker.class.getName(),
                String.valueOf(herald.dnsPort()),
                String.valueOf(tasks),
                String.valueOf(QUESTIONS_PER_SECOND));
        new WatchLargeCluster(cluster, herald, asker, changes).run(general, narrow, probes);
      }
    }
  }

  private static void awaitReady(HeraldProcess herald) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!herald.isReady()) {
      if (System.nanoTime() > deadline || !herald.isAlive()) {
        throw new IllegalStateException("the DNS server ended, or isn't ready after five minutes");
      }
      pause(Duration.ofMillis(200));
    }
  }

  private void run(int general, int narrow, int probes) throws Exception {
    cluster.churn(changes / 2.0); // one task's end and another's start are two changes
    pause(WARM_UP);
    mark("warm-up");
    Duration cpu = herald.cpu();
    long from = System.nanoTime();
    pause(ALONE);
    double alone = share(cpu, from);
    mark("DNS without watchers");
    System.out.printf(
        "without watchers: %.1f%% of a core, RSS %d MiB%n", 100 * alone, herald.mebibytes());

    Peer clients =
        new Peer(
            WatchingClients.class.getName(),
            String.valueOf(herald.httpPort()),
            String.valueOf(general),
            String.valueOf(narrow));
    long connecting = System.nanoTime();
    clients.expect("live");
    System.out.printf(
        "%d watchers have their snapshots after %.1f s%n",
        general + narrow, (System.nanoTime() - connecting) / 1e9);
    pause(WARM_UP);
    mark("DNS while watchers connect");

    cpu = herald.cpu();
    from = System.nanoTime();
    double events = herald.metric("herald_watch_events_total");
    String agent = cluster.agents().get(0);
    for (int i = 0; i < probes; i++) {
      probe(clients, "t" + i, i < narrow, agent);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    double watched = share(cpu, from);
    events = (herald.metric("herald_watch_events_total") - events) / seconds(from);
    mark("DNS with watchers");
    cluster.churn(0);
    clients.printRest();
    asker.printRest();
    System.out.printf(
        "%d watchers, %d changes/s, %.0f events/s to them: %.1f%% of a core, %.1f us CPU an event and"
            + " watcher beyond the %.1f%% without; RSS %d MiB, peak %d%n",
        general + narrow,
        changes,
        events,
        100 * watched,
        1e6 * (watched - alone) / events,
        100 * alone,
        herald.mebibytes(),
        herald.peakMebibytes());
  }

  /** One task's end, watched by its own client too if it runs still; otherwise a start. */
  private void probe(Peer clients, String own, boolean isWatched, String agent) throws IOException {
    if (isWatched && cluster.running().containsKey(own)) {
      clients.to.println("removed " + own);
      clients.expect("ready");
      long begun = System.nanoTime();
      cluster.endTask(own);
      clients.to.println(begun);
      clients.expect("done");
      return;
    }
    // The name of the next task isn't known before it is started; its end's is.
    String name = cluster.startTask(agent);
    LockSupport.parkNanos(PAUSE_NANOS);
    if (!cluster.running().containsKey(name)) {
      return; // the churn has ended it
    }
    clients.to.println("removed " + name);
    clients.expect("ready");
    long begun = System.nanoTime();
    cluster.endTask(name);
    clients.to.println(begun);
    clients.expect("done");
  }

  private void mark(String what) throws IOException {
    asker.to.println(what);
    System.out.println(asker.answer());
  }

  private double share(Duration before, long from) {
    return herald.cpu().minus(before).toNanos() / 1e9 / seconds(from);
  }

  private static double seconds(long from) {
    return (System.nanoTime() - from) / 1e9;
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
