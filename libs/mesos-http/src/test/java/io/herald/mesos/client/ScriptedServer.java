package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.mesos.leader.MasterAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Answers one connection after the other with bytes written beforehand, as a master would; without
 * a word when there are none left.
 */
final class ScriptedServer implements AutoCloseable {

  /** What one connection gets; {@code hangUp} false: it stays open after the bytes. */
  record Answer(byte[] bytes, boolean hangUp) {

    static Answer of(String head, String body) {
      return of(head, body.getBytes(ISO_8859_1));
    }

    static Answer of(String head, byte[] body) {
      return new Answer(
              (head.replace("\n", "\r\n") + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                  .getBytes(ISO_8859_1),
              true)
          .and(body);
    }

    /** The same with more bytes after it. */
    Answer and(byte[] more) {
      byte[] both = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, both, bytes.length, more.length);
      return new Answer(both, hangUp);
    }
  }

  private final ServerSocket server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::serve, "scripted-server");

  ScriptedServer() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  ScriptedServer answer(Answer answer) {
    synchronized (answers) {
      answers.add(answer);
    }
    return this;
  }

  MasterAddress address() {
    return new MasterAddress("127.0.0.1", server.getLocalPort());
  }

  /** Heads of the requests so far. */
  List<String> requests() {
    return requests;
  }

  /** Connections that the client has not closed yet and neither have we. */
  long openConnections() {
    return open.stream().filter(socket -> !closedByPeer(socket)).count();
  }

  private static boolean closedByPeer(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        String request = readRequest(socket.getInputStream());
        requests.add(request);
        Answer answer = next();
        if (answer == null) {
          socket.close();
          continue;
        }
        if (!answer.hangUp()) {
          open.add(socket); // before the client can react to what it gets
        }
        OutputStream out = socket.getOutputStream();
        out.write(answer.bytes());
        out.flush();
        if (answer.hangUp()) {
          socket.close();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
  }

  private @Nullable Answer next() {
    synchronized (answers) {
      return answers.poll();
    }
  }

  private static String readRequest(InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head.toString();
      }
      head.append((char) b);
    }
    String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
      head.append(new String(in.readNBytes(length), ISO_8859_1));
    }
    return head.toString();
  }

  /** Closes the connections that are open, in the middle of whatever they carry. */
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }
}
