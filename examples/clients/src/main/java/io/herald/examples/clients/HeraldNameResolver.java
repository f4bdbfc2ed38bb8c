package io.herald.examples.clients;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.herald.client.ChangeListener;
import io.herald.client.HeraldClient;
import io.herald.client.InstanceChange;
import io.herald.client.ServiceWatch;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceInstance.Health;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a gRPC channel where the instances of a service are, as they change. The addresses of one
 * instance stand for one server. While no Herald server can be reached, they stay as they were.
 */
final class HeraldNameResolver extends NameResolver {

  private final HeraldClient herald;
  private final String service;
  private final String port;
  private final SynchronizationContext channel;
  private @Nullable ServiceWatch watch;

  HeraldNameResolver(HeraldClient herald, String service, String port, Args args) {
    this.herald = herald;
    this.service = service;
    this.port = port;
    this.channel = args.getSynchronizationContext();
  }

  @Override
  public String getServiceAuthority() {
    return service;
  }

  @Override
  public void start(Listener2 listener) {
    watch =
        herald.watch(
            service,
            new ChangeListener() {
              @Override
              public void changed(InstanceChange change) {
                // What has changed at once is told at once, below.
              }

              @Override
              public void settled(ServiceWatch settled) {
                List<ServiceInstance> instances = settled.instances();
                channel.execute(() -> tell(listener, instances));
              }

              @Override
              public void interrupted(String why) {
                ServiceWatch now = watch;
                if (now != null && !now.ready().isDone()) {
                  channel.execute(
                      () -> listener.onError(Status.UNAVAILABLE.withDescription("Herald: " + why)));
                }
              }
            });
  }

  @Override
  public void shutdown() {
    if (watch != null) {
      watch.close();
    }
  }

  private void tell(Listener2 listener, List<ServiceInstance> instances) {
    List<EquivalentAddressGroup> usable = new ArrayList<>();
    List<EquivalentAddressGroup> all = new ArrayList<>();
    for (ServiceInstance instance : instances) {
      List<InetSocketAddress> endpoints = instance.endpoints(port);
      if (!endpoints.isEmpty()) {
        EquivalentAddressGroup server =
            new EquivalentAddressGroup(List.<SocketAddress>copyOf(endpoints));
        all.add(server);
        if (instance.health() != Health.UNHEALTHY) {
          usable.add(server);
        }
      }
    }
    List<EquivalentAddressGroup> servers = usable.isEmpty() ? all : usable;
    if (servers.isEmpty()) {
      listener.onError(
          Status.UNAVAILABLE.withDescription(
              "service \"" + service + "\" has no instance with a port \"" + port + "\""));
    } else {
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(servers)).build());
    }
  }
}
