package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server of sockets and bytes: each connection is answered by the next script, whatever it does;
 * the last script answers all that come after it.
 */
final class AwkwardServer implements AutoCloseable {

  /** Answers one connection; it is closed when this returns or throws. */
  @FunctionalInterface
  interface Script {
    void answer(Request request, Reply reply) throws IOException, InterruptedException;
  }

  /** What the client asked for. */
  record Request(String line, Map<String, String> headers) {
    String path() {
      return line.split(" ")[1];
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** Writes an answer. */
  record Reply(InputStream in, OutputStream out) {

    static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    Reply raw(String text) throws IOException {
      return raw(text.getBytes(UTF_8));
    }

    Reply raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
      return this;
    }

    /** Begins a stream that ends with the connection. */
    Reply stream() throws IOException {
      return raw(EVENTS + "Connection: close\r\n\r\n");
    }

    Reply event(String type, String id, String data) throws IOException {
      return raw("event: " + type + "\nid: " + id + "\ndata: " + data + "\n\n");
    }

    Reply snapshot(String id, boolean complete, String... instances) throws IOException {
      String items = String.join(",", instances);
      return event("snapshot", id, "{\"items\":[" + items + "],\"complete\":" + complete + "}");
    }

    Reply json(String body) throws IOException {
      return raw(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + body.getBytes(UTF_8).length
              + "\r\n\r\n"
              + body);
    }

    /** Does nothing until the client goes. */
    void hold() throws IOException {
      while (in.read() >= 0) {
        // a client that has asked says nothing more
      }
    }
  }

  private final ServerSocket socket;
  private final String scheme;
  private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  AwkwardServer(Script... scripts) throws IOException {
    this("http", ServerSocketFactory.getDefault(), scripts);
  }

  AwkwardServer(String scheme, ServerSocketFactory sockets, Script... scripts) throws IOException {
    this.scheme = scheme;
    this.socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.scripts.addAll(List.of(scripts));
    start("awkward-server", this::accept);
  }

  String url() {
    return scheme + "://127.0.0.1:" + socket.getLocalPort();
  }

  /** All that were asked so far. */
  List<Request> requests() {
    return requests;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        open.add(client);
        start("awkward-server-" + connections.incrementAndGet(), () -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      Request request = read(in);
      Script script = scripts.size() > 1 ? scripts.remove() : scripts.element();
      requests.add(request);
      script.answer(request, new Reply(in, client.getOutputStream()));
    } catch (IOException e) {
      // the client has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request read(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8));
    String line = reader.readLine();
    Map<String, String> headers = new TreeMap<>();
    String header = reader.readLine();
    while (header != null && !header.isEmpty()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
      header = reader.readLine();
    }
    if (line == null) {
      throw new IOException("nothing was asked");
    }
    return new Request(line, headers);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
