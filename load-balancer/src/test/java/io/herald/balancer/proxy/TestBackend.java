package io.herald.balancer.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of plain sockets that treats each connection as it is told to, on threads of its own.
 */
final class TestBackend implements AutoCloseable {

  /** What happens to a connection; it is closed when this returns. */
  interface Behaviour {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Threads.daemons("test-backend"));
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Future<?> accepting;
  private volatile boolean closed;
  private final AtomicInteger served = new AtomicInteger();

  TestBackend(InetAddress host, int port, Behaviour behaviour) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(host, port), 1000);
    accepting = threads.submit(() -> accept(behaviour));
  }

  private void accept(Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        if (closed) { // the kernel of a killed process resets what nobody took
          socket.setSoLinger(true, 0);
          socket.close();
          return;
        }
        served.incrementAndGet();
        threads.execute(() -> serve(socket, behaviour));
      } catch (SocketException e) {
        return; // closed
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      behaviour.serve(socket);
    } catch (IOException e) {
      // The other side went away, or this backend was closed; what tests look at is the client.
    } finally {
      open.remove(socket);
    }
  }

  /** Connections that have come so far. */
  int served() {
    return served.get();
  }

  /** For each line that comes it answers with its name. */
  static Behaviour named(String name) {
    return socket -> {
      InputStream in = socket.getInputStream();
      for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
        socket.getOutputStream().write((name + "\n").getBytes(US_ASCII));
      }
    };
  }

  /** A line without its end; empty when the stream has ended. */
  static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString();
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** As when its process is killed: connections are cut, and new ones refused. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
      accepting.get(); // until then the kernel may let one more in, which would see an end
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
