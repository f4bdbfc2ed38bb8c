package io.herald.minimesos.http;

import com.linecorp.armeria.common.HttpStatus;

/** A request that isn't done, and what its sender is told. */
public final class RefusedException extends RuntimeException {

  private final HttpStatus status;

  public RefusedException(HttpStatus status, String message) {
    super(message);
    this.status = status;
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
}
