package io.herald.catalog.source.mesos.reading.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.catalog.source.mesos.reading.SnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Walks over a JSON text as it comes: into the objects and arrays that are wanted, over all else by
 * counting brackets. So what is wrong within a value that is passed or kept does not matter here,
 * and a kept value that can't be parsed is the only one that is lost. At most one value is in
 * memory, and not more than a limit of it. For one thread.
 *
 * <p>What the walk itself needs (names, commas, brackets) has to be right; a text that is not, or
 * ends too early, is refused with a {@link SnapshotException}.
 */
final class JsonScanner {

  /** Of a value that is kept, in bytes; the longest tasks that are met have some tens of kB. */
  static final int LONGEST_VALUE = 8 << 20;

  /** Of a string within a kept value, in bytes; a longer one is kept as an empty one. */
  static final int LONGEST_STRING = 1 << 20;

  private static final int BUFFER = 64 << 10;
  private static final int FIRST_ROOM = 32 << 10;

  private final InputStream in;
  private final String from;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  /** Offset in the text of the buffer's first byte. */
  private long base;

  /** Whether the object or array that was entered last has had no element yet. */
  private boolean fresh;

  private byte[] kept = new byte[FIRST_ROOM];
  private int keptLength;
  private boolean keeping;
  private boolean whole;

  /** Where in the buffer what is not kept yet begins. */
  private int mark;

  private long valueLength;
  private long longestString;

  /**
   * @param from for messages: "GET /state"
   */
  JsonScanner(InputStream in, String from) throws IOException {
    this.in = in;
    this.from = from;
    skipByteOrderMark();
  }

  private void skipByteOrderMark() throws IOException {
    while (end < 3 && refill()) {
      // a network gives one byte at a time if it likes
    }
    if (end >= 3
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      at = 3;
    }
  }

  /** Whether an object comes next; it is entered. If not, nothing is passed. */
  boolean enterObject() throws IOException {
    return enter('{');
  }

  /** Whether an array comes next; it is entered. If not, nothing is passed. */
  boolean enterArray() throws IOException {
    return enter('[');
  }

  private boolean enter(char bracket) throws IOException {
    if (next() != bracket) {
      return false;
    }
    at++;
    fresh = true;
    return true;
  }

  /** Whether the object goes on: then {@link #name} comes next, else it is left. */
  boolean hasMember() throws IOException {
    return goesOn('}');
  }

  /** Whether the array goes on: then an element comes next, else it is left. */
  boolean hasElement() throws IOException {
    return goesOn(']');
  }

  private boolean goesOn(char bracket) throws IOException {
    int next = next();
    if (next == bracket) {
      at++;
      fresh = false;
      return false;
    }
    if (!fresh) {
      if (next != ',') {
        throw unexpected("\",\" or \"" + bracket + "\"");
      }
      at++;
      if (next() == bracket) {
        throw unexpected("a value");
      }
    }
    fresh = false;
    return true;
  }

  /** A member's name; its value comes next. One with escapes, or of many bytes, is "". */
  String name() throws IOException {
    if (next() != '"') {
      throw unexpected("a name");
    }
    keep();
    String name = "";
    if (whole && longestString <= LONGEST_STRING) {
      name = new String(kept, 1, keptLength - 2, UTF_8);
    }
    if (next() != ':') {
      throw unexpected("\":\"");
    }
    at++;
    return name.indexOf('\\') < 0 ? name : "";
  }

  /** Whether {@code null} comes next, or at least what begins like it. */
  boolean isNull() throws IOException {
    return next() == 'n';
  }

  /** Passes a value. */
  void skip() throws IOException {
    pass();
  }

  /**
   * Passes a value and keeps it, until the next call.
   *
   * @return whether it is whole: no longer than {@link #LONGEST_VALUE}
   */
  boolean keep() throws IOException {
    next();
    keeping = true;
    whole = true;
    keptLength = 0;
    mark = at;
    try {
      pass();
      keepUntil(at);
    } finally {
      keeping = false;
    }
    return whole;
  }

  /** The kept value is at the beginning of these bytes. */
  byte[] kept() {
    return kept;
  }

  /** How many bytes of the value are kept. */
  int keptLength() {
    return keptLength;
  }

  /** How many bytes the last value had. */
  long valueLength() {
    return valueLength;
  }

  /** How many bytes the longest string of the last value had. */
  long longestString() {
    return longestString;
  }

  private void pass() throws IOException {
    longestString = 0;
    int first = next();
    long begin = base + at;
    if (first == '"') {
      at++;
      string();
    } else if (first == '{' || first == '[') {
      at++;
      nested();
    } else if (first == '}' || first == ']' || first == ',' || first == ':') {
      throw unexpected("a value");
    } else {
      literal();
    }
    valueLength = base + at - begin;
  }

  /** To behind the bracket that closes the one just passed. */
  private void nested() throws IOException {
    int i = at;
    for (int depth = 1; depth > 0; ) {
      if (i == end) {
        at = i;
        more();
        i = at;
      }
      switch (buffer[i++]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          at = i;
          string();
          i = at;
        }
        default -> {
          // of no interest
        }
      }
    }
    at = i;
  }

  /** A number, a word, or what else goes on until something that can stand behind a value. */
  private void literal() throws IOException {
    while (at < end || refill()) {
      byte b = buffer[at];
      if (b == ',' || b == '}' || b == ']' || b == '"' || b == '{' || b == '[' || isBlank(b)) {
        return;
      }
      at++;
    }
  }

  /** To behind the quote that ends the string whose first quote was just passed. */
  private void string() throws IOException {
    long begin = base + at;
    if (keeping) {
      keepUntil(at);
    }
    int keptBefore = keptLength;
    int i = at;
    for (boolean open = true; open; ) {
      if (i == end) {
        at = i;
        if (keeping && base + at - begin > LONGEST_STRING) {
          keptLength = keptBefore; // no more than this and a buffer of it are ever held
          mark = at;
        }
        more();
        i = at;
      }
      byte b = buffer[i++];
      if (b == '"') {
        open = false;
      } else if (b == '\\') {
        if (i == end) {
          at = i;
          more();
          i = at;
        }
        i++;
      }
    }
    at = i;
    long length = base + at - 1 - begin;
    longestString = Math.max(longestString, length);
    if (keeping && length > LONGEST_STRING) {
      keptLength = keptBefore;
      mark = at - 1; // its last quote
    }
  }

  /** The next byte that is not blank; it is not passed. */
  private int next() throws IOException {
    while (true) {
      if (at == end) {
        more();
      }
      byte b = buffer[at];
      if (!isBlank(b)) {
        return b;
      }
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private void keepUntil(int until) {
    int count = until - mark;
    if (keptLength + count > LONGEST_VALUE) {
      whole = false;
      count = LONGEST_VALUE - keptLength;
    }
    if (keptLength + count > kept.length) {
      kept =
          Arrays.copyOf(
              kept, Math.min(LONGEST_VALUE, Math.max(2 * kept.length, keptLength + count)));
    }
    System.arraycopy(buffer, mark, kept, keptLength, count);
    keptLength += count;
    mark = until;
  }

  private void more() throws IOException {
    if (!refill()) {
      throw new SnapshotException(
          from + ": not the JSON of a master: it ends too early, after " + (base + end) + " bytes");
    }
  }

  /** Makes room if there is none, and reads on; false at the end. */
  private boolean refill() throws IOException {
    if (end == buffer.length) {
      if (keeping) {
        keepUntil(end);
        mark = 0;
      }
      base += end;
      at = 0;
      end = 0;
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count <= 0) {
      return false;
    }
    end += count;
    return true;
  }

  private SnapshotException unexpected(String expected) {
    return new SnapshotException(
        from
            + ": not the JSON of a master: byte "
            + (base + at)
            + ": "
            + expected
            + " was expected");
  }
}
