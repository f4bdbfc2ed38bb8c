package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.BearerToken;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Optional;

/** Sentences for an answer that is not a success, and for one that did not come. */
final class AnswerRefusal {

  private static final int LONGEST_ANSWER = 500;

  private AnswerRefusal() {}

  /** The sentence for an answer, with what to do about it; reads and closes its body. */
  static String sentence(
      URI asked, HttpResponse<? extends InputStream> response, Optional<Authorization> login) {
    int status = response.statusCode();
    StringBuilder sentence = new StringBuilder().append(asked).append(" answered ").append(status);
    if (status == 401) {
      sentence
          .append(" (")
          .append(login.map(AnswerRefusal::notAccepted).orElseGet(() -> notGiven(response)))
          .append(')');
    } else if (status == 403) {
      sentence
          .append(" (")
          .append(login.map(Authorization::who).orElse("a client that is not logged in"))
          .append(
              " may not do that: allow it in the --acls there, or log in as another principal)");
    }
    String answer = text(response.body());
    if (!answer.isEmpty()) {
      sentence.append(": ").append(answer);
    }
    return sentence.toString();
  }

  private static String notAccepted(Authorization login) {
    return login.who() + " is not accepted: " + login.remedy();
  }

  /** What it wants to be given; the kinds are those of Mesos' own authenticators. */
  private static String notGiven(HttpResponse<?> response) {
    boolean bearer =
        response.headers().allValues("WWW-Authenticate").stream()
            .anyMatch(kind -> kind.regionMatches(true, 0, "Bearer", 0, "Bearer".length()));
    return bearer
        ? "it wants a token: an agent hands one to each executor in "
            + BearerToken.EXECUTOR_VARIABLE
        : "it wants a principal and its secret: give them";
  }

  /** The beginning of the text, on one line. */
  static String text(InputStream body) {
    try (body) {
      String text = new String(body.readNBytes(LONGEST_ANSWER), UTF_8);
      // Proxies answer with whole pages of HTML.
      return Printable.of(
          text.replaceAll("<[^>]*>", " ").strip().replaceAll("\\s+", " "), LONGEST_ANSWER);
    } catch (IOException e) {
      return "(its answer broke off: " + reason(e) + ")";
    }
  }

  /** Why there was no answer; the JDK's client keeps the commonest reasons to itself. */
  static String reason(IOException e) {
    if (e instanceof HttpTimeoutException && e.getMessage() != null) {
      return e.getMessage(); // ours says what has not come, and for how long
    }
    return e.getClass() == IOException.class && e.getMessage() == null
        ? "the connection failed"
        : Reason.of(e);
  }
}
