package io.herald.client.event;

import java.io.IOException;

/** A stream that can't be read on; the message says why. */
public final class EventStreamException extends IOException {

  private static final long serialVersionUID = 1;

  /** Ends the stream. */
  public EventStreamException(String message) {
    super(message);
  }
}
