package io.herald.benchmarks.dns;

import io.herald.certificates.PemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A name server as a process of its own, at one port of 127.0.0.1, for UDP and TCP. It is started
 * as its users start it and free to use every core; {@link #pin} confines it for a measurement.
 */
final class MeasuredServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A server's port for DNS over TLS lies that far behind its port for UDP and TCP. */
  static final int TLS = 2;

  private final String name;
  private final int port;
  private final Process process;
  private final Path log;
  private final long begun = System.nanoTime();

  MeasuredServer(String name, int port, Path log, List<String> command) throws IOException {
    this.name = name;
    this.port = port;
    this.log = log;
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * Herald by its launcher.
   *
   * @param master port of the master
   * @param refresh seconds between two polls
   */
  static MeasuredServer herald(Path home, Path folder, int port, int master, int refresh)
      throws IOException {
    return herald(home, folder, port, master, refresh, "herald");
  }

  /** The same with DNS over TLS at another port. */
  static MeasuredServer heraldOverTls(Path home, Path folder, int port, int master, int refresh)
      throws IOException {
    PemFiles tls = PemFiles.in(folder, "tls");
    return herald(
        home,
        folder,
        port,
        master,
        refresh,
        "herald-tls",
        "--tls-port=" + (port + TLS),
        "--tls-cert-file=" + tls.certificate(),
        "--tls-key-file=" + tls.key());
  }

  /** The same that forwards names outside its zone to an upstream at 127.0.0.1, and caches. */
  static MeasuredServer heraldForwarding(
      Path home, Path folder, int port, int master, int upstream, int cached) throws IOException {
    return herald(
        home,
        folder,
        port,
        master,
        3600,
        "herald-forwarding",
        "--external-on=true",
        "--resolvers=127.0.0.1:" + upstream,
        "--forward-cache=" + cached);
  }

  private static MeasuredServer herald(
      Path home, Path folder, int port, int master, int refresh, String file, String... flags)
      throws IOException {
    Path config =
        Files.writeString(
            folder.resolve(file + ".json"), mesosDnsConfig(port, master, refresh, port + 1));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(home.resolve("herald").toString(), "dns", "--config=" + config));
    command.addAll(List.of(flags));
    return new MeasuredServer("herald", port, folder.resolve(file + ".log"), command);
  }

  /** A configuration that Mesos-DNS and Herald read. */
  static String mesosDnsConfig(int port, int master, int refresh, int httpPort) {
    return String.format(
        "{\"masters\":[\"127.0.0.1:%d\"],\"refreshSeconds\":%d,\"ttl\":60,\"domain\":\"mesos\","
            + "\"port\":%d,\"listener\":\"127.0.0.1\",\"httpport\":%d,\"timeout\":5,"
            + "\"resolvers\":[\"127.0.0.1\"],\"externalon\":false,\"stateTimeoutSeconds\":300,"
            + "\"SOAMname\":\"ns1.mesos\",\"SOARname\":\"root.ns1.mesos\","
            + "\"IPSources\":[\"netinfo\",\"mesos\",\"host\"]}%n",
        master, refresh, port, httpPort);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** The port at which it is asked in that mode. */
  int port(Dnsperf.Mode mode) {
    return mode == Dnsperf.Mode.DOT ? port + TLS : port;
  }

  /** Whether it reads a master again and again; the others have a zone file. */
  boolean follows() {
    return name.equals("herald") || name.equals("mesos-dns");
  }

  /** Its processes: NSD has several. */
  List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    pids.add(process.pid());
    process.descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  /**
   * Waits until it answers the question with a record.
   *
   * @param question "name TYPE"; A or SRV
   * @return seconds since its start
   */
  double awaitAnswer(String question) throws IOException {
    return await(question, 1);
  }

  /** Waits until it answers the question at all. */
  void awaitReply(String question) throws IOException {
    await(question, 0);
  }

  private double await(String question, int records) throws IOException {
    byte[] query = query(question);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20);
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      while (System.nanoTime() - begun < PATIENCE.toNanos()) {
        if (!process.isAlive()) {
          throw new IOException(name + " has ended; see " + log);
        }
        if (answered(socket, query, answer, records)) {
          return (System.nanoTime() - begun) / 1e9;
        }
      }
    }
    throw new IOException(name + " doesn't answer \"" + question + "\"; see " + log);
  }

  private static boolean answered(
      DatagramSocket socket, byte[] query, DatagramPacket answer, int records) throws IOException {
    long asked = System.nanoTime();
    try {
      socket.send(new DatagramPacket(query, query.length));
      socket.receive(answer);
      if (answer.getLength() >= 12 && ByteBuffer.wrap(answer.getData()).getShort(6) >= records) {
        return true;
      }
    } catch (SocketTimeoutException | PortUnreachableException e) {
      // Not there yet.
    }
    long rest = 20 - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(rest));
    return false;
  }

  /** A query message with id 0. */
  static byte[] query(String question) {
    int blank = question.indexOf(' ');
    ByteBuffer message = ByteBuffer.allocate(512);
    message.position(12);
    for (String label : question.substring(0, blank).split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      message.put((byte) bytes.length).put(bytes);
    }
    int type = question.substring(blank + 1).equals("SRV") ? 33 : 1;
    message.put((byte) 0).putShort((short) type).putShort((short) 1);
    message.putShort(2, (short) 0x100).putShort(4, (short) 1);
    byte[] query = new byte[message.position()];
    message.rewind().get(query);
    return query;
  }

  /** Confines all its threads to one core. */
  void pin(int core) throws IOException {
    for (long pid : pids()) {
      Commands.run("taskset", "-a", "-c", "-p", Integer.toString(core), Long.toString(pid));
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
