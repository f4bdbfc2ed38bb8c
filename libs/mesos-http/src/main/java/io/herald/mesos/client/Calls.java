package io.herald.mesos.client;

import com.google.protobuf.Message;
import io.herald.mesos.codec.Protobuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Single requests. None is repeated: whether that is safe, the caller knows. */
final class Calls {

  private static final int MAX_REDIRECTS = 5;

  private final Connection connection;
  private final HttpClient http;
  private final Redirects redirects;

  /** Hears of redirects. */
  @FunctionalInterface
  interface Redirects {
    /** One is about to be followed. */
    void redirected(URI base, URI to);

    /** What a redirect named gave no good answer. */
    default void failed(URI to) {}
  }

  Calls(Connection connection, HttpClient http) {
    this(connection, http, (base, to) -> {});
  }

  Calls(Connection connection, HttpClient http, Redirects redirects) {
    this.connection = connection;
    this.http = http;
    this.redirects = redirects;
  }

  /** Sends a call and gives the answer's body; empty for 202 Accepted. */
  byte[] post(URI base, String path, Message call, Optional<String> streamId)
      throws CallFailedException {
    HttpRequest.Builder request = request(call);
    streamId.ifPresent(id -> request.header("Mesos-Stream-Id", id));
    try (InputStream answer = send(base, path, request, connection.keptAnswerLimit())) {
      return answer.readAllBytes();
    } catch (CallFailedException e) {
      throw e;
    } catch (IOException e) {
      URI asked = base.resolve(path);
      throw broken(asked, asked, e);
    }
  }

  /** Sends a call and gives the answer as it comes. The caller closes it. */
  InputStream open(URI base, String path, Message call) throws CallFailedException {
    return send(base, path, request(call), connection.answerLimit());
  }

  private static HttpRequest.Builder request(Message call) {
    return HttpRequest.newBuilder()
        .header("Content-Type", Protobuf.MEDIA_TYPE)
        .header("Accept", Protobuf.MEDIA_TYPE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(call.toByteArray()));
  }

  /** Gets a document; gzip on the way. The caller closes the stream. */
  InputStream get(URI base, String path) throws CallFailedException {
    return send(
        base,
        path,
        HttpRequest.newBuilder().header("Accept-Encoding", "gzip").GET(),
        connection.answerLimit());
  }

  private InputStream send(URI base, String path, HttpRequest.Builder request, long limit)
      throws CallFailedException {
    request.timeout(connection.requestTimeout());
    URI asked = base.resolve(path);
    URI uri = asked;
    URI sentBy = asked;
    boolean answered = false;
    try {
      String authorization = authorize(request);
      boolean again = true;
      for (int hops = 0; ; hops++) {
        HttpResponse<Body> response =
            http.send(request.uri(uri).build(), Body.handler(connection.requestTimeout()));
        int status = response.statusCode();
        Optional<String> location = response.headers().firstValue("Location");
        if (status / 100 == 3 && location.isPresent() && hops < MAX_REDIRECTS) {
          AnswerRefusal.text(response.body()); // read, the connection can serve again
          sentBy = uri;
          uri = Redirect.target(uri, location.get());
          redirects.redirected(base, uri);
        } else if (status == 401 && again && connection.refused(authorization)) {
          again = false;
          AnswerRefusal.text(response.body());
          authorization = authorize(request);
        } else if (status / 100 == 2) {
          InputStream body = new LimitedBody(decoded(response), uri.toString(), limit);
          answered = true;
          return body;
        } else {
          throw new CallFailedException(
              status, AnswerRefusal.sentence(uri, response, connection.authorization()));
        }
      }
    } catch (CallFailedException e) {
      throw e;
    } catch (IOException e) {
      throw broken(uri, sentBy, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallFailedException("interrupted while asking " + uri, e);
    } finally {
      if (!answered && !uri.equals(asked)) {
        redirects.failed(uri);
      }
    }
  }

  /** Sets the header; gives its value. */
  private @Nullable String authorize(HttpRequest.Builder request) throws CallFailedException {
    try {
      String header = connection.header();
      if (header != null) {
        request.setHeader("Authorization", header);
      }
      return header;
    } catch (IOException e) {
      throw new CallFailedException(e.getMessage(), e);
    }
  }

  private static InputStream decoded(HttpResponse<Body> response) throws IOException {
    Body body = response.body();
    if (response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isEmpty()) {
      return body;
    }
    try {
      return new GZIPInputStream(body, 64 << 10);
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  /**
   * @param sentBy who redirected there, or the same
   */
  private static CallFailedException broken(URI asked, URI sentBy, IOException e) {
    String from = asked.equals(sentBy) ? "" : ", to which " + sentBy + " redirects";
    return new CallFailedException(
        "no answer from " + asked + from + ": " + AnswerRefusal.reason(e), e);
  }
}
