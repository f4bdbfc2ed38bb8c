package io.herald.minimesos.http;

import com.linecorp.armeria.common.Http1HeaderNaming;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.minimesos.loop.EventLoop;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server on the loopback address; every request is served on the cluster's thread. */
public final class LoopbackServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LoopbackServer.class);
  private static final long MAX_REQUEST = 64L << 20;

  private final Server server;
  private final int port;

  private LoopbackServer(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Opens a server.
   *
   * @param name for the message if it fails
   * @param port 0 for any free one
   * @param tls absent: http
   * @throws IOException if the port is taken; the message names it
   */
  public static LoopbackServer open(
      String name, int port, EventLoop loop, ApiHandler handler, Optional<ServerTls> tls)
      throws IOException {
    HttpService service =
        new HttpService() {
          @Override
          public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
            return HttpResponse.of(
                request
                    .aggregate()
                    .thenCompose(whole -> loop.submit(() -> handler.serve(whole)))
                    .exceptionally(LoopbackServer::refusal));
          }
        };
    Server server =
        listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tls)
            .serviceUnder("/", service)
            .http1HeaderNaming(Http1HeaderNaming.traditional())
            .disableServerHeader()
            .requestTimeout(Duration.ZERO)
            .idleTimeout(Duration.ZERO) // libprocess closes no connection that its client keeps
            .maxRequestLength(MAX_REQUEST)
            .gracefulShutdownTimeoutMillis(0, 0)
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          String.format(
              "%s: can't listen on %s:%d: %s; stop what uses the port, or choose another (0 = any"
                  + " free one)",
              name, InetAddress.getLoopbackAddress().getHostAddress(), port, cause.getMessage()),
          cause);
    }
    return new LoopbackServer(server, server.activeLocalPort());
  }

  private static ServerBuilder listening(InetSocketAddress address, Optional<ServerTls> tls) {
    if (tls.isEmpty()) {
      return Server.builder().http(address);
    }
    ServerTls with = tls.get();
    ServerBuilder server =
        Server.builder()
            .https(address)
            .tls(TlsKeyPair.of(with.key().toFile(), with.certificate().toFile()));
    with.clients()
        .ifPresent(
            authorities ->
                server.tlsCustomizer(
                    context ->
                        context.trustManager(authorities.toFile()).clientAuth(ClientAuth.REQUIRE)));
    return server;
  }

  private static HttpResponse refusal(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof RefusedException refused) {
      return HttpReplies.refusal(refused);
    }
    if (cause instanceof RejectedExecutionException) {
      // Connections outlive the port by a moment, and the loop may be closed by then.
      log.debug("a request came after the end", cause);
      return HttpReplies.text(HttpStatus.SERVICE_UNAVAILABLE, "mini-mesos is closed");
    }
    log.error("mini-mesos: a request failed", cause);
    return HttpReplies.text(HttpStatus.INTERNAL_SERVER_ERROR, "mini-mesos failed inside: " + cause);
  }

  public int port() {
    return port;
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    CompletableFuture<Void> unused =
        server
            .stop()
            .whenComplete(
                (nothing, problem) -> {
                  if (problem != null) {
                    log.error("the server of port {} did not stop well", port, problem);
                  }
                });
    // The port is free soon. Netty's two quiet seconds that follow are not waited for.
    while (!server.activePorts().isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
