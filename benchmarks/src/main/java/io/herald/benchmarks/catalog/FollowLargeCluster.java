package io.herald.benchmarks.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A generated cluster in this process, the DNS server in another: how long and at what cost the
 * first picture is taken, what a change costs, and how long a new task's name takes to be answered
 * while others change all the time.
 */
public final class FollowLargeCluster {

  private static final String SUFFIX = ".marathon.mesos";
  private static final int TASKS_PER_AGENT = 100;
  private static final int PROBES = 1000;
  private static final long PROBE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int ASK_MILLIS = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final GeneratedCluster cluster;
  private final HeraldProcess herald;
  private final DatagramSocket socket;
  private final int port;
  private int id;

  private FollowLargeCluster(
      GeneratedCluster cluster, HeraldProcess herald, DatagramSocket socket, int port) {
    this.cluster = cluster;
    this.herald = herald;
    this.socket = socket;
    this.port = port;
  }

  /**
   * @param args the application jar, how many tasks, how many names change a second, then options
   *     of the server's JVM
   */
  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[0]);
    int tasks = Integer.parseInt(args[1]);
    int changes = Integer.parseInt(args[2]);
    List<String> jvm = Arrays.asList(args).subList(3, args.length);
    Path folder = Files.createTempDirectory("follow");
    int agents = Math.max(1, tasks / TASKS_PER_AGENT);
    try (GeneratedCluster cluster =
        GeneratedCluster.start(MiniMesosOptions.in(folder).withAgents(agents), 1, tasks, 1)) {
      while (!cluster.isWhole()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      int port;
      try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      long start = System.nanoTime();
      try (HeraldProcess herald =
              new HeraldProcess(jar, jvm, cluster.masterUrl(), port, folder.resolve("dns.log"));
          DatagramSocket socket = new DatagramSocket()) {
        new FollowLargeCluster(cluster, herald, socket, port).run(tasks, changes, start);
      }
    }
  }

  private void run(int tasks, int changes, long start) throws Exception {
    await("t" + (tasks - 1));
    System.out.printf(
        "%,d tasks: first picture %.2f s after the process's start, %.2f s CPU, peak RSS %d MiB%n",
        tasks,
        (System.nanoTime() - start) / 1e9,
        herald.cpu().toMillis() / 1e3,
        herald.peakMebibytes());
    if (changes == 0) {
      return;
    }
    cluster.churn(changes / 2.0); // one task's end and another's start are two changes
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5)); // compiled code, as in any long life
    Duration cpu = herald.cpu();
    long from = System.nanoTime();
    double[] millis = new double[PROBES];
    String agent = cluster.agents().get(0);
    for (int i = 0; i < PROBES; i++) {
      long told = System.nanoTime();
      String name = cluster.startTask(agent);
      await(name);
      millis[i] = (System.nanoTime() - told) / 1e6;
      cluster.endTask(name);
      LockSupport.parkNanos(PROBE_PAUSE_NANOS);
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    double used = herald.cpu().minus(cpu).toMillis() / 1e3;
    cluster.churn(0);
    Arrays.sort(millis);
    System.out.printf(
        "%,d tasks, %d changes/s: event to answer: median %.2f ms, p90 %.2f, p99 %.2f, max %.2f;"
            + " %.1f%% of a core, peak RSS %d MiB%n",
        tasks,
        changes,
        millis[PROBES / 2],
        millis[PROBES * 9 / 10],
        millis[PROBES * 99 / 100],
        millis[PROBES - 1],
        100 * used / seconds,
        herald.peakMebibytes());
  }

  private void await(String name) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isAnswered(name)) {
      if (System.nanoTime() > deadline || !herald.isAlive()) {
        throw new IOException(name + SUFFIX + " is not answered; see dns.log in the work folder");
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  private boolean isAnswered(String name) throws IOException {
    ByteBuffer query = ByteBuffer.allocate(512);
    id = id + 1 & 0xffff;
    query.putShort((short) id).putShort((short) 0).putShort((short) 1);
    query.putShort((short) 0).putInt(0);
    for (String label : (name + SUFFIX).split("\\.", -1)) {
      byte[] bytes = label.getBytes(US_ASCII);
      query.put((byte) bytes.length).put(bytes);
    }
    query.put((byte) 0).putInt(0x0001_0001); // A, IN
    socket.setSoTimeout(ASK_MILLIS);
    try {
      socket.send(
          new DatagramPacket(
              query.array(), query.position(), InetAddress.getLoopbackAddress(), port));
      DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
      do {
        socket.receive(answer);
      } while ((ByteBuffer.wrap(answer.getData()).getShort() & 0xffff) != id);
      ByteBuffer header = ByteBuffer.wrap(answer.getData());
      return (header.getShort(2) & 15) == 0 && header.getShort(6) > 0;
    } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
      return false;
    }
  }
}
