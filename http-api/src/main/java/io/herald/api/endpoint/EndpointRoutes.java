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
  private final String whereToLook;
  private final List<String> overview;

  /**
   * A group of routes.
   *
   * @param prefix that all their paths have
   * @param whereToLook what is said of a path below the prefix that nothing has, in a sentence
   * @param overview the group's lines on the first page
   */
  public EndpointRoutes(
      String prefix,
      List<ApiEndpoint> endpoints,
      ApiCounters counters,
      String whereToLook,
      List<String> overview) {
    this.prefix = prefix;
    this.endpoints = List.copyOf(endpoints);
    this.counters = counters;
    this.whereToLook = whereToLook;
    this.overview = List.copyOf(overview);
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

  @Override
  public AccessGroup access(String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.path().equals(path))
        .findFirst()
        .map(ApiEndpoint::access)
        .orElse(access());
  }

  @Override
  public Optional<String> whereToLook() {
    return Optional.of(whereToLook);
  }

  @Override
  public List<String> overview() {
    return overview;
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
