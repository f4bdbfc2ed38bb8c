package io.herald.mesos.recordio;

import java.io.IOException;

/**
 * A stream that isn't RecordIO, or that ends within a record. The message names the byte offset.
 */
public final class RecordFormatException extends IOException {

  private final long offset;

  RecordFormatException(long offset, String what) {
    super("RecordIO stream, byte " + offset + ": " + what);
    this.offset = offset;
  }

  /** Where in the stream, from 0. */
  public long offset() {
    return offset;
  }
}
