package io.herald.minizookeeper;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * One stand-alone ZooKeeper server on the loopback address.
 *
 * <p>Its data stays in its folder, so that {@link #stop} and {@link #start} are a server's restart:
 * sessions and nodes live on, as they do in production. {@link #expireSession} is what a server
 * does to a client that was silent for too long. Curator's TestingServer is not used: it leaves
 * folders behind after a hard exit.
 */
public final class MiniZooKeeper implements AutoCloseable {

  private static final int TICK_MILLIS = 500;
  private static final int MAX_CONNECTIONS = 1000;

  private final Path folder;
  private final InetAddress address;
  private final OptionalInt longestSession;
  private int port;
  private NIOServerCnxnFactory connections;
  private ZooKeeperServer server;

  private MiniZooKeeper(Path folder, InetAddress address, int port, OptionalInt longestSession) {
    this.folder = requireNonNull(folder, "folder");
    this.address = address;
    this.longestSession = longestSession;
    this.port = port;
  }

  /**
   * Starts a server.
   *
   * @param folder for its data; made if absent, left in place on {@link #close}
   * @param port 0 for any free one
   * @throws IOException if the port is taken or the folder can't be written
   */
  public static MiniZooKeeper start(Path folder, int port) throws IOException {
    return start(folder, port, OptionalInt.empty());
  }

  /**
   * Starts a server on any free port, as {@link #start(Path, int)}.
   *
   * @param longestSession the longest session time-out that it grants; others grant 20 ticks
   */
  public static MiniZooKeeper withSessionsUpTo(Duration longestSession, Path folder)
      throws IOException {
    return start(folder, 0, OptionalInt.of(Math.toIntExact(longestSession.toMillis())));
  }

  private static MiniZooKeeper start(Path folder, int port, OptionalInt longestSession)
      throws IOException {
    MiniZooKeeper zooKeeper =
        new MiniZooKeeper(folder, InetAddress.getLoopbackAddress(), port, longestSession);
    zooKeeper.start();
    return zooKeeper;
  }

  /** Starts again after {@link #stop}, on the same port and data. */
  public synchronized void start() throws IOException {
    if (server != null) {
      return;
    }
    Files.createDirectories(folder);
    ZooKeeperServer starting = new ZooKeeperServer(folder.toFile(), folder.toFile(), TICK_MILLIS);
    starting.setMinSessionTimeout(2 * TICK_MILLIS);
    longestSession.ifPresent(starting::setMaxSessionTimeout);
    NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
    factory.configure(new InetSocketAddress(address, port), MAX_CONNECTIONS);
    try {
      factory.startup(starting);
    } catch (InterruptedException e) {
      factory.shutdown();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ZooKeeper started", e);
    }
    port = factory.getLocalPort();
    connections = factory;
    server = starting;
  }

  /** Stops the server; clients see a lost connection. Does nothing if it is stopped. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    connections.shutdown();
    server = null;
  }

  /** Expires a session as the server does after its timeout: its ephemeral nodes go. */
  public synchronized void expireSession(long sessionId) {
    if (server == null) {
      throw new IllegalStateException("the ZooKeeper server is stopped");
    }
    server.closeSession(sessionId);
  }

  public synchronized int port() {
    return port;
  }

  /** {@code 127.0.0.1:port}. */
  public String connectString() {
    return address.getHostAddress() + ":" + port();
  }

  @Override
  public void close() {
    stop();
  }
}
