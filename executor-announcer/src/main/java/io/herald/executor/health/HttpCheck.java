package io.herald.executor.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.executor.probe.HttpReply;
import io.herald.executor.probe.ProbeClient;
import io.herald.executor.probe.ProbeLoop;
import io.herald.jobs.ResponseCodes;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * GET on the task's host: passes if the body, trimmed, is the expected one in any case of letters,
 * and the status one of the expected ones. Each time on a connection of its own, which is closed
 * after the answer.
 *
 * <p>As in Aurora, the answer to a refused request (a status other than 2xx) counts as an empty
 * body with that status: where neither a body nor a status is expected, any answer passes.
 */
public final class HttpCheck implements Check {

  private static final int SHOWN_TEXT = 9;
  private static final int BODY_LIMIT = 64 * 1024;

  private final ProbeClient client = new ProbeClient();
  private final URI uri;
  private final String expectedBody;
  private final ResponseCodes expectedCodes;
  private final Duration timeout;

  /**
   * Makes the check.
   *
   * @param tls whether to ask over HTTPS; any certificate will do
   * @param host {@link ProbeClient#LOCALHOST}, or an address
   * @param endpoint path and query, such as {@code /health}
   * @param expectedBody empty for any
   * @param timeout for the whole answer
   * @throws IllegalArgumentException if the endpoint is not a path of a URI
   */
  public HttpCheck(
      boolean tls,
      String host,
      int port,
      String endpoint,
      String expectedBody,
      ResponseCodes expectedCodes,
      Duration timeout) {
    this.uri = ProbeClient.url(tls, host, port, endpoint);
    this.expectedBody = expectedBody.strip();
    this.expectedCodes = expectedCodes;
    this.timeout = timeout;
  }

  @Override
  public CheckResult run() throws InterruptedException {
    try {
      return judge(client.get(uri, BODY_LIMIT, timeout));
    } catch (IOException e) {
      return failed(e);
    }
  }

  /**
   * Runs it on a loop.
   *
   * @param otherwise called instead of {@code result} if the check needs a thread of its own
   * @return false if it needs one in any case: over HTTPS
   */
  boolean runOn(ProbeLoop loop, Consumer<CheckResult> result, Runnable otherwise) {
    if (!uri.getScheme().equals("http")) {
      return false;
    }
    loop.get(
        uri,
        BODY_LIMIT,
        timeout,
        outcome -> {
          IOException failure = outcome.failure();
          HttpReply reply = outcome.reply();
          if (failure != null) {
            result.accept(failed(failure));
          } else if (reply != null && reply.isRedirect()) {
            otherwise.run();
          } else if (reply != null) {
            result.accept(judge(reply));
          }
        });
    return true;
  }

  private CheckResult failed(IOException e) {
    return CheckResult.fail(
        e instanceof SocketTimeoutException
            ? "GET " + uri + " was not answered within " + seconds() + " s."
            : "GET " + uri + " failed: " + Reason.of(e) + ".");
  }

  @Override
  public boolean cheap() {
    return true;
  }

  private CheckResult judge(HttpReply reply) {
    String body = reply.isSuccess() ? new String(reply.body(), UTF_8).strip() : "";
    boolean bodyWrong = !expectedBody.isEmpty() && !expectedBody.equalsIgnoreCase(body);
    boolean statusWrong = !expectedCodes.accepts(reply.status());
    if (!bodyWrong && !statusWrong) {
      return CheckResult.pass();
    }
    String expected =
        (statusWrong ? "status " + expectedCodes : "")
            + (statusWrong && bodyWrong ? " and " : "")
            + (bodyWrong ? quoted(expectedBody) : "");
    Optional<String> problem = bodyWrong ? reply.bodyProblem() : Optional.empty();
    return CheckResult.fail(
        "GET "
            + uri
            + " got status "
            + reply.status()
            + " and "
            + quoted(body)
            + problem.map(why -> " (the rest of it is missing: " + why + ")").orElse("")
            + ", expected "
            + expected
            + ".");
  }

  private String seconds() {
    return Double.toString(timeout.toNanos() / 1e9);
  }

  private static String quoted(String text) {
    String shown = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "...";
    return '"' + Printable.of(shown) + '"';
  }
}
