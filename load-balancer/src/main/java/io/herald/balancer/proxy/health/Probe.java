package io.herald.balancer.proxy.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.Fatal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One check of one backend, over a connection of its own. Belongs to one event loop. */
final class Probe extends SimpleChannelInboundHandler<ByteBuf> {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})( .*)?");
  private static final int LONGEST_STATUS_LINE = 1024;

  /** So much of an answer is read, for a server that isn't to be cut off. */
  private static final int LONGEST_ANSWER = 1 << 20;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final InetSocketAddress backend;
  private final Optional<String> httpPath;
  private final boolean proxyHeader;
  private final Duration timeout;
  private final Consumer<Optional<String>> verdict;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Future<?> timer;
  private int read;
  private boolean done;

  /**
   * @param httpPath a GET of it is answered 200 to 399; empty: a connection is accepted
   * @param proxyHeader whether the backend expects a PROXY header, which then says that this is a
   *     check
   * @param verdict is told once: empty for a success, or why not
   */
  Probe(
      InetSocketAddress backend,
      Optional<String> httpPath,
      boolean proxyHeader,
      Duration timeout,
      Consumer<Optional<String>> verdict) {
    this.backend = backend;
    this.httpPath = httpPath;
    this.proxyHeader = proxyHeader;
    this.timeout = timeout;
    this.verdict = verdict;
  }

  /** Begins; on this loop's thread. */
  void start(ProxyLoops loops, EventLoop loop) {
    DuplexChannel socket;
    try {
      socket = loops.newSocket(loop, backend.getAddress(), (int) timeout.toMillis());
    } catch (ChannelException e) {
      tell(Optional.of(Reason.of(e)));
      return;
    }
    socket.pipeline().addLast(this);
    timer = loop.schedule(() -> end(socket, late()), timeout.toNanos(), TimeUnit.NANOSECONDS);
    loop.register(socket)
        .addListener(
            (ChannelFuture registered) ->
                socket.connect(backend).addListener((ChannelFuture f) -> connected(socket, f)));
  }

  private Optional<String> late() {
    return Optional.of("no answer within " + timeout.toMillis() + " ms");
  }

  private void connected(DuplexChannel socket, ChannelFuture connected) {
    Throwable cause = connected.cause();
    if (cause != null) {
      end(socket, Optional.of(Reason.of(cause)));
      return;
    }
    if (proxyHeader) {
      socket.pipeline().addFirst(HAProxyMessageEncoder.INSTANCE);
      var unused =
          socket.write(
              new HAProxyMessage(
                  HAProxyProtocolVersion.V2,
                  HAProxyCommand.LOCAL,
                  HAProxyProxiedProtocol.UNKNOWN,
                  null,
                  null,
                  0,
                  0));
      socket.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
    }
    if (httpPath.isEmpty()) {
      var unused =
          socket
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(sent -> end(socket, Optional.empty()));
    } else {
      String request =
          "GET "
              + httpPath.get()
              + " HTTP/1.1\r\nHost: "
              + AddressText.of(backend)
              + "\r\nUser-Agent: herald-lb\r\nAccept: */*\r\nConnection: close\r\n\r\n";
      socket.pipeline().addLast(new HttpResponseDecoder(), new AnswersEnd());
      var unused = socket.writeAndFlush(Unpooled.copiedBuffer(request, US_ASCII));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
    read += data.readableBytes();
    if (!done) {
      line.append(data.toString(US_ASCII));
      int end = line.indexOf("\n");
      if (end >= 0) {
        tell(judge(line.substring(0, end).stripTrailing()));
      } else if (line.length() > LONGEST_STATUS_LINE) {
        tell(Optional.of("the answer isn't HTTP"));
      }
    }
    if (read > LONGEST_ANSWER) {
      end(context, Optional.of("the answer isn't HTTP"));
    } else {
      context.fireChannelRead(data.retain());
    }
  }

  /**
   * Closes the connection after the whole answer: a server that is still writing would log that it
   * was cut off. One that doesn't close it, as it was asked to, isn't waited for.
   */
  private final class AnswersEnd extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof LastHttpContent || part.decoderResult().isFailure()) {
        end(context, Optional.of("the answer isn't HTTP"));
      }
    }
  }

  private static Optional<String> judge(String statusLine) {
    Matcher parts = STATUS_LINE.matcher(statusLine);
    if (!parts.matches()) {
      return Optional.of("the answer isn't HTTP");
    }
    int status = Integer.parseInt(parts.group(1));
    return status >= OK && status < BAD_REQUEST
        ? Optional.empty()
        : Optional.of("the answer's status is " + status);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      end(context, Optional.of("the connection was closed without an answer"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Fatal.escalate(cause);
    end(context, Optional.of(Reason.of(cause)));
  }

  private void end(ChannelHandlerContext context, Optional<String> found) {
    end((DuplexChannel) context.channel(), found);
  }

  private void end(DuplexChannel socket, Optional<String> found) {
    if (timer != null) {
      timer.cancel(false);
    }
    var unused = socket.close();
    tell(found);
  }

  private void tell(Optional<String> found) {
    if (!done) {
      done = true;
      verdict.accept(found);
    }
  }
}
