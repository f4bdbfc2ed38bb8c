package io.herald.facade;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.http.RouteGroup;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.watch.LiveServices;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a test changes, with the real services, the real log and a real server in front of
 * them. Used by one thread.
 */
public final class ShownCluster implements AutoCloseable {

  public static final Framework MARATHON = ClusterParts.framework("marathon");
  public static final Framework AURORA = ClusterParts.framework("f-aurora", "TwitterScheduler");
  public static final Agent ONE = ClusterParts.agent("S1", "agent1.example", "10.1.0.1");
  public static final Agent TWO = ClusterParts.agent("S2", "agent2.example", "10.1.0.2");

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ChangingCluster cluster = new ChangingCluster();
  private final NamedScheduler readers = new NamedScheduler("readers", 2);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, Clock.systemUTC(), readers);
  private @Nullable HttpServer server;

  public ShownCluster() {
    log.follow(cluster.services());
  }

  public LiveServices live() {
    return log;
  }

  /** Serves these routes. */
  public ShownCluster serve(RouteGroup routes) throws IOException {
    HttpAccess access = HttpAccess.OPEN;
    HttpAuth auth = new HttpAuth(access, Clock.systemUTC());
    server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            () -> auth,
            List.of(routes),
            new HttpCounters());
    return this;
  }

  /** Both agents and both frameworks. */
  public ShownCluster withAgents() {
    put(MARATHON, AURORA, ONE, TWO);
    return this;
  }

  public void put(Entity... entities) {
    cluster.put(entities);
  }

  public void remove(Entity entity) {
    cluster.remove(entity);
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public InetSocketAddress address() {
    return requireNonNull(server, "serve comes first").address();
  }

  public int port() {
    return address().getPort();
  }

  public HttpResponse<String> send(String method, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  /** A request whose answer is awaited later. */
  public CompletableFuture<HttpResponse<String>> begin(String path) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The document, which must be answered with 200. */
  public JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return tree(response.body());
  }

  public static JsonNode tree(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    log.close();
    readers.shutdownNow();
  }
}
