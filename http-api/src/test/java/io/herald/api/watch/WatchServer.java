package io.herald.api.watch;

import io.herald.api.endpoint.ApiCounters;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.EndpointRoutes;
import io.herald.api.endpoint.JsonAnswers;
import io.herald.api.schema.Schema;
import io.herald.changingcluster.ChangingCluster;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.watch.InstanceFilter;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real HTTP server with the watches of a cluster, and a route that is waited for. */
final class WatchServer implements AutoCloseable {

  final ChangingCluster cluster = new ChangingCluster();
  final ServiceLog services;
  final WatchEndpoints watches;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final NamedScheduler threads = new NamedScheduler("watch", 2);
  private final HttpServer server;

  WatchServer(WatchSettings settings, WatchEndpoints.Pace pace) throws IOException {
    services = new ServiceLog(settings, Clock.systemUTC(), threads);
    services.follow(cluster.services());
    watches = new WatchEndpoints(services, Clock.systemUTC(), pace);
    HttpAuth auth = new HttpAuth(HttpAccess.OPEN, Clock.systemUTC());
    List<ApiEndpoint> endpoints = new ArrayList<>(watches.all());
    endpoints.add(revision());
    server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            HttpAccess.OPEN,
            () -> auth,
            List.of(new EndpointRoutes("/v2", endpoints, new ApiCounters(), "", List.of())),
            new HttpCounters());
  }

  /** The name's revision, which is waited for. */
  private ApiEndpoint revision() {
    InstanceFilter web = InstanceFilter.ALL.withName("web");
    return ApiEndpoint.get("/v2/web", "web")
        .takes(LongPoll.PARAMETERS)
        .replies(EndpointReply.json("It.", Schema.number("It."), "1"))
        .by(
            request ->
                watches
                    .longPoll()
                    .answer(
                        request,
                        web,
                        () ->
                            JsonAnswers.of(
                                request,
                                services::revision,
                                () -> json -> json.writeNumber(services.changedAt(web)))));
  }

  InetSocketAddress address() {
    return server.address();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Events of a path with that Last-Event-ID. */
  EventReader events(String path, Optional<String> lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<java.io.InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    return new EventReader(response.body(), lastEventId.orElse(""));
  }

  @Override
  public void close() {
    server.close();
    services.close();
    threads.shutdownNow();
  }
}
