package io.herald.minizookeeper;

import io.herald.ports.FreePorts;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper ensemble of several servers on the loopback address, with elections of its own. A
 * server that is stopped stays away; the others go on while they are a majority.
 */
public final class MiniEnsemble implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MiniEnsemble.class);
  private static final int TICK_MILLIS = 250;
  private static final long START_SECONDS = 60;

  private final List<Member> members = new ArrayList<>();
  private final FreePorts ports = new FreePorts();

  private MiniEnsemble() {}

  /** One server; its {@link #runFromConfig} has a thread of its own. */
  private static final class Member extends QuorumPeerMain {
    final int clientPort;
    private final QuorumPeerConfig config = new QuorumPeerConfig();
    private final Thread thread;
    private volatile boolean stopped;

    Member(int number, int clientPort, Properties properties) throws IOException {
      this.clientPort = clientPort;
      try {
        config.parseProperties(properties);
      } catch (QuorumPeerConfig.ConfigException e) {
        throw new IOException("ZooKeeper server " + number + ": " + e.getMessage(), e);
      }
      this.thread = Threads.daemon("zookeeper-" + number, this::serve);
      thread.start();
    }

    private void serve() {
      try {
        runFromConfig(config);
      } catch (Exception e) { // ZooKeeper declares no less
        if (!stopped) {
          log.error("the ZooKeeper server at port {} failed", clientPort, e);
        }
      }
    }

    QuorumPeer.ServerState state() {
      QuorumPeer peer = quorumPeer;
      return stopped || peer == null ? QuorumPeer.ServerState.LOOKING : peer.getPeerState();
    }

    void end() {
      stopped = true;
      QuorumPeer peer = quorumPeer;
      if (peer != null) {
        peer.shutdown();
      }
    }
  }

  /**
   * Starts an ensemble; it has a leader when this returns.
   *
   * @param folder for its data; made if absent, left in place
   * @param servers an odd number
   * @throws IOException if it can't be had within a minute
   */
  public static MiniEnsemble start(Path folder, int servers) throws IOException {
    // Its names may be logged or bean-registered once in a JVM only; they aren't looked at here.
    System.setProperty("zookeeper.jmx.log4j.disable", "true");
    MiniEnsemble ensemble = new MiniEnsemble();
    try {
      List<Integer> ports = ensemble.ports.take(servers * 3);
      for (int i = 0; i < servers; i++) {
        ensemble.members.add(
            new Member(i + 1, ports.get(i * 3), properties(folder, i, servers, ports)));
      }
      ensemble.awaitLeader();
      return ensemble;
    } catch (IOException | RuntimeException e) {
      ensemble.close();
      throw e;
    }
  }

  private static Properties properties(Path folder, int own, int servers, List<Integer> ports)
      throws IOException {
    Path data = Files.createDirectories(folder.resolve("zookeeper" + (own + 1)));
    Files.writeString(data.resolve("myid"), String.valueOf(own + 1));
    Properties properties = new Properties();
    properties.setProperty("dataDir", data.toString());
    properties.setProperty("tickTime", String.valueOf(TICK_MILLIS));
    properties.setProperty("initLimit", "40");
    properties.setProperty("syncLimit", "20");
    properties.setProperty("clientPort", String.valueOf(ports.get(own * 3)));
    properties.setProperty("clientPortAddress", address());
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("maxClientCnxns", "0");
    for (int i = 0; i < servers; i++) {
      properties.setProperty(
          "server." + (i + 1), address() + ":" + ports.get(i * 3 + 1) + ":" + ports.get(i * 3 + 2));
    }
    return properties;
  }

  private static String address() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  private void awaitLeader() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (members.stream().noneMatch(MiniEnsemble::leads)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("no ZooKeeper server was elected within " + START_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static boolean leads(Member member) {
    return member.state() == QuorumPeer.ServerState.LEADING;
  }

  /** {@code 127.0.0.1:port,…} of all servers, stopped ones too. */
  public String connectString() {
    return members.stream()
        .map(member -> address() + ":" + member.clientPort)
        .collect(Collectors.joining(","));
  }

  /**
   * Stops the server that leads; the others elect another one.
   *
   * @throws IllegalStateException if none leads
   */
  public void stopLeader() {
    members.stream()
        .filter(MiniEnsemble::leads)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no ZooKeeper server leads"))
        .end();
  }

  @Override
  public void close() {
    members.forEach(Member::end);
    ports.close();
  }
}
