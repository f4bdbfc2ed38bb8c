package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.http.Router;
import java.util.Set;

/** Health: instances with their checks, and checks alone. */
final class ConsulHealthRoutes {

  private static final String ANY = "any";

  private static final Set<String> STATES = Set.of(ANY, "passing", "warning", "critical");

  private final ConsulEndpoints endpoints;

  ConsulHealthRoutes(ConsulEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  void addTo(Router router) {
    endpoints.getOfService(router, "/v1/health/service/", ConsulJson::entry);
    endpoints.getOfService(router, "/v1/health/checks/", ConsulJson::check);
    endpoints.getBelow(
        router,
        "/v1/health/node/",
        ConsulEndpoints.NO_NODE,
        (context, query, name) -> checks(context, query, new ConsulTopic.Node(name), ANY));
    endpoints.getBelow(router, "/v1/health/state/", "Missing check state", this::state);
  }

  private HttpResponse state(ServiceRequestContext context, ConsulQuery query, String state)
      throws ConsulQuery.RefusedException {
    if (!STATES.contains(state)) {
      throw new ConsulQuery.RefusedException(
          HttpStatus.BAD_REQUEST, "Invalid check state; write any, passing, warning or critical");
    }
    return checks(context, query, new ConsulTopic.Checks(), state);
  }

  private HttpResponse checks(
      ServiceRequestContext context, ConsulQuery query, ConsulTopic topic, String state)
      throws ConsulQuery.RefusedException {
    return endpoints.list(
        context,
        query,
        topic,
        (json, found) -> {
          if (!query.wantsNodes()) {
            return;
          }
          if (isOf(state, CheckStatus.PASSING)) {
            for (MirroredInstance node : found.nodes()) {
              json.nodeCheck(ConsulNode.of(node.instance()), node);
            }
          }
          for (FoundInstances.Registered one :
              found.registered(registration -> isOf(state, registration.status()))) {
            json.check(one.registration(), one.instance());
          }
        });
  }

  private static boolean isOf(String state, CheckStatus status) {
    return state.equals(ANY) || state.equals(status.text());
  }
}
