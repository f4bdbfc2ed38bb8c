package io.herald.balancer.proxy.tcp;

import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.VipCounters.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection and a backend's, from accepting to the end of both. What a client sends
 * before there is a backend is held back, so that a connect that fails costs it nothing. Belongs to
 * one event loop, and only that calls it.
 */
final class ProxiedConnection {

  private static final Logger log = LoggerFactory.getLogger(ProxiedConnection.class);

  /** Connects that time out may take so many times the connect time-out in all. */
  private static final int MOST_TIMEOUTS = 4;

  /** How long what was received before a reset may take to reach the other side. */
  private static final long LAST_WORDS_SECONDS = 10;

  private final TcpFront front;
  private final VipOptions options;
  private final DuplexChannel client;
  private final Relay fromClient;
  private ClientOrigin origin;

  /** Null only while no backend has failed it, which is nearly always. */
  private @Nullable List<PooledBackend> tried;

  private long connectingSince;
  private @Nullable DuplexChannel backend;
  private @Nullable Relay fromBackend;
  private @Nullable PooledBackend target;
  private @Nullable Future<?> timer;
  private long lastTraffic;
  private boolean headerWanted;

  /** The backend has reset it; the client gets what came before, and then a reset. */
  private boolean failing;

  private boolean over;

  ProxiedConnection(TcpFront front, VipOptions options, DuplexChannel client, ClientOrigin origin) {
    this.front = front;
    this.options = options;
    this.client = client;
    this.origin = origin;
    this.fromClient = new Relay(this, front.counters().received);
  }

  /** The client has been accepted. */
  void begin() {
    if (options.proxyIn()) {
      headerWanted = true;
      // The decoder closes a connection whose header is none: as a reset, until one has come.
      client.config().setOption(ChannelOption.SO_LINGER, 0);
      client.pipeline().addLast(new HAProxyMessageDecoder());
      timer =
          client
              .eventLoop()
              .schedule(
                  this::headerIsLate, options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    client.pipeline().addLast(fromClient);
    if (!headerWanted) {
      connectFirst();
    }
  }

  private void headerIsLate() {
    if (headerWanted && !over) {
      refuse(Refusal.PROXY_HEADER);
    }
  }

  /** The client's PROXY header has come. */
  void told(HAProxyMessage header) {
    if (headerWanted && !over) {
      headerWanted = false;
      client.config().setOption(ChannelOption.SO_LINGER, -1);
      cancelTimer();
      origin = origin.told(header);
      connectFirst();
    }
  }

  private void connectFirst() {
    connectingSince = System.nanoTime();
    connect();
  }

  private void connect() {
    List<PooledBackend> failed = tried == null ? List.of() : tried;
    PooledBackend chosen = front.pool().choose(origin.source().getAddress(), failed);
    if (chosen == null) {
      refuse(failed.isEmpty() ? Refusal.NO_BACKEND : Refusal.BACKENDS_FAILED);
      return;
    }
    target = chosen;
    long each = options.connectTimeout().toMillis();
    long left = MOST_TIMEOUTS * each - millisSince(connectingSince);
    if (left <= 0) {
      release();
      refuse(Refusal.BACKENDS_FAILED);
      return;
    }
    DuplexChannel socket;
    try {
      socket =
          front
              .loops()
              .newSocket(
                  client.eventLoop(), chosen.address().getAddress(), (int) Math.min(each, left));
    } catch (ChannelException e) {
      connectFailed(chosen, e);
      return;
    }
    Relay relay = new Relay(this, front.counters().sent);
    backend = socket;
    fromBackend = relay;
    socket.pipeline().addLast(relay);
    var registered = client.eventLoop().register(socket);
    long since = System.nanoTime();
    registered.addListener(
        (ChannelFuture done) -> {
          if (done.isSuccess()) {
            socket
                .connect(chosen.address())
                .addListener(
                    (ChannelFuture connected) ->
                        connectEnded(socket, relay, chosen, since, connected.cause()));
          } else {
            connectEnded(socket, relay, chosen, since, done.cause());
          }
        });
  }

  private void connectEnded(
      DuplexChannel socket,
      Relay relay,
      PooledBackend chosen,
      long since,
      @Nullable Throwable failure) {
    if (over) { // the client went away meanwhile, and gave the place back
      var unused = socket.close();
    } else if (failure != null) {
      backend = null;
      fromBackend = null;
      var unused = socket.close();
      connectFailed(chosen, failure);
    } else {
      front.pool().connected(chosen);
      front.counters().connected(System.nanoTime() - since);
      carry(socket, relay);
    }
  }

  private void connectFailed(PooledBackend chosen, Throwable cause) {
    ConnectFailure failure =
        cause instanceof ChannelException ? ConnectFailure.LOCAL : ProxyLoops.failureOf(cause);
    target = null;
    front.connectFailed(chosen, failure, cause);
    if (tried == null) {
      tried = new ArrayList<>(2);
    }
    tried.add(chosen);
    connect();
  }

  private void carry(DuplexChannel socket, Relay relay) {
    tried = null;
    if (options.proxyOut()) {
      socket.pipeline().addFirst(HAProxyMessageEncoder.INSTANCE);
      var unused = socket.writeAndFlush(origin.header());
      socket.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
    }
    relay.begin(client);
    fromClient.begin(socket);
    if (!over) {
      options.idleTimeout().ifPresent(this::watchIdle);
    }
  }

  private void watchIdle(Duration most) {
    lastTraffic = System.nanoTime();
    closeWhenIdle(most.toNanos());
  }

  private void closeWhenIdle(long most) {
    if (over) {
      return;
    }
    long left = most - (System.nanoTime() - lastTraffic);
    if (left > 0) {
      timer = client.eventLoop().schedule(() -> closeWhenIdle(most), left, TimeUnit.NANOSECONDS);
    } else {
      front.counters().idle.increment();
      close();
    }
  }

  /** Something has come, or has been taken. */
  void touch() {
    if (timer != null) {
      lastTraffic = System.nanoTime();
    }
  }

  boolean isOver() {
    return over;
  }

  /** Whether an end that a side shows now is none. */
  boolean isFailing() {
    return failing || over;
  }

  /** The client has sent everything before there was a backend, or a backend before it is heard. */
  void endedEarly(Relay relay) {
    if (headerWanted && relay == fromClient) {
      refuse(Refusal.PROXY_HEADER);
    }
  }

  /** What one side is sent fails: the other side's bytes have nowhere to go. */
  void takesNothing(Relay side) {
    Relay toIt = side == fromClient ? fromBackend : fromClient;
    if (toIt != null && !over) {
      toIt.stopPassing();
    }
  }

  /** Closes both sides if each has had the other's end; whether it did. */
  boolean closeIfFinished() {
    Relay answers = fromBackend;
    if (!failing && answers != null && answers.isFinished() && fromClient.isFinished()) {
      close();
      return true;
    }
    return over;
  }

  /** A side is gone without an end. */
  void lost() {
    if (!over) {
      end(client);
    }
  }

  /** A side has failed: the other one is reset, too. */
  void failed(Channel side, Throwable cause) {
    if (isFailing()) {
      return;
    }
    log.debug("{}: {}", front, cause.toString());
    if (cause.getCause() instanceof HAProxyProtocolException
        || cause instanceof HAProxyProtocolException) {
      refuse(Refusal.PROXY_HEADER);
    } else if (side == client) {
      end(client);
    } else {
      endBehindLastBytes();
    }
  }

  /** A backend's reset comes after the bytes that it sent before. */
  private void endBehindLastBytes() {
    failing = true;
    var unused =
        client
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener((ChannelFuture flushed) -> end(client));
    if (!over) {
      cancelTimer();
      timer = client.eventLoop().schedule(() -> end(client), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void refuse(Refusal why) {
    if (!over) {
      front.refused(why);
      end(client);
    }
  }

  /** Resets what is open. */
  private void end(DuplexChannel first) {
    if (leave()) {
      reset(first);
      DuplexChannel other = backend;
      if (other != null) {
        reset(other);
      }
    }
  }

  private void close() {
    if (leave()) {
      var unused = client.close();
      DuplexChannel other = backend;
      if (other != null) {
        unused = other.close();
      }
    }
  }

  /** Gives back all that it has taken, once. */
  private boolean leave() {
    if (over) {
      return false;
    }
    over = true;
    cancelTimer();
    fromClient.forget();
    release();
    front.left();
    return true;
  }

  private void release() {
    PooledBackend taken = target;
    target = null;
    if (taken != null) {
      front.pool().released(taken);
    }
  }

  private void cancelTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** Has the kernel send a reset instead of an end. */
  static void reset(DuplexChannel socket) {
    if (socket.isOpen()) {
      try {
        socket.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException e) {
        log.debug("a connection that is gone can't be reset: {}", e.toString());
      }
      var unused = socket.close();
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
