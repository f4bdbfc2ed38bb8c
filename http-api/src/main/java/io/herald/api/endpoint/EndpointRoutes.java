package io.herald.api.endpoint;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import java.util.List;
import java.util.Optional;

/** Serves declared routes: reads each request by its route's declaration. Immutable. */
public final class EndpointRoutes implements RouteGroup {

  private final String prefix;
  private final List<ApiEndpoint> endpoints;
  private final ApiCounters counters;

  /**
   * A group of routes.
   *
   * @param prefix that all their paths have
   */
  public EndpointRoutes(String prefix, List<ApiEndpoint> endpoints, ApiCounters counters) {
    this.prefix = prefix;
    this.endpoints = List.copyOf(endpoints);
    this.counters = counters;
    for (ApiEndpoint endpoint : endpoints) {
      if (!endpoint.path().equals(prefix) && !endpoint.path().startsWith(prefix + "/")) {
        throw new IllegalArgumentException(endpoint.path() + " is not below " + prefix);
      }
    }
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public ErrorFormat errors() {
    return ErrorFormat.PROBLEM;
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.API;
  }

  /** Streams of changes have rules of their own. */
  @Override
  public AccessGroup access(String path) {
    return path.equals(prefix + "/watch") ? AccessGroup.WATCH : access();
  }

  @Override
  public Optional<String> whereToLook() {
    return Optional.of(
        "nothing has this path; %s lists the paths, %s/openapi.json describes them"
            .formatted(prefix, prefix));
  }

  @Override
  public void addTo(Router router) {
    for (ApiEndpoint endpoint : endpoints) {
      router.get(endpoint.path(), context -> answer(endpoint, context));
    }
  }

  private HttpResponse answer(ApiEndpoint endpoint, ServiceRequestContext context) {
    try {
      return endpoint.handler().answer(ApiRequest.of(endpoint, context, counters));
    } catch (RefusedRequestException e) {
      return e.document().response();
    }
  }
}
