package io.herald.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.jspecify.annotations.Nullable;

/** How the body of an error response looks. */
public interface ErrorFormat {

  /** One line of plain text: {@code 403: Forbidden}. */
  ErrorFormat PLAIN = new PlainErrors(false);

  /** The same, and a line that says what went wrong with this request. */
  ErrorFormat TEXT = new PlainErrors(true);

  /** A problem document in JSON (RFC 9457). */
  ErrorFormat PROBLEM = new ProblemDocuments();

  MediaType contentType();

  /**
   * The body.
   *
   * @param detail what went wrong with this request; null: the status says it all
   */
  HttpData body(HttpStatus status, @Nullable String detail);
}
