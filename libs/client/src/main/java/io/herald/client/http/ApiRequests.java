package io.herald.client.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.client.json.ApiJson;
import io.herald.client.threads.ClientThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks one server at a time, over HTTP/1.1: a connection for each open watch. Follows redirects;
 * the token goes only to the origin (scheme, host, port) that was asked first, and never from https
 * to http. Safe for any thread.
 */
public final class ApiRequests implements AutoCloseable {

  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";
  private static final int MOST_REDIRECTS = 5;
  private static final int LONGEST_PROBLEM = 16 << 10;
  private static final int LONGEST_LIST = 256 << 20;
  private static final Duration PROBLEM_IN_TIME = Duration.ofSeconds(2);

  private final HttpOptions options;
  private final ExecutorService threads = ClientThreads.http();
  private final HttpClient http;

  /** Opens no connection yet. */
  public ApiRequests(HttpOptions options) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connect())
            .executor(threads);
    options.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Opens a stream of events.
   *
   * @param lastId of the event to go on behind; empty: from the start
   * @param stop ends the wait for the answer once it is done
   * @throws ApiException if the server answers with anything else
   * @throws IOException if it can't be reached, or does not answer in time
   */
  public EventConnection open(URI uri, Optional<String> lastId, CompletableFuture<?> stop)
      throws IOException, InterruptedException {
    HttpResponse<BodyPieces> response = send(uri, EVENTS, lastId, stop);
    BodyPieces body = response.body();
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).strip().startsWith(EVENTS)) {
      body.close();
      throw new ApiException(
          response.statusCode(),
          Optional.empty(),
          "the answer is \"" + type + "\", not " + EVENTS + "; this is not a Herald server");
    }
    return new EventConnection(body, options.silence());
  }

  /**
   * Gets a whole document.
   *
   * @throws ApiException if the server answers with an error
   * @throws IOException if it can't be reached, or the document is not there in time
   */
  public String get(URI uri) throws IOException, InterruptedException {
    HttpResponse<BodyPieces> response =
        send(uri, JSON, Optional.empty(), new CompletableFuture<>());
    try (BodyPieces body = response.body()) {
      return text(body, options.answer(), LONGEST_LIST);
    }
  }

  /** Ends its threads; what is still open breaks off. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private HttpResponse<BodyPieces> send(
      URI uri, String accept, Optional<String> lastId, CompletableFuture<?> stop)
      throws IOException, InterruptedException {
    URI target = uri;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(target).header("Accept", accept);
      lastId.ifPresent(id -> request.header("Last-Event-ID", id));
      if (sameOrigin(uri, target)) {
        options.token().ifPresent(t -> request.header("Authorization", "Bearer " + t.get()));
      }
      HttpResponse<BodyPieces> response = send(request.GET().build(), stop);
      if (response.statusCode() == 200) {
        return response;
      }
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        throw refusal(response);
      }
      response.body().close();
      target = redirected(target, location.get());
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects, the last to " + target);
  }

  private HttpResponse<BodyPieces> send(HttpRequest request, CompletableFuture<?> stop)
      throws IOException, InterruptedException {
    BodyPieces body = new BodyPieces();
    CompletableFuture<HttpResponse<BodyPieces>> answer = http.sendAsync(request, info -> body);
    boolean answered = false;
    try {
      CompletableFuture.anyOf(answer, stop).get(options.answer().toNanos(), TimeUnit.NANOSECONDS);
      if (!answer.isDone()) {
        throw new ClosedChannelException();
      }
      HttpResponse<BodyPieces> response = answer.get();
      answered = true;
      return response;
    } catch (TimeoutException e) {
      HttpTimeoutException late =
          new HttpTimeoutException("no answer for " + options.answer().toMillis() + " ms");
      late.initCause(e);
      throw late;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      if (!answered) {
        // Either the request ends before its answer, or the answer's body does.
        answer.cancel(true);
        body.close();
      }
    }
  }

  private static URI redirected(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to \"" + location + "\", which is not a URL", e);
    }
    boolean http = "http".equals(to.getScheme()) && !"https".equals(from.getScheme());
    if (to.getHost() == null || !(http || "https".equals(to.getScheme()))) {
      throw new IOException("it redirects to " + to + ", which is not followed");
    }
    return to;
  }

  private static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }

  private static ApiException refusal(HttpResponse<BodyPieces> response)
      throws InterruptedException {
    String problem = "";
    try (BodyPieces body = response.body()) {
      problem = ApiJson.problem(text(body, PROBLEM_IN_TIME, LONGEST_PROBLEM));
    } catch (IOException e) {
      problem = ""; // the status says enough
    }
    int status = response.statusCode();
    String hint =
        switch (status) {
          case 401 -> "; give the client the server's token";
          case 404 -> "; is this a Herald server with /v2?";
          default -> "";
        };
    return new ApiException(
        status,
        RetryAfter.of(response.headers()),
        "it answered " + status + (problem.isEmpty() ? hint : ": " + problem));
  }

  private static String text(BodyPieces body, Duration inTime, int longest)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + inTime.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Optional<List<ByteBuffer>> piece = body.take(left);
      if (piece.isEmpty()) {
        return bytes.toString(UTF_8);
      }
      for (ByteBuffer buffer : piece.get()) {
        if (bytes.size() + buffer.remaining() > longest) {
          throw new IOException("the answer is longer than " + longest + " bytes");
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.writeBytes(copy);
      }
    }
  }
}
