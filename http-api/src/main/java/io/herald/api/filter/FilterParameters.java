package io.herald.api.filter;

import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.json.InstanceJson;
import io.herald.services.instance.Health;
import io.herald.watch.InstanceFilter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Parameters that say which instances, or services with such instances, are wanted. */
public final class FilterParameters {

  public static final QueryParameter<String> FRAMEWORK =
      QueryParameter.text("framework", "Name of the framework.", "marathon");
  public static final QueryParameter<String> ENVIRONMENT =
      QueryParameter.text(
          "environment", "Environment of the service; empty: services without one.", "prod");
  public static final QueryParameter<String> ROLE =
      QueryParameter.text("role", "Role of the Aurora job or of the announcement.", "www-data");
  public static final QueryParameter<String> NAME =
      QueryParameter.text("name", "Name of the service, to the letter.", "web");
  public static final QueryParameter<String> PREFIX =
      QueryParameter.text("prefix", "How the name of the service begins.", "we");
  public static final QueryParameter<String> PORT =
      QueryParameter.text("port", "Name of one of the instance's ports.", "http");
  public static final QueryParameter<Health> HEALTH =
      QueryParameter.word(
          "health",
          "What the health checks say; unknown: no result yet, or no check.",
          List.of(Health.values()),
          InstanceJson::word);
  public static final QueryParameter<String> AGENT =
      QueryParameter.text("agent", "Id or host name of the agent.", "a1.example");
  public static final QueryParameter<String> QUERY =
      QueryParameter.text(
          "q",
          "Words, each of which is part of the service's name, framework or environment, or of the"
              + " task's id, its agent's host name or address; upper and lower case are the same.",
          "web a1.example");

  /** All of them, in the order in which they are documented. */
  public static final List<QueryParameter<?>> ALL =
      List.of(FRAMEWORK, ENVIRONMENT, ROLE, NAME, PREFIX, PORT, HEALTH, AGENT, QUERY);

  /** Those that concern the instances of one service. */
  public static final List<QueryParameter<?>> OF_ONE_SERVICE =
      List.of(ROLE, PORT, HEALTH, AGENT, QUERY);

  private FilterParameters() {}

  /** The filter that the request asks for. */
  public static InstanceFilter of(ApiRequest request) {
    return over(InstanceFilter.ALL, request);
  }

  /** The filter narrowed by what the request asks for. */
  public static InstanceFilter over(InstanceFilter base, ApiRequest request) {
    InstanceFilter filter = base;
    filter = with(filter, request.find(FRAMEWORK), InstanceFilter::withFramework);
    filter = with(filter, request.find(ENVIRONMENT), InstanceFilter::withEnvironment);
    filter = with(filter, request.find(ROLE), InstanceFilter::withRole);
    filter = with(filter, request.find(NAME), InstanceFilter::withName);
    filter = with(filter, request.find(PREFIX), InstanceFilter::withNamePrefix);
    filter = with(filter, request.find(PORT), InstanceFilter::withPortName);
    filter = with(filter, request.find(HEALTH), InstanceFilter::withHealth);
    filter = with(filter, request.find(AGENT), InstanceFilter::withAgent);
    return with(filter, request.find(QUERY), InstanceFilter::withQuery);
  }

  private static <T> InstanceFilter with(
      InstanceFilter filter,
      Optional<T> value,
      BiFunction<InstanceFilter, T, InstanceFilter> narrowed) {
    return value.map(given -> narrowed.apply(filter, given)).orElse(filter);
  }
}
