package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The last bytes of a stream that may be endless. For use by one thread. */
final class OutputTail {

  private final byte[] ring;
  private long count;

  OutputTail(int limit) {
    this.ring = new byte[limit];
  }

  void add(byte[] bytes, int length) {
    for (int i = Math.max(0, length - ring.length); i < length; i++) {
      ring[(int) ((count + i) % ring.length)] = bytes[i];
    }
    count += length;
  }

  /** As UTF-8, without blanks around; begins with an ellipsis if there was more. */
  String text() {
    int length = (int) Math.min(count, ring.length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((count - length + i) % ring.length)];
    }
    int start = 0;
    boolean cut = count > length;
    while (cut && start < length && (bytes[start] & 0xc0) == 0x80) {
      start++; // The rest of a character whose beginning is gone.
    }
    String text = new String(bytes, start, length - start, UTF_8).strip();
    return cut ? "…" + text : text;
  }
}
