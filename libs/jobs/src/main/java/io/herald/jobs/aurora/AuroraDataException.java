package io.herald.jobs.aurora;

/** Data of Aurora's can't be read. The message is a sentence. */
public final class AuroraDataException extends IllegalArgumentException {

  AuroraDataException(String message) {
    super(message);
  }

  AuroraDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
