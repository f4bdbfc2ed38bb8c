package io.herald.serverset.zookeeper;

/** The ZooKeeper auth file is not usable. The message names file and field, and no secret. */
public final class AuthFileException extends Exception {

  private static final long serialVersionUID = 1L;

  AuthFileException(String message) {
    super(message);
  }

  AuthFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
