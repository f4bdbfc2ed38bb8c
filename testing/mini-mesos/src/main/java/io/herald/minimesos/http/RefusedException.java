package io.herald.minimesos.http;

import com.linecorp.armeria.common.HttpStatus;
import java.util.Optional;

/** A request that is refused, and the reply that says why. */
public final class RefusedException extends RuntimeException {

  private final HttpStatus status;
  private final Optional<String> challenge;

  public RefusedException(HttpStatus status, String message) {
    this(status, message, Optional.empty());
  }

  private RefusedException(HttpStatus status, String message, Optional<String> challenge) {
    super(message);
    this.status = status;
    this.challenge = challenge;
  }

  /**
   * 401.
   *
   * @param challenge of the WWW-Authenticate header
   */
  public static RefusedException unauthorized(String challenge) {
    return new RefusedException(
        HttpStatus.UNAUTHORIZED, "401 Unauthorized.", Optional.of(challenge));
  }

  public static RefusedException badRequest(String message) {
    return new RefusedException(HttpStatus.BAD_REQUEST, message);
  }

  public static RefusedException forbidden(String message) {
    return new RefusedException(HttpStatus.FORBIDDEN, message);
  }

  public static RefusedException notFound() {
    return new RefusedException(HttpStatus.NOT_FOUND, "404 Not Found.");
  }

  public HttpStatus status() {
    return status;
  }

  /** What the WWW-Authenticate header says. */
  public Optional<String> challenge() {
    return challenge;
  }
}
