package io.herald.balancer.proxy.epoll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel knows of connections, as ss shows it. */
class LateKeepAliveTest {

  private static final int IDLE_SECONDS = 300;

  private MultiThreadIoEventLoopGroup group;
  private EventLoop loop;
  private LateKeepAlive keepAlive;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("test-loop", true), EpollIoHandler.newFactory());
    loop = group.next();
    keepAlive = new LateKeepAlive(loop, IDLE_SECONDS);
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    server.close();
  }

  private LinuxStream connect() {
    LinuxStream stream =
        LinuxStream.unconnected(false, keepAlive, 128 << 10, new AdaptiveRecvByteBufAllocator());
    loop.register(stream).syncUninterruptibly();
    stream.connect(server.getLocalSocketAddress()).syncUninterruptibly();
    return stream;
  }

  private void pass() {
    loop.submit(keepAlive::pass).syncUninterruptibly();
  }

  private String kernels(LinuxStream stream) throws IOException {
    int port = stream.localAddress().getPort();
    Process ss =
        new ProcessBuilder("ss", "-tnoH", "sport = :" + port).redirectErrorStream(true).start();
    return new String(ss.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void aConnectionIsAskedAfterFromItsSecondPassOn() throws IOException {
    LinuxStream first = connect();
    assertThat(kernels(first)).contains("ESTAB").doesNotContain("keepalive");
    pass();
    LinuxStream second = connect();
    assertThat(kernels(first)).doesNotContain("keepalive");
    pass();
    assertThat(kernels(first)).contains("timer:(keepalive,");
    assertThat(kernels(second)).doesNotContain("keepalive");
    pass();
    assertThat(kernels(second)).contains("timer:(keepalive,");
  }

  @Test
  void oneThatIsClosedIsForgotten() throws IOException {
    LinuxStream young = connect();
    young.close().syncUninterruptibly();
    LinuxStream older = connect();
    pass();
    older.close().syncUninterruptibly();
    LinuxStream open = connect();
    pass(); // a descriptor that has another owner by now isn't touched
    assertThat(kernels(open)).contains("ESTAB").doesNotContain("keepalive");
  }
}
