package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of one thread that does to each connection what a test says, until it has done it. */
public final class RawServer implements AutoCloseable {

  /** What to do to a connection; it is closed afterwards. */
  public interface Serving {
    void serve(Socket connection) throws Exception;
  }

  private final ServerSocket socket;
  private final Thread thread;
  public final AtomicInteger connections = new AtomicInteger();

  private RawServer(InetAddress address, Serving serving) throws IOException {
    socket = new ServerSocket(0, 50, address);
    thread = new Thread(() -> serve(serving), "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  public static RawServer on(String address, Serving serving) throws IOException {
    return new RawServer(InetAddress.getByName(address), serving);
  }

  /** Reads a request's head, writes the text, and keeps the connection until the client ends it. */
  public static Serving answering(String text) {
    return connection -> {
      if (readHead(connection) != null) {
        connection.getOutputStream().write(text.getBytes(ISO_8859_1));
        awaitEnd(connection);
      }
    };
  }

  /** What one of {@code http.server}'s does: serves a connection for as long as it is there. */
  public static Serving keepingAlive(String body) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    return connection -> {
      while (readHead(connection) != null) {
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
      }
    };
  }

  /** Reads a request's head, says so, and is silent until the client ends the connection. */
  public static Serving silent(Runnable asked) {
    return connection -> {
      readHead(connection);
      asked.run();
      awaitEnd(connection);
    };
  }

  /** Reads a request's head, says so, and writes a head without an end. */
  public static Serving endless(Runnable asked) {
    return connection -> {
      readHead(connection);
      asked.run();
      OutputStream out = connection.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
      while (true) {
        out.write("A: b\r\n".getBytes(ISO_8859_1));
      }
    };
  }

  /** The request line; null if the client has ended the connection. */
  public static String readHead(Socket connection) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
    String first = reader.readLine();
    String line = first;
    while (line != null && !line.isEmpty()) {
      line = reader.readLine();
    }
    return first;
  }

  /** Waits until the client has ended the connection. */
  public static void awaitEnd(Socket connection) throws IOException {
    while (connection.getInputStream().read() >= 0) {
      // More of the request.
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    socket.close();
    thread.interrupt();
  }

  private void serve(Serving serving) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        connections.incrementAndGet();
        serving.serve(connection);
      } catch (Exception e) {
        // The client went, or the test is over.
      }
    }
  }
}
