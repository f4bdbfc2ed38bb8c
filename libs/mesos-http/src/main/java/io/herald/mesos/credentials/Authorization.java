package io.herald.mesos.credentials;

import java.io.IOException;

/**
 * How a request says who makes it: the value of its Authorization header. Thread-safe. What an
 * implementation prints of itself holds no secret.
 */
public interface Authorization {

  /**
   * The header's value for a request that is made now.
   *
   * @throws IOException if a login or a file is needed for it and fails; the message is a sentence
   */
  String header() throws IOException;

  /**
   * A request with this value was answered 401.
   *
   * @return whether asking for a new value and trying once more makes sense
   */
  boolean refused(String header);

  /** Who makes the requests, for sentences: {@code principal "herald"}. */
  String who();

  /** What to do if the answer is 401 all the same, as a sentence's end: {@code correct ...}. */
  String remedy();
}
