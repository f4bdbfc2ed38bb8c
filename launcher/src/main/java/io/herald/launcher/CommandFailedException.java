package io.herald.launcher;

/** A command could not do its work; the message is a sentence for the user. */
final class CommandFailedException extends RuntimeException {

  CommandFailedException(String message) {
    super(message);
  }

  CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
