package io.herald.benchmarks.attacks;

import io.herald.benchmarks.dns.SyntheticMaster;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Whole transfers (AXFR) of a large zone out of a server in a process of its own, while an honest
 * client asks over UDP: none, one, ten at a time, ten that read slowly. Prints a table (Markdown)
 * of memory and of what the client felt.
 */
public final class TransferRun {

  private static final int NAMES = 2_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LOAD_NANOS = 300 * SECOND;
  private static final int SILENCE_MILLIS = 2_000;
  private static final int SLOW_BYTES_A_SECOND = 200_000;

  private final ServerProcess server;
  private final InetSocketAddress address;
  private List<String> names = List.of();

  private TransferRun(ServerProcess server, InetSocketAddress address) {
    this.server = server;
    this.address = address;
  }

  /**
   * @param args the application jar, a folder for logs, how many tasks, the server's heap as in
   *     {@code -Xmx}
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    int dns = freePort();
    int http = freePort();
    int master = freePort();
    SyntheticMaster.main(new String[] {"" + master, args[2], "0", "0"});
    List<String> arguments =
        List.of(
            "--masters",
            "127.0.0.1:" + master,
            "--refresh-seconds",
            "3600",
            "--listener",
            "127.0.0.1",
            "--port",
            "" + dns,
            "--http-listener",
            "127.0.0.1",
            "--http-port",
            "" + http,
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
      new TransferRun(server, address).run();
    }
    System.exit(0); // the master's threads
  }

  private void run() throws Exception {
    awaitLoaded();
    names = Transfer.names(address, NAMES);
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
    return Queries.query(names.get(number % names.size()), Queries.TYPE_A);
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
    long records; // read when its thread has ended
    long last = System.nanoTime();

    /**
     * @param bytesASecond how fast it reads; 0: as fast as it can
     */
    Transfer(InetSocketAddress server, int bytesASecond) {
      this.server = server;
      this.bytesASecond = bytesASecond;
    }

    /** Names that have addresses, out of the first messages of a transfer. */
    static List<String> names(InetSocketAddress server, int most) throws IOException {
      List<String> names = new ArrayList<>();
      try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
        socket.getOutputStream().write(Queries.framed(Queries.query("mesos", Queries.TYPE_AXFR)));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (names.size() < most) {
          Message message = new Message(in.readNBytes(in.readUnsignedShort()));
          message.getSection(Section.ANSWER).stream()
              .filter(record -> record.getType() == Type.A)
              .map(record -> record.getName().toString())
              .distinct()
              .forEach(names::add);
        }
      }
      return names;
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
        long counted = records;
        while (!stop.get()) {
          int length = in.readUnsignedShort();
          in.readFully(message, 0, length);
          counted += (message[6] & 0xff) << 8 | (message[7] & 0xff);
          records = counted;
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
        if (server.metric("herald_zone_records.*") > 0
            && server.metric("herald_zone_loaded") == 1) {
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
