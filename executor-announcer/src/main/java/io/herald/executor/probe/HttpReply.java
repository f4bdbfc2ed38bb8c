package io.herald.executor.probe;

import java.util.Optional;

/**
 * What a server said.
 *
 * @param status as it stands in the first line
 * @param location of a redirect, as it stands in the head
 * @param body its first bytes
 * @param bodyProblem why the body is not all that was meant, a clause; absent if it is, or if it
 *     was cut at the length that was asked for
 */
public record HttpReply(
    int status, Optional<String> location, byte[] body, Optional<String> bodyProblem) {

  /** Whether the request was done. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether it says where to ask instead. */
  public boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> location.isPresent();
      default -> false;
    };
  }
}
