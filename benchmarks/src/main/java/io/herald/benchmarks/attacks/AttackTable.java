package io.herald.benchmarks.attacks;

import io.herald.benchmarks.attacks.Attack.Tally;
import io.herald.benchmarks.attacks.Attack.Target;
import io.herald.benchmarks.attacks.AttackCatalog.Row;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Plays the attacks one after the other against Herald in a process of its own, and prints tables
 * (Markdown) of what an honest client felt of each, what memory the server took and what it
 * counted. Three servers: one with the default settings, one that sends datagrams no longer than to
 * clients from outside, one that limits responses. All over loopback, where attackers and server
 * share the machine's processors.
 */
public final class AttackTable {

  private static final int TASKS = 2_000;
  private static final int AGENTS = 200;
  private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmx256m");
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path jar;
  private final Path folder;
  private final int seconds;
  private final GeneratedCluster cluster;
  private final String resolvers;
  private final String zoneResolvers;
  private boolean held = true;

  private AttackTable(
      Path jar,
      Path folder,
      int seconds,
      GeneratedCluster cluster,
      AttackUpstream honest,
      AttackUpstream silent,
      AttackUpstream hostile) {
    this.jar = jar;
    this.folder = folder;
    this.seconds = seconds;
    this.cluster = cluster;
    this.resolvers = "127.0.0.1:" + honest.port();
    this.zoneResolvers =
        "silent.example=127.0.0.1:" + silent.port() + ";forged.example=127.0.0.1:" + hostile.port();
  }

  /**
   * @param args the application jar, a folder with cert.pem and key.pem, seconds of each attack, a
   *     pattern that is found in the names of those to be played (all, if it is empty)
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    boolean held;
    try (GeneratedCluster cluster =
            GeneratedCluster.start(
                MiniMesosOptions.in(folder.resolve("mesos")).withAgents(AGENTS), 1, TASKS, 1);
        AttackUpstream honest = new AttackUpstream(AttackUpstream::honest);
        AttackUpstream silent = new AttackUpstream(query -> List.of());
        AttackUpstream hostile = new AttackUpstream(AttackUpstream::hostile)) {
      while (!cluster.isWhole()) {
        LockSupport.parkNanos(REST_NANOS);
      }
      AttackTable table =
          new AttackTable(
              Path.of(args[0]),
              folder,
              Integer.parseInt(args[2]),
              cluster,
              honest,
              silent,
              hostile);
      Predicate<String> wanted = Pattern.compile(args[3]).asPredicate();
      table.play(wanted, AttackCatalog.all(), List.of());
      // Over loopback all clients are near, whom longer datagrams are sent without this.
      table.play(wanted, AttackCatalog.fromOutside(), List.of("--edns-udp-size", "1232"));
      table.play(
          wanted,
          AttackCatalog.limited(),
          List.of("--response-rate-limit", "100", "--response-rate-exempt", "127.0.0.1/32"));
      held = table.held;
    }
    System.exit(held ? 0 : 1);
  }

  private void play(Predicate<String> wanted, List<Row> all, List<String> more) throws Exception {
    List<Row> rows = all.stream().filter(row -> wanted.test(row.what())).toList();
    if (rows.isEmpty()) {
      return;
    }
    int dns = freePort();
    int tls = freePort();
    int http = freePort();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--masters", cluster.masterUrl(), "--domain", "mesos"));
    arguments.addAll(List.of("--listener", "127.0.0.1", "--port", "" + dns));
    arguments.addAll(List.of("--http-listener", "127.0.0.1", "--http-port", "" + http));
    arguments.addAll(List.of("--tls-port", "" + tls));
    arguments.addAll(List.of("--tls-cert-file", folder.resolve("cert.pem").toString()));
    arguments.addAll(List.of("--tls-key-file", folder.resolve("key.pem").toString()));
    arguments.addAll(List.of("--resolvers", resolvers, "--zone-resolvers", zoneResolvers));
    arguments.addAll(List.of("--timeout", "2", "--allow-transfer", "127.0.0.1/32"));
    arguments.addAll(List.of("--zone-file", bigName().toString()));
    arguments.addAll(more);
    Path log = folder.resolve("dns-" + dns + ".log");
    try (ServerProcess server = new ServerProcess(jar, JVM, arguments, http, log.toFile())) {
      Target target = new Target(at(dns), at(tls));
      awaitServer(server, target, log);
      warmUp(target);
      System.out.println(
          "| attack | a second | own names over UDP: answered, median, 99% | over TCP | foreign names"
              + " | bytes back for one | memory | counted |");
      System.out.println("|---|---|---|---|---|---|---|---|");
      for (Row row : rows) {
        play(row, server, target);
        LockSupport.parkNanos(REST_NANOS);
      }
      System.out.printf(
          "%nAfter these %d: the process lives: %s, %d MiB resident, %d at most; its log has %d"
              + " lines.%n%n",
          rows.size(),
          server.isAlive(),
          server.mebibytes(),
          server.peakMebibytes(),
          Files.readAllLines(log).size());
      held &= server.isAlive();
    }
  }

  /** Compiled code, as in any long life. */
  private static void warmUp(Target target) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread flood = thread("warm-up", () -> warmUp().run(target, new Tally(), stop));
    LockSupport.parkNanos(WARM_UP_NANOS);
    stop.set(true);
    flood.join();
  }

  private static Attack warmUp() {
    return AttackCatalog.all().get(1).attack();
  }

  private Path bigName() throws IOException {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      records.append(AttackCatalog.BIG).append(". 60 IN A 10.99.");
      records.append(i / 250).append('.').append(i % 250).append('\n');
    }
    return Files.writeString(folder.resolve("big.zone"), records);
  }

  private void play(Row row, ServerProcess server, Target target) throws Exception {
    double before = server.metric(row.counter());
    Tally tally = new Tally();
    AtomicBoolean stop = new AtomicBoolean();
    Witness udp = new Witness(target.dns(), false, 200, i -> own(i));
    Witness tcp = new Witness(target.dns(), true, 20, i -> own(i));
    Witness foreign =
        new Witness(
            target.dns(),
            false,
            20,
            i -> Queries.query("w" + System.nanoTime() + ".example", Queries.TYPE_A));
    List<Thread> threads =
        List.of(
            thread("attack", () -> row.attack().run(target, tally, stop)),
            thread("udp", () -> udp.run(stop)),
            thread("tcp", () -> tcp.run(stop)),
            thread("foreign", () -> foreign.run(stop)));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    long memory = server.mebibytes();
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    double bytes = tally.sentBytes.sum();
    System.out.printf(
        "| %s | %,d | %.1f%%, %.2f ms, %.1f ms | %.0f%% | %.0f%% | %s | %d MiB | %,d %s |%n",
        row.what(),
        tally.sent.sum() / seconds,
        udp.answered(),
        udp.percentile(50),
        udp.percentile(99),
        tcp.answered(),
        foreign.answered(),
        bytes == 0 ? "" : String.format("%.1f", tally.gotBytes.sum() / bytes),
        memory,
        (long) (server.metric(row.counter()) - before),
        row.counted());
  }

  private static byte[] own(int number) {
    return Queries.query("t" + number % TASKS + ".marathon.mesos", Queries.TYPE_A);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread thread(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                throw new IllegalStateException(name + " failed", e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitServer(ServerProcess server, Target target, Path log)
      throws IOException {
    long deadline = System.nanoTime() + START_NANOS;
    AtomicBoolean stop = new AtomicBoolean(true);
    while (true) {
      Witness witness = new Witness(target.dns(), true, 10, AttackTable::own);
      stop.set(false);
      Thread asking = thread("start", () -> witness.run(stop));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      stop.set(true);
      try {
        asking.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (witness.answered() > 99) {
        return;
      }
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the server doesn't answer; see " + log);
      }
    }
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          DatagramSocket udp =
              new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
        return udp.getLocalPort();
      } catch (java.net.BindException e) {
        // free for TCP but not for UDP: another draw
      }
    }
  }
}
