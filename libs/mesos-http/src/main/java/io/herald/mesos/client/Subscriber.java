package io.herald.mesos.client;

import io.herald.mesos.codec.Protobuf;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Sends SUBSCRIBE, once more with a new login if the first one is no longer accepted. For one
 * thread.
 */
final class Subscriber {

  private final StreamApi<?> api;
  private final Connection connection;
  private final HttpClient http;

  Subscriber(StreamApi<?> api, Connection connection, HttpClient http) {
    this.api = api;
    this.connection = connection;
    this.http = http;
  }

  /**
   * Subscribes at the server {@code base}; redirects are not followed.
   *
   * @throws IOException if no answer begins within the request time-out
   */
  HttpResponse<Body> subscribe(URI base) throws IOException, InterruptedException {
    String authorization = connection.header();
    HttpResponse<Body> response = send(base, authorization);
    if (response.statusCode() == 401 && connection.refused(authorization)) {
      AnswerRefusal.text(response.body()); // read, the connection can serve again
      return send(base, connection.header());
    }
    return response;
  }

  private HttpResponse<Body> send(URI base, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(api.path()))
            .timeout(connection.requestTimeout())
            .header("Content-Type", Protobuf.MEDIA_TYPE)
            .header("Accept", Protobuf.MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(api.subscribe().get().toByteArray()));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), Body.handler(connection.requestTimeout()));
  }
}
