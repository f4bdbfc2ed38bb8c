package io.herald.dns.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** For who runs the server: {@code /health}, {@code /ready}, {@code /metrics} and a first page. */
final class OperationRoutes {

  private static final MediaType PROMETHEUS =
      MediaType.create("text", "plain")
          .withParameter("version", "0.0.4")
          .withCharset(StandardCharsets.UTF_8);

  private final Supplier<ApiContext> served;
  private final Supplier<ServiceStatus> status;
  private final Clock clock;
  private final Metrics metrics;

  OperationRoutes(
      Supplier<ApiContext> served, Supplier<ServiceStatus> status, Clock clock, Metrics metrics) {
    this.served = served;
    this.status = status;
    this.clock = clock;
    this.metrics = metrics;
  }

  void addTo(ServerBuilder builder) {
    builder
        .route()
        .get("/health")
        .build((context, request) -> ApiResponses.json(HttpStatus.OK, Map.of("healthy", true)));
    builder.route().get("/ready").build((context, request) -> ready());
    builder
        .route()
        .get("/metrics")
        .build(
            (context, request) ->
                HttpResponse.of(HttpStatus.OK, PROMETHEUS, HttpData.ofUtf8(metrics.scrape())));
    builder
        .route()
        .get("/")
        .build(
            (context, request) ->
                ApiResponses.text(
                    HttpStatus.OK, FirstPage.of(served.get().config(), status.get(), clock)));
  }

  private HttpResponse ready() {
    ServiceStatus now = status.get();
    return ApiResponses.json(
        now.loaded() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, Readiness.of(now, clock));
  }
}
