package io.herald.balancer.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * HAProxy's command sockets: one short connection for each line of commands. HAProxy answers and
 * closes.
 */
final class RuntimeSocket {

  private static final int LONGEST = 256 << 20;

  private final Path socket;
  private final Duration timeout;

  /**
   * Of this socket.
   *
   * @param timeout after which a silent HAProxy is given up
   */
  RuntimeSocket(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /**
   * Sends a line, or a line with a payload, and reads all of the answer.
   *
   * @throws IOException if nobody listens there, or the answer doesn't come in time
   */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
      while (out.hasRemaining()) {
        await(selector);
        channel.write(out);
      }
      channel.shutdownOutput();
      key.interestOps(SelectionKey.OP_READ);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer in = ByteBuffer.allocate(1 << 16);
      while (true) {
        await(selector);
        int read = channel.read(in);
        if (read < 0) {
          return answer.toString(StandardCharsets.UTF_8);
        }
        answer.write(in.array(), 0, in.position());
        in.clear();
        if (answer.size() > LONGEST) {
          throw new IOException(socket + " answers without end");
        }
      }
    } catch (IOException e) {
      throw new IOException(socket + ": " + e.getMessage(), e);
    }
  }

  private void await(Selector selector) throws IOException {
    selector.select(timeout.toMillis());
    if (selector.selectedKeys().isEmpty()) {
      throw new IOException("no answer within " + timeout.toSeconds() + " s");
    }
    selector.selectedKeys().clear();
  }
}
