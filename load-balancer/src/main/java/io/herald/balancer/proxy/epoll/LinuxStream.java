package io.herald.balancer.proxy.epoll;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of Linux. Netty's own channel asks the kernel for addresses, buffer sizes,
 * options and events that a relay has no use for, some thirty calls for a short connection where
 * half of them do. Here epoll is told what {@link Interest} has gathered, {@link LateOptions} are
 * set when they matter, the end of what is read is noted without a call, and closing takes the
 * socket out of epoll, too. Never closes by itself.
 *
 * <p>One class, since it is one of Netty's contracts, most of whose methods are a line here.
 */
public final class LinuxStream extends AbstractChannel implements DuplexChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private static final int EPOLLHUP = 0x10; // Linux' eventpoll.h; Netty names the others
  private static final int READABLE = Native.EPOLLIN | Native.EPOLLERR | EPOLLHUP;
  private static final int WRITABLE = Native.EPOLLOUT | Native.EPOLLERR | EPOLLHUP;

  private final LinuxSocket socket;
  private final StreamConfig config;
  private final @Nullable LateOptions options;
  private @Nullable InetSocketAddress remote;
  private volatile boolean active;

  private final Interest interest = new Interest();
  private boolean reading;
  private boolean waitingForRoom;
  private volatile boolean inputEnded;
  private volatile boolean outputEnded;

  private @Nullable ChannelPromise connecting;
  private @Nullable Future<?> connectTimer;

  private LinuxStream(
      LinuxSocket socket,
      @Nullable InetSocketAddress remote,
      @Nullable LateOptions options,
      RecvByteBufAllocator reads) {
    super(null);
    this.socket = socket;
    this.remote = remote;
    this.active = remote != null;
    this.options = options;
    this.config = new StreamConfig(this, socket, reads);
  }

  /** One that the kernel has accepted, with the options of its listener. */
  static LinuxStream accepted(
      LinuxSocket socket, InetSocketAddress remote, RecvByteBufAllocator reads) {
    return new LinuxStream(socket, remote, null, reads);
  }

  /**
   * One that isn't connected yet.
   *
   * @param six whether over IPv6
   * @param keepAlive of the loop at which it will be registered
   * @param unsent bytes that may wait in the kernel beyond what is under way
   * @throws ChannelException if this machine has no socket to give
   */
  public static LinuxStream unconnected(
      boolean six, LateKeepAlive keepAlive, int unsent, RecvByteBufAllocator reads) {
    LinuxSocket socket = LinuxSocket.newSocketStream(six);
    return new LinuxStream(socket, null, new LateOptions(socket, keepAlive, unsent), reads);
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return (InetSocketAddress) super.localAddress();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return isOpen() ? socket.localAddress() : null;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new StreamUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop events && events.isCompatible(StreamUnsafe.class);
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    ((IoEventLoop) eventLoop())
        .register((StreamUnsafe) unsafe())
        .addListener(
            (Future<IoRegistration> done) -> {
              if (done.isSuccess()) {
                interest.registered(done.getNow());
                promise.setSuccess();
              } else {
                promise.setFailure(done.cause());
              }
            });
  }

  @Override
  protected void doDeregister() {
    interest.cancel();
  }

  private void tell() {
    try {
      interest.want(reading && active, waitingForRoom || connecting != null);
    } catch (UncheckedIOException e) {
      fail(e);
    }
  }

  private void fail(UncheckedIOException e) {
    pipeline().fireExceptionCaught(e);
    unsafe().close(voidPromise());
  }

  @Override
  protected void doBeginRead() {
    reading = !inputEnded;
    tell();
  }

  /** Until the pipeline asks for more. */
  void stopReading() {
    reading = false;
    tell();
  }

  private void receiveAll() {
    RecvByteBufAllocator.ExtendedHandle handle =
        (RecvByteBufAllocator.ExtendedHandle) unsafe().recvBufAllocHandle();
    handle.reset(config);
    Throwable failure = null;
    boolean end = false;
    reading = false; // until the pipeline asks for more
    try {
      do {
        ByteBuf data = handle.allocate(config.getAllocator());
        int length = 0;
        try {
          handle.attemptedBytesRead(data.writableBytes());
          length = SocketBytes.receive(socket, data);
          handle.lastBytesRead(length);
        } finally {
          if (length <= 0) {
            data.release();
          }
        }
        end = length < 0;
        if (length <= 0) {
          break;
        }
        handle.incMessagesRead(1);
        pipeline().fireChannelRead(data);
      } while (isOpen() && handle.continueReading());
    } catch (Throwable e) { // as Netty's own does: the handler is told, and ends it
      failure = e;
    }
    inputEnded |= end || failure != null;
    handle.readComplete();
    pipeline().fireChannelReadComplete();
    if (failure != null) {
      pipeline().fireExceptionCaught(failure);
    } else if (end && isOpen()) {
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf data) {
      return SocketBytes.direct(data, alloc());
    }
    throw new UnsupportedOperationException("a stream sends bytes, not " + message.getClass());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer unsent) throws IOException {
    waitingForRoom = false;
    for (int left = config.getWriteSpinCount(); unsent.current() instanceof ByteBuf data; left--) {
      if (left <= 0) {
        waitForRoom(); // others of this loop have their turn
        return;
      }
      if (data.isReadable()) {
        if (options != null) {
          options.beforeWrite();
        }
        int sent = SocketBytes.send(socket, data);
        if (sent <= 0) {
          waitForRoom();
          if (options != null) {
            options.full();
          }
          return;
        }
        unsent.removeBytes(sent);
      } else {
        unsent.remove();
      }
    }
    tell();
  }

  private void waitForRoom() {
    waitingForRoom = true;
    tell();
  }

  /** Has the kernel ask from now on whether the other machine still is there. */
  void keepAlive(int idleSeconds) throws IOException {
    socket.setKeepAlive(true);
    socket.setIntOpt(SocketOptions.TCP, SocketOptions.KEEP_IDLE, idleSeconds);
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("the kernel chooses where it connects from");
  }

  @Override
  protected void doDisconnect() throws IOException {
    doClose();
  }

  @Override
  protected void doClose() throws IOException {
    active = false;
    ChannelPromise pending = connecting;
    connecting = null;
    if (pending != null) {
      pending.tryFailure(new ClosedChannelException());
    }
    cancelConnectTimer();
    if (options != null) {
      options.closed(this);
    }
    try {
      socket.close();
    } finally {
      doDeregister(); // behind closing, which has taken it out of epoll already
    }
  }

  private void cancelConnectTimer() {
    Future<?> timer = connectTimer;
    connectTimer = null;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  protected void doShutdownOutput() throws IOException {
    outputEnded = true;
    waitingForRoom = false;
    socket.shutdown(false, true);
    tell();
  }

  @Override
  public boolean isInputShutdown() {
    return inputEnded;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputEnded;
  }

  @Override
  public boolean isShutdown() {
    return inputEnded && outputEnded;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  /** Sends the end behind what has been sent; what waits to be sent has to be flushed before. */
  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    try {
      doShutdownOutput();
      promise.setSuccess();
    } catch (IOException | NotYetConnectedException e) { // it is reset already
      promise.setFailure(e);
    }
    return promise;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    inputEnded = true;
    stopReading();
    return promise.setSuccess();
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    var unused = shutdownInput();
    return shutdownOutput(promise);
  }

  /** What epoll calls. */
  private final class StreamUnsafe extends AbstractUnsafe implements EpollIoHandle {

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration own, IoEvent event) {
      int ready = ((EpollIoEvent) event).ops().value();
      interest.begin();
      try {
        if (connecting != null) {
          finishConnect();
          return;
        }
        if (waitingForRoom && (ready & WRITABLE) != 0) {
          super.flush0();
        }
        if (reading && (ready & READABLE) != 0) {
          receiveAll();
        }
      } finally {
        tell();
        endEvent();
      }
    }

    private void endEvent() {
      try {
        interest.end();
      } catch (UncheckedIOException e) {
        fail(e);
      }
    }

    @Override
    public void close() {
      close(voidPromise());
    }

    /** What waits for room goes when there is some. */
    @Override
    protected void flush0() {
      if (!waitingForRoom) {
        super.flush0();
      }
    }

    @Override
    public void connect(SocketAddress to, SocketAddress from, ChannelPromise promise) {
      if (promise.isDone() || !ensureOpen(promise)) {
        return;
      }
      remote = (InetSocketAddress) to;
      try {
        if (socket.connect(to)) {
          connected(promise);
          return;
        }
        connecting = promise;
        int most = config.getConnectTimeoutMillis();
        if (most > 0) {
          connectTimer =
              eventLoop().schedule(() -> connectIsLate(most), most, TimeUnit.MILLISECONDS);
        }
        tell();
      } catch (IOException e) {
        promise.tryFailure(annotateConnectException(e, to));
      }
    }

    private void connectIsLate(int millis) {
      ChannelPromise pending = connecting;
      connecting = null;
      if (pending != null) {
        pending.tryFailure(
            new ConnectTimeoutException("connection timed out after " + millis + " ms: " + remote));
        close(voidPromise());
      }
    }

    private void finishConnect() {
      ChannelPromise pending = connecting;
      if (pending == null) {
        return;
      }
      try {
        if (socket.finishConnect()) {
          connecting = null;
          cancelConnectTimer();
          connected(pending);
        }
      } catch (IOException e) {
        connecting = null;
        cancelConnectTimer();
        pending.tryFailure(annotateConnectException(e, remote));
      }
    }

    private void connected(ChannelPromise promise) {
      active = true;
      if (options != null) {
        options.connected(LinuxStream.this);
      }
      if (promise.trySuccess()) {
        pipeline().fireChannelActive();
      } else {
        close(voidPromise());
      }
    }
  }
}
