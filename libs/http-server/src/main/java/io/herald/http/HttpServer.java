package io.herald.http;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.common.encoding.StreamEncoderFactories;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.net.ConnectionLimits;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.tls.TlsServerRules;
import io.netty.handler.ssl.ClientAuth;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the routes of several modules at one address, over http or https. Which clients may use
 * them is asked anew at each connection and request, so that it can change while the server runs;
 * address, limits of connections and the protocol stay. Safe for any thread.
 */
public final class HttpServer implements AutoCloseable {

  /** Shorter responses are sent as they are. */
  private static final int SHORTEST_ENCODED = 1024;

  private static final Duration SOCKETS_CLOSE = Duration.ofMillis(200);

  /** The client whose share a running request is part of. */
  private static final AttributeKey<InetAddress> PLACE_OF = AttributeKey.valueOf("herald.place");

  private final Supplier<HttpAuth> auth;
  private final HttpCounters counters;
  private final HttpConnections connections;
  private final ConnectionLimits requests;
  private final LongDocuments documents;
  private final ErrorResponses errors;
  private final Server server;
  private final InetSocketAddress address;

  private HttpServer(
      InetSocketAddress wanted,
      HttpAccess access,
      Supplier<HttpAuth> auth,
      List<RouteGroup> groups,
      HttpCounters counters,
      LongDocuments documents)
      throws IOException {
    this.auth = requireNonNull(auth, "auth");
    this.counters = requireNonNull(counters, "counters");
    this.connections =
        new HttpConnections(
            wanted.getAddress(),
            client -> auth.get().admits(client),
            access.limits().connections(),
            access.limits().connectionsPerClient(),
            counters);
    this.requests = new ConnectionLimits(Integer.MAX_VALUE, access.limits().requestsPerClient());
    this.documents = documents;
    this.errors = new ErrorResponses(groups);
    ServerBuilder builder = builder();
    if (access.identity().isPresent()) {
      builder
          .https(wanted)
          .tlsProvider(
              new ShownCertificate(auth),
              ServerTlsConfig.builder()
                  // Who needs one and shows none is told so by a response, not by a broken
                  // handshake.
                  .clientAuth(
                      access.clientAuthorities().isPresent()
                          ? ClientAuth.OPTIONAL
                          : ClientAuth.NONE)
                  .tlsCustomizer(
                      tls ->
                          tls.protocols(TlsServerRules.PROTOCOLS)
                              .ciphers(TlsServerRules.CIPHER_SUITES))
                  .build());
    } else {
      builder.http(wanted);
    }
    new RouteTable(groups).addTo(builder);
    this.server = builder.build();
    this.address = start(wanted);
  }

  /**
   * Serves from now on.
   *
   * @param address where; port 0 is any free one
   * @param access how many may connect, and whether https is spoken, with the certificate of {@code
   *     auth}, or http
   * @param auth which clients may use it now; asked at each connection and request
   * @param groups all that is served
   * @param counters of connections and requests; may be those of an earlier server
   * @throws IOException naming address and port, if they can't be listened on
   */
  public static HttpServer open(
      InetSocketAddress address,
      HttpAccess access,
      Supplier<HttpAuth> auth,
      List<RouteGroup> groups,
      HttpCounters counters)
      throws IOException {
    return open(address, access, auth, groups, counters, LongDocuments.ofServer());
  }

  static HttpServer open(
      InetSocketAddress address,
      HttpAccess access,
      Supplier<HttpAuth> auth,
      List<RouteGroup> groups,
      HttpCounters counters,
      LongDocuments documents)
      throws IOException {
    return new HttpServer(address, access, auth, groups, counters, documents);
  }

  /** Where it serves, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Stops serving: the sockets close at once, without waiting for the seconds that Netty's idle
   * threads take to end. Safe to call twice.
   */
  @Override
  public void close() {
    server.stop().copy().completeOnTimeout(null, SOCKETS_CLOSE.toMillis(), MILLISECONDS).join();
  }

  private ServerBuilder builder() {
    return Server.builder()
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
        .disableServerHeader()
        .childChannelPipelineCustomizer(pipeline -> connections.accept(pipeline.channel()))
        .errorHandler(errors)
        .decorator(
            EncodingService.builder()
                .encoderFactories(StreamEncoderFactories.GZIP)
                .encodableContentTypes(HttpServer::isEncodable)
                .minBytesToForceChunkedEncoding(SHORTEST_ENCODED)
                .newDecorator())
        .decorator(this::guarded)
        .decorator(this::counted);
  }

  /** Events aren't: an encoder would hold them back. */
  private static boolean isEncodable(MediaType type) {
    return !type.is(MediaType.EVENT_STREAM)
        && (type.is(MediaType.JSON) || type.is(MediaType.ANY_TEXT_TYPE));
  }

  /** Refuses what isn't allowed before anything is done for it, on the connection's event loop. */
  private HttpResponse guarded(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    HttpAuth now = auth.get();
    InetAddress client = context.remoteAddress().getAddress();
    Optional<GroupRoute> route = RoutedService.route(context);
    Optional<RouteGroup> group =
        route.map(GroupRoute::group).or(() -> errors.group(context.path()));
    AccessGroup access =
        group
            .map(of -> of.access(route.map(GroupRoute::path).orElse(context.path())))
            .orElse(AccessGroup.OPERATIONS);
    // A browser sends no token with the preflight request that asks whether it may send one.
    HttpResponse preflight =
        now.admits(client, access) ? now.crossOrigin().preflight(request) : null;
    if (preflight != null) {
      return preflight;
    }
    Optional<AccessRefusal> refusal =
        now.refusal(
            client,
            access,
            route.isPresent() && !route.get().needsToken(),
            request.headers().get(HttpHeaderNames.AUTHORIZATION),
            context.sslSession());
    if (refusal.isEmpty() && !requests.enter(client)) {
      refusal = Optional.of(AccessRefusal.REQUESTS);
    }
    if (refusal.isPresent()) {
      counters.countRefusal(access, refusal.get());
      return now.crossOrigin().marked(request, ErrorResponses.of(refusal.get(), group));
    }
    context.setAttr(PLACE_OF, client);
    documents.attachTo(context);
    return now.crossOrigin().marked(request, service.serve(context, request));
  }

  /** What the handshake of a new connection shows, and whom it trusts. */
  private record ShownCertificate(Supplier<HttpAuth> auth) implements TlsProvider {

    @Override
    public @Nullable TlsKeyPair keyPair(String hostname) {
      return auth.get().identity().orElse(null);
    }

    @Override
    public @Nullable List<X509Certificate> trustedCertificates(String hostname) {
      return auth.get().clientAuthorities().orElse(null);
    }
  }

  /** A request is counted last: who has seen the count finds all that it took free again. */
  private HttpResponse counted(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    Runnable ended = connections.requestBegun(context);
    var unused =
        context
            .log()
            .whenComplete()
            .thenAccept(
                log -> {
                  InetAddress client = context.attr(PLACE_OF);
                  if (client != null) {
                    requests.leave(client);
                  }
                  ended.run();
                  counters.countRequest(context.config().route(), log.responseStatus().code());
                });
    return service.serve(context, request);
  }

  private InetSocketAddress start(InetSocketAddress wanted) throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
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
