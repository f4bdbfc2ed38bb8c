package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.api.facts.ServedFacts;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/** The API on a real socket, and a client that holds each reply to the OpenAPI document. */
public final class ApiServer implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final ClusterApi api;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OpenApiContract contract;

  public ApiServer(LiveCluster cluster, ServedFacts facts) throws IOException {
    this(cluster, facts, HttpAccess.OPEN);
  }

  public ApiServer(LiveCluster cluster, ServedFacts facts, HttpAccess access) throws IOException {
    api = new ClusterApi(cluster.live(), LiveCluster.CLOCK);
    api.serve(facts);
    HttpAuth auth = new HttpAuth(access, MonotonicClock.startingNow());
    server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            () -> auth,
            List.of(api.routes()),
            new HttpCounters());
    contract = new OpenApiContract(json(raw("GET", "/v2/openapi.json")));
  }

  /** What the server itself says it is. */
  public OpenApiContract contract() {
    return contract;
  }

  /** The value of a row, of a histogram its count. */
  public double metric(String name, String operation) {
    for (Metric row : api.metrics()) {
      if (row.name().equals(name) && row.labels().getOrDefault("operation", "").equals(operation)) {
        return row instanceof Metric.Histogram histogram
            ? Arrays.stream(histogram.value().counts()).sum()
            : ((Metric.Gauge) row).value().getAsDouble();
      }
    }
    throw new AssertionError("there is no row " + name + " of " + operation);
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  /** A reply that is as the OpenAPI document has it. */
  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  /** A reply to that method, as the OpenAPI document has it. */
  public HttpResponse<String> send(String method, String path, String... headers) {
    HttpResponse<String> response = raw(method, path, headers);
    contract.check(response);
    return response;
  }

  /**
   * The lines of a stream of events, whose status and type are as the OpenAPI document has them.
   */
  public EventLines events(String path) {
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
      contract.checkStream(response);
      return new EventLines(response.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  /** The document of a reply with status 200. */
  public JsonNode read(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + response.body(), e);
    }
  }

  private HttpResponse<String> raw(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(method + " " + path, e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
