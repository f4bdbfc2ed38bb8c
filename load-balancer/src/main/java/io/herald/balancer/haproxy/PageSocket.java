package io.herald.balancer.haproxy;

import io.herald.runtime.threads.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of this machine on which HAProxy, and nobody else, asks for pages by HTTP: one request
 * for each connection, one at a time, on the thread {@code lb-haproxy-pages}.
 */
final class PageSocket implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PageSocket.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** HAProxy's own bound on a request's head, unless somebody changes it. */
  private static final int LONGEST_HEAD = 16 << 10;

  /** What is answered. */
  record Page(int status, String type, String text) {

    static Page text(int status, String text) {
      return new Page(status, "text/plain", text);
    }
  }

  /** What there is to be asked for. */
  interface Pages {

    /**
     * Answers.
     *
     * @param target path and query
     */
    Page answer(String target);
  }

  private final Path socket;
  private final Pages pages;
  private final ServerSocketChannel server;
  private final Thread thread;

  private PageSocket(Path socket, Pages pages, ServerSocketChannel server) {
    this.socket = socket;
    this.pages = pages;
    this.server = server;
    this.thread = Threads.daemon("lb-haproxy-pages", this::serve);
  }

  /**
   * Listens there; whoever did so before has ended.
   *
   * @throws IOException if it can't be opened
   */
  static PageSocket open(Path socket, Pages pages) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      server.close();
      throw new IOException(socket + " can't be opened: " + e.getMessage(), e);
    }
    PageSocket opened = new PageSocket(socket, pages, server);
    opened.thread.start();
    return opened;
  }

  private void serve() {
    while (true) {
      try (SocketChannel client = server.accept()) {
        answer(client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.debug("{}: a question of HAProxy's is left unanswered: {}", socket, e.toString());
        if (!server.isOpen()) {
          return;
        }
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    try (Selector selector = Selector.open()) {
      client.configureBlocking(false);
      SelectionKey key = client.register(selector, SelectionKey.OP_READ);
      String[] words = head(client, selector).split("[ \r\n]", 3);
      Page page =
          words.length < 3 ? Page.text(400, "this is not a request\n") : pages.answer(words[1]);
      byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
      String head =
          "HTTP/1.1 "
              + page.status()
              + " Answer\r\nContent-Type: "
              + page.type()
              + "\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      if (!words[0].equals("HEAD")) {
        all.writeBytes(body);
      }
      key.interestOps(SelectionKey.OP_WRITE);
      ByteBuffer out = ByteBuffer.wrap(all.toByteArray());
      while (out.hasRemaining()) {
        await(selector);
        client.write(out);
      }
    }
  }

  private static String head(SocketChannel client, Selector selector) throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer in = ByteBuffer.allocate(LONGEST_HEAD);
    while (head.indexOf("\r\n\r\n") < 0) {
      await(selector);
      if (client.read(in) < 0 || !in.hasRemaining()) {
        throw new IOException("its head has no end");
      }
      head.setLength(0);
      head.append(new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1));
    }
    return head.toString();
  }

  private static void await(Selector selector) throws IOException {
    if (selector.select(PATIENCE.toMillis()) == 0) {
      throw new IOException("nothing more comes or goes for " + PATIENCE.toSeconds() + " s");
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    Threads.end(thread);
    Files.deleteIfExists(socket);
  }
}
