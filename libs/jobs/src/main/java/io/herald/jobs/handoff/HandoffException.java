package io.herald.jobs.handoff;

/** {@code TaskInfo.data} is not what a scheduler of ours hands over. The message is a sentence. */
public final class HandoffException extends IllegalArgumentException {

  HandoffException(String message) {
    super(message);
  }

  HandoffException(String message, Throwable cause) {
    super(message, cause);
  }
}
