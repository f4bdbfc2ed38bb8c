package io.herald.examples.clients;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.DynamicEndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import io.herald.client.ChangeListener;
import io.herald.client.HeraldClient;
import io.herald.client.InstanceChange;
import io.herald.client.ServiceWatch;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceInstance.Health;
import io.herald.client.model.ServicePort;
import java.util.ArrayList;
import java.util.List;

/**
 * The instances of a service for Armeria's clients: those that no health check calls unhealthy, or
 * all if none is left then; weighted as they ask.
 *
 * <pre>{@code
 * EndpointGroup group = HeraldEndpointGroup.of(herald, "http-example.test.vagrant", "http");
 * WebClient web = WebClient.of(SessionProtocol.HTTP, group);
 * }</pre>
 *
 * <p>While no Herald server can be reached, the endpoints stay as they were.
 */
public final class HeraldEndpointGroup extends DynamicEndpointGroup {

  private final String port;
  private final ServiceWatch watch;

  private HeraldEndpointGroup(HeraldClient herald, String service, String port) {
    super(EndpointSelectionStrategy.weightedRoundRobin());
    this.port = port;
    this.watch = herald.watch(service, new Listener());
  }

  /**
   * Follows a service from now on, until it is closed.
   *
   * @param service as {@link HeraldClient#watch(String, ChangeListener)} takes it
   * @param port name of its port
   */
  public static HeraldEndpointGroup of(HeraldClient herald, String service, String port) {
    return new HeraldEndpointGroup(herald, service, port);
  }

  @Override
  protected void doCloseAsync(java.util.concurrent.CompletableFuture<?> closed) {
    watch.close();
    super.doCloseAsync(closed);
  }

  private final class Listener implements ChangeListener {

    @Override
    public void changed(InstanceChange change) {
      // What has changed at once is put into force at once, below.
    }

    @Override
    public void settled(ServiceWatch settled) {
      setEndpoints(endpoints(settled.instances()));
    }
  }

  private List<Endpoint> endpoints(List<ServiceInstance> instances) {
    List<Endpoint> usable = new ArrayList<>();
    List<Endpoint> all = new ArrayList<>();
    for (ServiceInstance instance : instances) {
      for (ServicePort found : instance.port(port).stream().toList()) {
        for (String address : found.addresses()) {
          Endpoint endpoint =
              Endpoint.of(address, found.number()).withWeight(found.weight().orElse(1));
          all.add(endpoint);
          if (instance.health() != Health.UNHEALTHY) {
            usable.add(endpoint);
          }
        }
      }
    }
    return usable.isEmpty() ? all : usable;
  }
}
