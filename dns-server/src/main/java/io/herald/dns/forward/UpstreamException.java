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

  /** The reason of a failure, for logs and clients; nothing that helps to forge answers. */
  static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof WireParseException) {
      return "it sent a message that does not answer the question"; // dnsjava's own words disclose
      // the id
    }
    if (cause instanceof PortUnreachableException) {
      return "no server listens there";
    }
    return Reason.of(cause);
  }
}
