package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ProbeClient} does, for very many at once on one thread: TCP connections, and GET over
 * plain HTTP without redirects. The hosts are addresses or {@code localhost}, as a look-up would
 * hold up all others. Safe for any thread; answers come on the loop's, and must be quick.
 *
 * <p>So many as {@value #MOST_AT_ONCE} have a connection at a time; the time-out of one that waits
 * for its turn begins with the turn.
 */
public final class ProbeLoop implements AutoCloseable {

  private static final int MOST_AT_ONCE = 256;
  private static final int FIRST_ROOM = 1024;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  // Of the loop's thread alone.
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private final PriorityQueue<Exchange> open =
      new PriorityQueue<>(Comparator.comparingLong(exchange -> exchange.giveUpAt));

  /**
   * What came of it: exactly one of the two.
   *
   * @param reply of a GET; of a connection an empty one
   * @param failure with a clause; a {@link SocketTimeoutException} if no status came in time
   */
  public record Answered(@Nullable HttpReply reply, @Nullable IOException failure) {}

  /**
   * A loop, which runs from now on.
   *
   * @param name of its thread
   * @throws IOException if the system has no selector left
   */
  public ProbeLoop(String name) throws IOException {
    selector = Selector.open();
    thread = Threads.daemon(name, this::run);
    thread.start();
  }

  /** Connects, and does no more. */
  public void connect(String host, int port, Duration timeout, Consumer<Answered> answer) {
    post(() -> waiting.add(new Exchange(host, port, null, 0, timeout, answer)));
  }

  /**
   * GET on a connection that is closed after the answer.
   *
   * @param uri of scheme http
   * @param bodyLimit bytes of the answer's body to read
   */
  public void get(URI uri, int bodyLimit, Duration timeout, Consumer<Answered> answer) {
    byte[] request = ProbeClient.request("GET", uri).getBytes(US_ASCII);
    int port = uri.getPort() >= 0 ? uri.getPort() : 80;
    Exchange exchange =
        new Exchange(ProbeClient.host(uri), port, request, bodyLimit, timeout, answer);
    post(() -> waiting.add(exchange));
  }

  /** Ends the loop; what is under way has no answer. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    Threads.end(thread);
  }

  private void post(Runnable work) {
    inbox.add(work);
    selector.wakeup();
  }

  private void run() {
    try (selector) {
      while (!closed) {
        selector.select(untilNext());
        for (Runnable work = inbox.poll(); work != null; work = inbox.poll()) {
          work.run();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ((Exchange) key.attachment()).goOn();
        }
        selector.selectedKeys().clear();
        giveUp();
        startWaiting();
      }
    } catch (ClosedSelectorException e) {
      return; // The end.
    } catch (IOException e) {
      throw new IllegalStateException("checks can't go on: the selector failed", e);
    } finally {
      List.copyOf(open).forEach(Exchange::closeChannel);
    }
  }

  /** In ms; 0: until something happens. */
  private long untilNext() {
    Exchange next = open.peek();
    return next == null
        ? 0
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.giveUpAt - System.nanoTime()) + 1);
  }

  private void startWaiting() {
    while (open.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
      waiting.remove().start();
    }
  }

  private void giveUp() {
    long now = System.nanoTime();
    for (Exchange first = open.peek();
        first != null && first.giveUpAt - now <= 0;
        first = open.peek()) {
      first.timeIsOver();
    }
  }

  /** What follows the bytes that have been received. */
  private enum After {
    MORE,
    END,
    NOTHING_IN_TIME
  }

  /** Out of bytes: more have to come before the answer can be read. */
  private static final class MoreToCome extends RuntimeException {
    MoreToCome() {
      super("more has to come", null, false, false);
    }
  }

  /** One question and its answer; of the loop's thread alone. */
  private final class Exchange {

    private final String host;
    private final int port;
    private final byte @Nullable [] request;
    private final int bodyLimit;
    private final Duration timeout;
    private final Consumer<Answered> answer;
    private final List<String> reasons = new ArrayList<>(0);
    private List<InetAddress> addresses = List.of();
    private int turn;
    private long endAt;
    private long giveUpAt;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable ByteBuffer out;
    private byte[] in = new byte[0];
    private int received;

    Exchange(
        String host,
        int port,
        byte @Nullable [] request,
        int bodyLimit,
        Duration timeout,
        Consumer<Answered> answer) {
      this.host = host;
      this.port = port;
      this.request = request;
      this.bodyLimit = bodyLimit;
      this.timeout = timeout;
      this.answer = answer;
    }

    void start() {
      endAt = System.nanoTime() + timeout.toNanos();
      try {
        addresses = TargetAddresses.of(host);
      } catch (IOException e) {
        finish(new Answered(null, e));
        return;
      }
      nextAddress();
    }

    /** Each address gets an equal part of what is left of the time. */
    private void nextAddress() {
      while (turn < addresses.size()) {
        InetAddress address = addresses.get(turn);
        long now = System.nanoTime();
        giveUpAt = now + (endAt - now) / (addresses.size() - turn);
        turn++;
        try {
          SocketChannel made = SocketChannel.open();
          channel = made;
          made.configureBlocking(false);
          boolean connected = made.connect(new InetSocketAddress(address, port));
          key = made.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, this);
          open.add(this);
          if (connected) {
            connected();
          }
          return;
        } catch (UnsupportedAddressTypeException e) {
          refused(address, "IPv6 is not in use here");
        } catch (IOException e) {
          refused(address, Reason.of(e));
        }
      }
      finish(new Answered(null, new ConnectException(String.join("; ", reasons))));
    }

    private void refused(InetAddress address, String why) {
      reasons.add(TargetAddresses.text(address) + ": " + why);
      closeChannel();
    }

    /** The channel is ready for what it waits for. */
    void goOn() {
      SocketChannel now = channel;
      SelectionKey at = key;
      if (now == null || at == null || !at.isValid()) {
        return;
      }
      try {
        if (at.isConnectable()) {
          connect(now);
        } else if (at.isWritable()) {
          write();
        } else if (at.isReadable()) {
          read(now);
        }
      } catch (IOException e) {
        finish(new Answered(null, e));
      }
    }

    private void connect(SocketChannel now) throws IOException {
      try {
        if (!now.finishConnect()) {
          return;
        }
      } catch (IOException e) {
        refused(addresses.get(turn - 1), Reason.of(e));
        nextAddress();
        return;
      }
      connected();
    }

    private void connected() throws IOException {
      byte[] asked = request;
      if (asked == null) {
        finish(
            new Answered(new HttpReply(0, Optional.empty(), new byte[0], Optional.empty()), null));
        return;
      }
      open.remove(this);
      giveUpAt = endAt;
      open.add(this);
      out = ByteBuffer.wrap(asked);
      write();
    }

    private void write() throws IOException {
      SocketChannel now = channel;
      SelectionKey at = key;
      ByteBuffer rest = out;
      if (now != null && at != null && rest != null) {
        now.write(rest);
        at.interestOps(rest.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      }
    }

    private void read(SocketChannel now) throws IOException {
      if (received == in.length) {
        in = Arrays.copyOf(in, Math.max(FIRST_ROOM, in.length * 2));
      }
      int more = now.read(ByteBuffer.wrap(in, received, in.length - received));
      received += Math.max(0, more);
      try {
        finish(new Answered(reply(more < 0 ? After.END : After.MORE), null));
      } catch (MoreToCome e) {
        return; // It is read again from its beginning, which is short.
      }
    }

    private HttpReply reply(After after) throws IOException {
      try {
        return new HttpReplyReader(new Received(after)).read(bodyLimit);
      } catch (InterruptedException e) {
        throw new IllegalStateException("bytes that are there are not waited for", e);
      }
    }

    void timeIsOver() {
      if (out == null) {
        refused(addresses.get(turn - 1), "the connection was not made in time");
        nextAddress();
      } else {
        finish(late());
      }
    }

    /** Of what came in time: a status, with a part of the body or none. */
    private Answered late() {
      try {
        return new Answered(reply(After.NOTHING_IN_TIME), null);
      } catch (IOException e) {
        return new Answered(null, e);
      }
    }

    private void finish(Answered outcome) {
      closeChannel();
      answer.accept(outcome);
    }

    private void closeChannel() {
      open.remove(this);
      SocketChannel now = channel;
      channel = null;
      if (now != null) {
        try {
          now.close();
        } catch (IOException e) {
          return; // There is nothing to be done about it, and nothing is lost.
        }
      }
    }

    /** What has been received so far, as a connection. */
    private final class Received implements Wire {

      private final After after;
      private int at;

      Received(After after) {
        this.after = after;
      }

      @Override
      public int read(ByteBuffer into) throws SocketTimeoutException {
        int length = Math.min(into.remaining(), received - at);
        if (length == 0) {
          return switch (after) {
            case END -> -1;
            case MORE -> throw new MoreToCome();
            case NOTHING_IN_TIME -> throw new SocketTimeoutException("no answer came in time");
          };
        }
        into.put(in, at, length);
        at += length;
        return length;
      }

      @Override
      public void write(ByteBuffer from) {
        throw new IllegalStateException("the request has been sent");
      }

      @Override
      public void close() {
        // The exchange closes its channel.
      }
    }
  }
}
