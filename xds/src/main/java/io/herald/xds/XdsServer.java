package io.herald.xds;

import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.Threads;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An open port at which xDS clients find the aggregated stream (ADS, v3, state of the world),
 * without TLS. Safe for any thread.
 */
final class XdsServer implements AutoCloseable {

  private static final long PING_SECONDS = 30;
  private static final long LEAST_PING_SECONDS = 10;

  private final EventLoopGroup loops;
  private final Server server;
  private final InetSocketAddress address;

  private XdsServer(InetSocketAddress wanted, LiveConfig config, ClientGate gate)
      throws IOException {
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, Threads.numberedDaemons("xds-net"), NioIoHandler.newFactory());
    this.server =
        NettyServerBuilder.forAddress(wanted)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(NioServerSocketChannel.class)
            .directExecutor() // a request is only handed on to the thread of the configuration
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(LEAST_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(gate)
            .addService(new Aggregated(config))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      close();
      BindException refused =
          new BindException(
              "can't listen on TCP "
                  + AddressText.of(wanted)
                  + ": "
                  + Reason.of(e.getCause() == null ? e : e.getCause()));
      refused.initCause(e);
      throw refused;
    }
    this.address = new InetSocketAddress(wanted.getAddress(), server.getPort());
  }

  /**
   * Serves from now on.
   *
   * @throws IOException naming address and port, if they can't be listened on
   */
  static XdsServer open(InetSocketAddress address, LiveConfig config, ClientGate gate)
      throws IOException {
    return new XdsServer(address, config, gate);
  }

  /** Where it serves, with the real port. */
  InetSocketAddress address() {
    return address;
  }

  /** Ends all streams at once. */
  @Override
  public void close() {
    server.shutdownNow();
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** The stream of whole states; the one of differences is refused as unimplemented. */
  private static final class Aggregated extends AggregatedDiscoveryServiceImplBase {

    private final AggregatedDiscoveryServiceImplBase library;

    Aggregated(LiveConfig config) {
      this.library = new V3DiscoveryServer(config).getAggregatedDiscoveryServiceImpl();
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> responses) {
      return library.streamAggregatedResources(responses);
    }
  }
}
