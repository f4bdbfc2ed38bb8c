package io.herald.dns.forward;

import io.herald.runtime.failure.Reason;
import java.net.PortUnreachableException;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.WireParseException;

/** An upstream gave no answer that can be used. */
final class UpstreamException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UpstreamException(String message) {
    super(message, null, false, false);
  }

  /** What is worth telling of a failure; nothing that helps who forges answers. */
  static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof WireParseException) {
      return "what it sent is no answer to the question"; // dnsjava's own words tell the id
    }
    if (cause instanceof PortUnreachableException) {
      return "nobody listens there";
    }
    return Reason.of(cause);
  }
}
