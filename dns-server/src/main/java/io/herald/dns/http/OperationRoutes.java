package io.herald.dns.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.http.metrics.MetricsPage;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** For operators: {@code /health}, {@code /ready}, {@code /metrics} and a first page. */
final class OperationRoutes implements RouteGroup {

  private final Supplier<ApiContext> served;
  private final Supplier<ServiceStatus> status;
  private final Clock clock;
  private final MetricsPage metrics;
  private final List<String> overview;

  /**
   * @param overview what the first page says of other modules' routes
   */
  OperationRoutes(
      Supplier<ApiContext> served,
      Supplier<ServiceStatus> status,
      Clock clock,
      MetricsPage metrics,
      List<String> overview) {
    this.served = served;
    this.status = status;
    this.clock = clock;
    this.metrics = metrics;
    this.overview = List.copyOf(overview);
  }

  @Override
  public String prefix() {
    return "/";
  }

  @Override
  public ErrorFormat errors() {
    return ErrorFormat.PLAIN;
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.OPERATIONS;
  }

  @Override
  public void addTo(Router router) {
    router.getWithoutToken(
        "/health", context -> Responses.json(HttpStatus.OK, Map.of("healthy", true)));
    router.getWithoutToken("/ready", context -> ready());
    router.get("/metrics", context -> metrics.response());
    router.get(
        "/",
        context ->
            Responses.text(
                HttpStatus.OK, FirstPage.of(served.get(), status.get(), overview, clock)));
  }

  private HttpResponse ready() {
    ServiceStatus now = status.get();
    return Responses.json(
        now.loaded() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, Readiness.of(now, clock));
  }
}
