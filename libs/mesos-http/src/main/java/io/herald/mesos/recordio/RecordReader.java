package io.herald.mesos.recordio;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads a RecordIO stream, record by record: a large one as it comes, a small one at once.
 *
 * <p>For one thread. After an exception the stream's framing is lost: begin with a new reader. A
 * record's memory is taken as its bytes come, so that a length alone can't exhaust it.
 */
public final class RecordReader {

  /** What fits into an array: the SUBSCRIBED event of a cluster of some million tasks. */
  public static final int DEFAULT_MAX_RECORD_SIZE = Integer.MAX_VALUE - 8;

  private static final int MAX_LENGTH_DIGITS = 10;
  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final int maxRecordSize;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;

  /** Of the buffer's {@code from} in the stream. */
  private long offset;

  private long length;
  private long left;

  public RecordReader(InputStream in) {
    this(in, DEFAULT_MAX_RECORD_SIZE);
  }

  /**
   * @param maxRecordSize in bytes; a longer record is an error before its bytes are read
   */
  public RecordReader(InputStream in, int maxRecordSize) {
    this.in = in;
    this.maxRecordSize = maxRecordSize;
  }

  /**
   * Goes to the next record, past what is left of this one; waits for its length.
   *
   * @return whether there is one; false if the stream has ended
   * @throws RecordFormatException if the stream ends within a record, a length isn't a number or is
   *     over the limit
   * @throws IOException if the stream breaks
   */
  public boolean next() throws IOException {
    while (left > 0) {
      took((int) Math.min(buffered(), left));
    }
    length = 0;
    for (int digits = 0; ; digits++) {
      if (from == to && !fill()) {
        if (digits > 0) {
          throw new RecordFormatException(offset, "the stream ends within a record's length");
        }
        return false;
      }
      byte b = buffer[from];
      if (b == '\n' && digits > 0) {
        break;
      }
      if (b < '0' || b > '9' || digits == MAX_LENGTH_DIGITS) {
        throw new RecordFormatException(
            offset,
            String.format(
                "0x%02x where a record's length (1 to %d digits and a newline) is wanted",
                b & 0xff, MAX_LENGTH_DIGITS));
      }
      length = length * 10 + (b - '0');
      from++;
      offset++;
    }
    if (length > maxRecordSize) {
      throw new RecordFormatException(
          offset, "a record of " + length + " bytes; the limit is " + maxRecordSize);
    }
    from++;
    offset++;
    left = length;
    return true;
  }

  /** Whether the rest of this record begins with these bytes; waits for as many. */
  public boolean beginsWith(byte... prefix) throws IOException {
    if (left < prefix.length) {
      return false;
    }
    while (to - from < prefix.length) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
      if (!readMore()) {
        throw cut();
      }
    }
    for (int i = 0; i < prefix.length; i++) {
      if (buffer[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** The rest of this record; waits for it. */
  public byte[] bytes() throws IOException {
    return stream().readNBytes((int) left);
  }

  /** The rest of this record, as it comes; of no use once {@link #next} is called. */
  public InputStream stream() {
    return new Rest();
  }

  /** At least one byte of the record. */
  private int buffered() throws IOException {
    if (from == to && !fill()) {
      throw cut();
    }
    return to - from;
  }

  private void took(int count) {
    from += count;
    offset += count;
    left -= count;
  }

  private boolean fill() throws IOException {
    from = 0;
    to = 0;
    return readMore();
  }

  private boolean readMore() throws IOException {
    int count = in.read(buffer, to, buffer.length - to);
    if (count < 0) {
      return false;
    }
    to += count;
    return true;
  }

  private RecordFormatException cut() {
    return new RecordFormatException(
        offset + (to - from),
        "the stream ends after "
            + (length - left + (to - from))
            + " of a record's "
            + length
            + " bytes");
  }

  private final class Rest extends InputStream {

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      buffered();
      int read = buffer[from] & 0xff;
      took(1);
      return read;
    }

    @Override
    public int read(byte[] into, int at, int count) throws IOException {
      Objects.checkFromIndexSize(at, count, into.length);
      if (count == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int taken = (int) Math.min(Math.min(count, buffered()), left);
      System.arraycopy(buffer, from, into, at, taken);
      took(taken);
      return taken;
    }
  }
}
