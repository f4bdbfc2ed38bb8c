package io.herald.minizookeeper;

import io.herald.runtime.threads.Threads;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network between ZooKeeper's client and server that can be cut: at once, or just when a member
 * is being created. It understands frames (four bytes of length), and of requests the xid, the type
 * and, of a create, the path.
 */
public final class CuttingProxy implements AutoCloseable {

  /** What happens to the next create of a member. */
  public enum Fault {
    NONE,
    /** The server never gets it. */
    LOSE_REQUEST,
    /** The server does it, and its answer never arrives. */
    LOSE_REPLY
  }

  private static final Set<Integer> CREATE_TYPES = Set.of(1, 15);

  private final int serverPort;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
  private final AtomicInteger creates = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger connects = new AtomicInteger();
  private volatile boolean refusing;

  public CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  public String connectString() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Arms the fault; it strikes once and stays a cut network until {@link #restore}. */
  public void onNextMemberCreate(Fault next) {
    fault.set(next);
  }

  /** Whether and how often an armed fault struck. */
  public int faults() {
    return faults.get();
  }

  /** How often the server accepted a client's connection, new session or old. */
  public int connects() {
    return connects.get();
  }

  /** How many creates of members the client sent. */
  public int memberCreates() {
    return creates.get();
  }

  /** Breaks all connections; new ones are refused until {@link #restore}. */
  public void cut() {
    refusing = true;
    open.forEach(CuttingProxy::closeQuietly);
  }

  public void restore() {
    refusing = false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      if (refusing) {
        client.close();
        continue;
      }
      Socket server = new Socket();
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      } catch (IOException e) {
        client.close();
        continue;
      }
      open.add(client);
      open.add(server);
      Connection connection = new Connection(client, server);
      start("requests", connection::requests, client, server);
      start("replies", connection::replies, client, server);
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private final AtomicReference<Integer> lost = new AtomicReference<>();

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() throws IOException {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(server.getOutputStream());
      boolean first = true; // the connect request has neither xid nor type
      while (true) {
        byte[] frame = read(in);
        if (!first && isMemberCreate(frame)) {
          creates.incrementAndGet();
          Fault now = fault.getAndSet(Fault.NONE);
          if (now == Fault.LOSE_REQUEST) {
            faults.incrementAndGet();
            cut();
            return;
          } else if (now == Fault.LOSE_REPLY) {
            lost.set(ByteBuffer.wrap(frame).getInt());
          }
        }
        first = false;
        write(out, frame);
      }
    }

    void replies() throws IOException {
      DataInputStream in = new DataInputStream(server.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      boolean first = true;
      while (true) {
        byte[] frame = read(in);
        Integer xid = lost.get();
        if (!first && xid != null && ByteBuffer.wrap(frame).getInt() == xid) {
          faults.incrementAndGet();
          cut();
          return;
        }
        write(out, frame);
        if (first) {
          connects.incrementAndGet();
          first = false;
        }
      }
    }
  }

  private static boolean isMemberCreate(byte[] frame) {
    ByteBuffer request = ByteBuffer.wrap(frame);
    if (frame.length < 12) {
      return false;
    }
    request.getInt(); // xid
    if (!CREATE_TYPES.contains(request.getInt())) {
      return false;
    }
    byte[] path = new byte[request.getInt()];
    request.get(path);
    return new String(path, StandardCharsets.UTF_8).endsWith("/member_");
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    return frame;
  }

  private static void write(DataOutputStream out, byte[] frame) throws IOException {
    byte[] whole = ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
    out.write(whole);
    out.flush();
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Runs until a side closes; then the others go too. */
  private void start(String name, Work work, Socket... sockets) {
    Thread thread =
        Threads.daemon(
            "proxy " + name,
            () -> {
              try {
                work.run();
              } catch (EOFException | SocketException e) {
                // What a cut network looks like from here.
              } catch (IOException e) {
                throw new IllegalStateException(e);
              } finally {
                for (Socket socket : sockets) {
                  closeQuietly(socket);
                  open.remove(socket);
                }
              }
            });
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing a socket failed", e);
    }
  }
}
