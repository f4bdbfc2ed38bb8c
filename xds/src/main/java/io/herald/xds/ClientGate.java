package io.herald.xds;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.ConnectionLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Which clients may have a stream, and how many. Safe for any thread. */
final class ClientGate implements ServerInterceptor {

  private final List<CidrNetwork> networks;
  private final ConnectionLimits limits;
  private final AtomicLong refused = new AtomicLong();

  ClientGate(XdsSettings settings) {
    this.networks = settings.allow();
    this.limits = new ConnectionLimits(settings.streams(), settings.streamsPerClient());
  }

  /** Streams that are open. */
  int open() {
    return limits.open();
  }

  /** Streams that were refused so far. */
  long refused() {
    return refused.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Object remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    InetAddress client = remote instanceof InetSocketAddress at ? at.getAddress() : null;
    if (client == null || !admits(client)) {
      return refuse(
          call,
          Status.PERMISSION_DENIED.withDescription(
              "this address may not use xDS; allow its network in xdsAllow"));
    }
    if (!limits.enter(client)) {
      return refuse(
          call, Status.RESOURCE_EXHAUSTED.withDescription("too many streams are open already"));
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            limits.leave(client);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onCancel() {
        leave.run();
        super.onCancel();
      }

      @Override
      public void onComplete() {
        leave.run();
        super.onComplete();
      }
    };
  }

  private boolean admits(InetAddress client) {
    return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(client));
  }

  private <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
    refused.incrementAndGet();
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
