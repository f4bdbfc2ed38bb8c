package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpStatus;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;

/** All routes, as consul-template, Traefik, Fabio and Prometheus call them. */
final class ConsulRoutes implements RouteGroup {

  private final ConsulEndpoints endpoints;

  ConsulRoutes(ConsulEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public String prefix() {
    return "/";
  }

  @Override
  public ErrorFormat errors() {
    return new ConsulErrors();
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.FACADES;
  }

  @Override
  public void addTo(Router router) {
    router.get("/", context -> Responses.text(HttpStatus.OK, "Herald, in place of a Consul agent"));
    new ConsulAgentRoutes(endpoints).addTo(router);
    new ConsulCatalogRoutes(endpoints).addTo(router);
    new ConsulHealthRoutes(endpoints).addTo(router);
    endpoints.get(
        router,
        "prefix:/v1/kv/",
        (context, query) -> endpoints.never(context, query, ConsulAnswers::noKey));
    // So that a write is told that it is one, whatever its path.
    router.get(
        "prefix:/v1/", context -> Responses.text(HttpStatus.NOT_FOUND, ConsulErrors.UNKNOWN_PATH));
  }
}
