package io.herald.dns.http;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.encoding.StreamEncoderFactories;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.transport.TlsRules;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The HTTP API's server. Reads what is served as it is at the moment of each request, and changes
 * nothing.
 *
 * <p>{@code /v1} is Mesos-DNS' to the letter ({@link V1Routes}); the rest is for who runs this
 * ({@link OperationRoutes}). Who may ask is {@link HttpAuth}' decision.
 */
public final class HttpApi implements AutoCloseable {

  /** Shorter answers are sent as they are. */
  private static final int SHORTEST_ENCODED = 1024;

  private static final Duration SOCKETS_CLOSE = Duration.ofMillis(200);

  private final Supplier<ApiContext> served;
  private final Metrics metrics;
  private final HttpConnections connections;
  private final Server server;
  private final InetSocketAddress address;

  private HttpApi(
      Supplier<ApiContext> served,
      DnsConfig.HttpAccess access,
      Counters counters,
      Supplier<ServiceStatus> status,
      Clock clock,
      InetSocketAddress wanted)
      throws IOException {
    this.served = requireNonNull(served, "served");
    this.connections =
        new HttpConnections(
            wanted.getAddress(),
            client -> served.get().access().admits(client),
            access.connections(),
            access.connectionsPerClient());
    this.metrics = new Metrics(counters, connections, status, clock);
    this.server = server(wanted, access.identity().isPresent(), status, clock);
    this.address = start(wanted);
  }

  /**
   * Serves the API at an address from now on; port 0 is any free one.
   *
   * @param served what is served now; asked at each request
   * @param access how many may connect, and whether https is spoken, with the certificate of what
   *     is served, or http
   * @param status how the server stands now; asked at requests for readiness and metrics
   * @throws IOException naming address and port, if that can't be
   */
  public static HttpApi open(
      Supplier<ApiContext> served,
      DnsConfig.HttpAccess access,
      Counters counters,
      Supplier<ServiceStatus> status,
      Clock clock,
      InetSocketAddress address)
      throws IOException {
    return new HttpApi(served, access, counters, status, clock, address);
  }

  /** Where it is served, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Stops serving: the sockets close at once. The seconds for which Netty lets its threads idle out
   * are not waited for. Safe to call twice.
   */
  @Override
  public void close() {
    server.stop().copy().completeOnTimeout(null, SOCKETS_CLOSE.toMillis(), MILLISECONDS).join();
    metrics.close();
  }

  private Server server(
      InetSocketAddress wanted, boolean https, Supplier<ServiceStatus> status, Clock clock) {
    ServerBuilder builder =
        Server.builder()
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .disableServerHeader()
            .childChannelPipelineCustomizer(pipeline -> connections.accept(pipeline.channel()))
            .errorHandler(new PlainErrors());
    if (https) {
      builder
          .https(wanted)
          .tlsProvider(
              hostname -> served.get().access().identity().orElse(null),
              ServerTlsConfig.builder().tlsCustomizer(TlsRules::apply).build());
    } else {
      builder.http(wanted);
    }
    new V1Routes(served).addTo(builder);
    new OperationRoutes(served, status, clock, metrics).addTo(builder);
    return builder
        .decorator(
            EncodingService.builder()
                .encoderFactories(StreamEncoderFactories.GZIP)
                .encodableContentTypes(MediaType.JSON, MediaType.ANY_TEXT_TYPE)
                .minBytesToForceChunkedEncoding(SHORTEST_ENCODED)
                .newDecorator())
        .decorator(this::guarded)
        .decorator(this::counted)
        .build();
  }

  private HttpResponse guarded(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    HttpAuth access = served.get().access();
    InetAddress client = context.remoteAddress().getAddress();
    // A browser sends no token with what it asks before it sends one.
    HttpResponse preflight = access.admits(client) ? access.crossOrigin().preflight(request) : null;
    if (preflight != null) {
      return preflight;
    }
    Optional<HttpStatus> refusal =
        access.refusal(
            client, context.path(), request.headers().get(HttpHeaderNames.AUTHORIZATION));
    HttpResponse answer =
        refusal.isPresent() ? refused(refusal.get()) : service.serve(context, request);
    return access.crossOrigin().marked(request, answer);
  }

  private static HttpResponse refused(HttpStatus status) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(MediaType.PLAIN_TEXT_UTF_8);
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"herald\"");
    }
    return PlainErrors.response(headers.build());
  }

  private HttpResponse counted(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    connections.request(context);
    var unused =
        context
            .log()
            .whenComplete()
            .thenAccept(
                log -> metrics.countRequest(context.config().route(), log.responseStatus().code()));
    return service.serve(context, request);
  }

  private InetSocketAddress start(InetSocketAddress wanted) throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      metrics.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      BindException refused =
          new BindException(
              "can't listen on TCP " + AddressText.of(wanted) + ": " + Reason.of(cause));
      refused.initCause(cause);
      throw refused;
    }
    return requireNonNull(server.activePort(), "a started server has a port").localAddress();
  }
}
