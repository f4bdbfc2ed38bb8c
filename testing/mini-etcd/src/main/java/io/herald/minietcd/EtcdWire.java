package io.herald.minietcd;

import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to a {@link MiniEtcd}, which a test cuts, or lets fall silent while it stays open. Safe
 * for any thread.
 */
public final class EtcdWire implements AutoCloseable {

  private static final int BUFFER = 65_536;

  private final int serverPort;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;
  private volatile boolean silent;

  /** Leads to a port of this machine. */
  public EtcdWire(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Threads.daemon("etcd-wire", this::accept).start();
  }

  /** Where clients connect to, as a URL. */
  public String endpoint() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** Breaks every connection; new ones are closed at once until {@link #restore}. */
  public void cut() {
    refusing = true;
    breakAll();
  }

  /** Breaks every connection; new ones are taken. */
  public void breakAll() {
    open.forEach(EtcdWire::closeQuietly);
    open.clear();
  }

  /** What comes in is swallowed, both ways, and nothing is closed: as behind a dead router. */
  public void fallSilent() {
    silent = true;
  }

  /** As at the start; connections that were silent have lost bytes, so they are broken. */
  public void restore() {
    if (silent) {
      silent = false;
      breakAll();
    }
    refusing = false;
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        if (refusing) {
          closeQuietly(client);
        } else {
          connect(client);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      open.add(client);
      open.add(server);
      Threads.daemon("etcd-wire", () -> copy(client, server)).start();
      Threads.daemon("etcd-wire", () -> copy(server, client)).start();
    } catch (IOException e) {
      closeQuietly(client); // nobody is there
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[BUFFER];
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        if (!silent) {
          out.write(bytes, 0, length);
          out.flush();
        }
      }
    } catch (IOException e) {
      // One side is gone; the other is closed with it.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing a socket failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
