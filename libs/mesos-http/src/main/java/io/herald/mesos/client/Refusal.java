package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;

/** What there is to say of an answer that is no success, and of one that did not come. */
final class Refusal {

  private static final int LONGEST_ANSWER = 500;

  private Refusal() {}

  /** The sentence for an answer; reads and closes its body. */
  static String sentence(URI asked, int status, InputStream body) {
    String answer = text(body);
    StringBuilder sentence = new StringBuilder().append(asked).append(" answered ").append(status);
    if (status == 401) {
      sentence.append(" (it wants a principal and its secret: give them, or correct them)");
    }
    if (!answer.isEmpty()) {
      sentence.append(": ").append(answer);
    }
    return sentence.toString();
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
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "its host name is not known here";
      }
    }
    if (e instanceof ConnectException && e.getMessage() == null) {
      return "nobody listens there";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
