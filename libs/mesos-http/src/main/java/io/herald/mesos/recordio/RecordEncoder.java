package io.herald.mesos.recordio;

import java.nio.charset.StandardCharsets;

/** Frames a record. */
public final class RecordEncoder {

  private RecordEncoder() {}

  /** The record with its length before it. */
  public static byte[] encode(byte[] record) {
    byte[] length = (record.length + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[length.length + record.length];
    System.arraycopy(length, 0, framed, 0, length.length);
    System.arraycopy(record, 0, framed, length.length, record.length);
    return framed;
  }
}
