package io.herald.mesos.recordio;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes a RecordIO stream in chunks of any size and gives its records, each as its own array.
 *
 * <p>For one thread. After an exception the stream's framing is lost: begin with a new decoder. A
 * record's memory is taken as its bytes come, so that a length alone can't exhaust it.
 */
public final class RecordDecoder {

  /** What fits into an array: the SUBSCRIBED event of a cluster of some million tasks. */
  public static final int DEFAULT_MAX_RECORD_SIZE = Integer.MAX_VALUE - 8;

  private static final int MAX_LENGTH_DIGITS = 10;
  private static final int FIRST_BLOCK = 64 << 10;

  private final int maxRecordSize;
  private long offset;
  private long length;
  private int digits;
  private byte[] record;
  private int filled;

  public RecordDecoder() {
    this(DEFAULT_MAX_RECORD_SIZE);
  }

  /**
   * @param maxRecordSize in bytes; a longer record is an error before its bytes are read
   */
  public RecordDecoder(int maxRecordSize) {
    this.maxRecordSize = maxRecordSize;
  }

  /**
   * Takes the next chunk and gives every record that it completes, in order.
   *
   * @throws RecordFormatException if a length isn't a number or is over the limit
   */
  public void feed(byte[] chunk, int from, int count, Consumer<byte[]> records)
      throws RecordFormatException {
    int end = from + count;
    int at = from;
    while (at < end) {
      if (record == null) {
        readLengthByte(chunk[at++]);
        offset++;
      } else {
        int taken = (int) Math.min(end - at, length - filled);
        makeRoom(filled + taken);
        System.arraycopy(chunk, at, record, filled, taken);
        filled += taken;
        at += taken;
        offset += taken;
      }
      if (record != null && filled == length) {
        byte[] done = record.length == filled ? record : Arrays.copyOf(record, filled);
        record = null;
        records.accept(done);
      }
    }
  }

  /**
   * The stream has ended.
   *
   * @throws RecordFormatException if it ended within a record
   */
  public void end() throws RecordFormatException {
    if (record != null) {
      throw new RecordFormatException(
          offset, "the stream ends after " + filled + " of a record's " + length + " bytes");
    }
    if (digits > 0) {
      throw new RecordFormatException(offset, "the stream ends within a record's length");
    }
  }

  private void readLengthByte(byte b) throws RecordFormatException {
    if (b == '\n' && digits > 0) {
      if (length > maxRecordSize) {
        throw new RecordFormatException(
            offset, "a record of " + length + " bytes; the limit is " + maxRecordSize);
      }
      record = new byte[(int) Math.min(length, FIRST_BLOCK)];
      filled = 0;
      digits = 0;
    } else if (b >= '0' && b <= '9' && digits < MAX_LENGTH_DIGITS) {
      length = (digits == 0 ? 0 : length * 10) + (b - '0');
      digits++;
    } else {
      throw new RecordFormatException(
          offset,
          String.format(
              "0x%02x where a record's length (1 to %d digits and a newline) is wanted",
              b & 0xff, MAX_LENGTH_DIGITS));
    }
  }

  private void makeRoom(int wanted) {
    if (wanted > record.length) {
      long doubled = Math.min(length, Math.max(wanted, 2L * record.length));
      record = Arrays.copyOf(record, (int) doubled);
    }
  }
}
