package io.herald.executor.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * GET on the task's own host: passes if the body, trimmed, is the expected one in any case of
 * letters, and the status the expected one.
 *
 * <p>As in Aurora, the answer to a refused request (a status other than 2xx) counts as an empty
 * body with that status: where neither a body nor a status is expected, any answer passes.
 */
public final class HttpCheck implements Check {

  private static final int SHOWN_TEXT = 9;
  private static final int BODY_LIMIT = 64 * 1024;

  private final HttpClient client;
  private final URI uri;
  private final String expectedBody;
  private final int expectedStatus;
  private final Duration timeout;

  /**
   * Makes the check.
   *
   * @param endpoint path and query, such as {@code /health}
   * @param expectedBody empty for any
   * @param expectedStatus 0 for any
   * @param timeout for the whole answer
   * @throws IllegalArgumentException if the endpoint is no path of a URI
   */
  public HttpCheck(
      int port, String endpoint, String expectedBody, int expectedStatus, Duration timeout) {
    String path = endpoint.startsWith("/") ? endpoint : "/" + endpoint;
    this.uri = URI.create("http://localhost:" + port + path);
    this.expectedBody = expectedBody;
    this.expectedStatus = expectedStatus;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public CheckResult run() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, head -> new FirstBytes(BODY_LIMIT));
    try {
      return judge(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return CheckResult.fail("GET " + uri + " was not answered within " + seconds() + " s.");
    } catch (ExecutionException e) {
      return CheckResult.fail("GET " + uri + " failed: " + cause(e.getCause()) + ".");
    }
  }

  @Override
  public boolean cheap() {
    return true;
  }

  private CheckResult judge(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    boolean accepted = status >= 200 && status < 300;
    String body = accepted ? new String(answer.body(), UTF_8).strip() : "";
    boolean bodyWrong = !expectedBody.isEmpty() && !expectedBody.strip().equalsIgnoreCase(body);
    boolean statusWrong = expectedStatus != 0 && expectedStatus != status;
    if (!bodyWrong && !statusWrong) {
      return CheckResult.pass();
    }
    String expected =
        (statusWrong ? "status " + expectedStatus : "")
            + (statusWrong && bodyWrong ? " and " : "")
            + (bodyWrong ? quoted(expectedBody.strip()) : "");
    return CheckResult.fail(
        "GET "
            + uri
            + " got status "
            + status
            + " and "
            + quoted(body)
            + ", expected "
            + expected
            + ".");
  }

  private String seconds() {
    return Double.toString(timeout.toNanos() / 1e9);
  }

  private static String quoted(String text) {
    String shown = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "...";
    return '"' + shown + '"';
  }

  private static String cause(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : failure.getClass().getSimpleName() + " (" + message + ")";
  }
}
