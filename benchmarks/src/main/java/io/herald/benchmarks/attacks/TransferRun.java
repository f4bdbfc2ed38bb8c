package io.herald.benchmarks.attacks;

import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Whole transfers (AXFR) of a large zone out of a server in a process of its own, while an honest
 * client asks over UDP: none, one, ten at a time, ten that read slowly. Prints a table (Markdown)
 * of memory and of what the client felt.
 */
public final class TransferRun {

  private static final int AGENTS = 100;
  private static final int TASKS = 2_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LOAD_NANOS = 300 * SECOND;
  private static final int SILENCE_MILLIS = 2_000;
  private static final int SLOW_BYTES_A_SECOND = 200_000;

  private final ServerProcess server;
  private final InetSocketAddress address;
  private final int tasks;
  private final int records;

  private TransferRun(ServerProcess server, InetSocketAddress address, int tasks, int records) {
    this.server = server;
    this.address = address;
    this.tasks = tasks;
    this.records = records;
  }

  /**
   * @param args the application jar, a folder for logs, how many records, the server's heap as in
   *     {@code -Xmx}
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    int tasks = TASKS;
    int records = Integer.parseInt(args[2]);
    Path zone = records(folder.resolve("big.zone"), records);
    int dns = freePort();
    int http = freePort();
    try (GeneratedCluster cluster =
        GeneratedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")).withAgents(AGENTS), 1, tasks, 1)) {
      while (!cluster.isWhole()) {
        LockSupport.parkNanos(SECOND / 10);
      }
      List<String> arguments =
          List.of(
              "--masters",
              cluster.masterUrl(),
              "--listener",
              "127.0.0.1",
              "--port",
              "" + dns,
              "--http-listener",
              "127.0.0.1",
              "--http-port",
              "" + http,
              "--zone-file",
              zone.toString(),
              "--external-on",
              "false");
      try (ServerProcess server =
          new ServerProcess(
              Path.of(args[0]),
              List.of("-XX:+UseSerialGC", "-Xmx" + args[3]),
              arguments,
              http,
              folder.resolve("dns.log").toFile())) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), dns);
        new TransferRun(server, address, tasks, records).run();
      }
    }
  }

  /** A zone file in which every service has an address and an SRV record. */
  private static Path records(Path file, int count) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count / 2; i++) {
        String name = "service-" + i + ".batch.mesos.";
        out.write(name + " 60 IN A 10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256 + "\n");
        out.write(
            "_web._tcp." + name + " 60 IN SRV 0 1 " + (31_000 + i % 1000) + " " + name + "\n");
      }
    }
    return file;
  }

  private void run() throws Exception {
    awaitLoaded();
    measure(10 * SECOND, List.of()); // compiled code, as in any long life
    System.out.printf(
        "%,d records; %d MiB resident%n%n",
        (long) server.metric("herald_zone_records.*"), server.mebibytes());
    System.out.println(
        "| transfers | records | seconds | memory before, highest, after"
            + " | queries over UDP: answered, median, 99%, 99.9% |");
    System.out.println("|---|---|---|---|---|");
    row("none", 10 * SECOND, 0, 0);
    row("one", 0, 1, 0);
    row("one more", 0, 1, 0);
    row("ten at a time", 0, 10, 0);
    row("ten that read 200 kB a second, for 10 s", 10 * SECOND, 10, SLOW_BYTES_A_SECOND);
    row("none, afterwards", 10 * SECOND, 0, 0);
  }

  private void row(String what, long nanos, int count, int bytesASecond) throws Exception {
    List<Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transfers.add(new Transfer(address, bytesASecond));
    }
    long before = server.mebibytes();
    Measured measured = measure(nanos, transfers);
    System.out.printf(
        "| %s | %,d | %s | %d, %d, %d MiB | %.2f%%, %.2f ms, %.1f ms, %.1f ms |%n",
        what,
        transfers.stream().mapToLong(t -> t.records).sum(),
        nanos > 0 ? "" : String.format("%.1f", measured.seconds()),
        before,
        measured.highest(),
        server.mebibytes(),
        measured.witness().answered(),
        measured.witness().percentile(50),
        measured.witness().percentile(99),
        measured.witness().percentile(99.9));
  }

  private record Measured(Witness witness, long highest, double seconds) {}

  /**
   * @param nanos how long; 0: until the transfers are through
   */
  private Measured measure(long nanos, List<Transfer> transfers) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Witness witness = new Witness(address, false, 500, this::query);
    Thread asking =
        start(
            () -> {
              witness.run(stop);
            });
    List<Thread> running = new ArrayList<>();
    for (Transfer transfer : transfers) {
      running.add(start(() -> transfer.run(stop)));
    }
    long begin = System.nanoTime();
    long highest = 0;
    while (nanos > 0
        ? System.nanoTime() - begin < nanos
        : running.stream().anyMatch(Thread::isAlive)) {
      highest = Math.max(highest, server.mebibytes());
      LockSupport.parkNanos(SECOND / 20);
    }
    stop.set(true);
    asking.join();
    for (Thread thread : running) {
      thread.join();
    }
    double seconds = transfers.stream().mapToDouble(t -> (t.last - begin) / 1e9).max().orElse(0);
    return new Measured(witness, highest, seconds);
  }

  private byte[] query(int number) {
    return Queries.query("t" + number * 7919L % tasks + ".marathon.mesos", Queries.TYPE_A);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                throw new IllegalStateException("the run failed", e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** One AXFR, whose records are counted by the messages' headers. */
  private static final class Transfer {
    private final InetSocketAddress server;
    private final int bytesASecond;
    volatile long records;
    volatile long last = System.nanoTime();

    /**
     * @param bytesASecond how fast it reads; 0: as fast as it can
     */
    Transfer(InetSocketAddress server, int bytesASecond) {
      this.server = server;
      this.bytesASecond = bytesASecond;
    }

    void run(AtomicBoolean stop) throws IOException {
      try (Socket socket = new Socket()) {
        if (bytesASecond > 0) {
          socket.setReceiveBufferSize(64 << 10);
        }
        socket.connect(server);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.getOutputStream().write(Queries.framed(Queries.query("mesos", Queries.TYPE_AXFR)));
        DataInputStream in =
            new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 64 << 10));
        byte[] message = new byte[65_535];
        while (!stop.get()) {
          int length = in.readUnsignedShort();
          in.readFully(message, 0, length);
          records += (message[6] & 0xff) << 8 | (message[7] & 0xff);
          last = System.nanoTime();
          if (bytesASecond > 0) {
            LockSupport.parkNanos(length * SECOND / bytesASecond);
          }
        }
      } catch (SocketTimeoutException e) {
        // silent: it was the last message
      }
    }
  }

  private void awaitLoaded() throws Exception {
    long deadline = System.nanoTime() + LOAD_NANOS;
    while (true) {
      LockSupport.parkNanos(SECOND / 2);
      try {
        if (server.metric("herald_zone_records.*") >= records) {
          return;
        }
      } catch (IOException e) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("the server doesn't come up; see dns.log", e);
        }
      }
    }
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
