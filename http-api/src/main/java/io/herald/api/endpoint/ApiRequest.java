package io.herald.api.endpoint;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.text.NameSuggestions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of a route whose query was read by the route's declaration. Immutable. */
public final class ApiRequest {

  private final Endpoint endpoint;
  private final ServiceRequestContext context;
  private final ApiCounters counters;
  private final Map<String, Object> values;

  private ApiRequest(
      Endpoint endpoint,
      ServiceRequestContext context,
      ApiCounters counters,
      Map<String, Object> values) {
    this.endpoint = endpoint;
    this.context = context;
    this.counters = counters;
    this.values = Map.copyOf(values);
  }

  /**
   * Reads the query.
   *
   * @throws RefusedRequestException 400, naming the parameter, its value and the remedy, if one is
   *     not declared, given twice, missing or can't be read
   */
  static ApiRequest of(Endpoint endpoint, ServiceRequestContext context, ApiCounters counters) {
    QueryParams query = context.queryParams();
    Map<String, Object> values = new HashMap<>();
    for (String name : query.names()) {
      QueryParameter<?> parameter =
          endpoint.parameters().stream()
              .filter(declared -> declared.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(endpoint, name, query.get(name)));
      List<String> given = query.getAll(name);
      if (given.size() > 1) {
        throw RefusedRequestException.badParameter(
            name, Optional.of(String.join(", ", given)), "give it once");
      }
      values.put(name, parameter.read(given.get(0)));
    }
    for (QueryParameter<?> parameter : endpoint.parameters()) {
      if (parameter.required() && !values.containsKey(parameter.name())) {
        throw RefusedRequestException.badParameter(
            parameter.name(),
            Optional.empty(),
            "write ?" + parameter.name() + "=" + parameter.example());
      }
    }
    return new ApiRequest(endpoint, context, counters, values);
  }

  private static RefusedRequestException unknown(
      Endpoint endpoint, String name, @Nullable String value) {
    List<String> known = endpoint.parameters().stream().map(QueryParameter::name).toList();
    NameSuggestions suggestions = new NameSuggestions(name);
    known.forEach(suggestions::offer);
    String remedy =
        suggestions.names().stream()
            .findFirst()
            .map(nearest -> "is \"" + nearest + "\" meant?")
            .orElse(
                known.isEmpty()
                    ? "leave it out, there are none here"
                    : "those of this path are " + String.join(", ", known));
    return RefusedRequestException.unknownParameter(name, Optional.ofNullable(value), remedy);
  }

  /** The value of a declared parameter; empty if the request doesn't give it. */
  @SuppressWarnings("unchecked") // the parameter's own reader made the value
  public <T> Optional<T> find(QueryParameter<T> parameter) {
    return Optional.ofNullable((T) values.get(parameter.name()));
  }

  /** The value of a required parameter. */
  public <T> T get(QueryParameter<T> parameter) {
    return find(parameter).orElseThrow();
  }

  /** A segment of the path as it was sent, percent-encoded; the first has the index 0. */
  public String segment(int index) {
    // Armeria's raw path is the whole request target, with the query.
    String path = context.rawPath();
    int query = path.indexOf('?');
    String[] segments = (query < 0 ? path : path.substring(0, query)).split("/", -1);
    if (segments.length <= index + 1) {
      throw new IllegalStateException(context.rawPath() + " has no segment " + index);
    }
    return segments[index + 1];
  }

  public RequestHeaders headers() {
    return context.request().headers();
  }

  /** What the client holds already: the value of If-None-Match; empty if it sends none. */
  Optional<String> ifNoneMatch() {
    return Optional.ofNullable(headers().get(HttpHeaderNames.IF_NONE_MATCH));
  }

  /** The route that answers it. */
  Endpoint endpoint() {
    return endpoint;
  }

  ApiCounters counters() {
    return counters;
  }

  public ServiceRequestContext context() {
    return context;
  }
}
