package io.herald.skydns.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A text as the strings of a TXT record, which hold 255 bytes (RFC 1035 §3.3). */
final class TextStrings {

  private static final int LONGEST = 255;

  private TextStrings() {}

  /** The text in as many strings as it takes, escaped as dnsjava reads them. */
  static List<String> of(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> strings = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += LONGEST) {
      strings.add(escaped(bytes, from, Math.min(bytes.length, from + LONGEST)));
    }
    return strings;
  }

  private static String escaped(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xff;
      if (b == '\\' || b == '"') {
        text.append('\\').append((char) b);
      } else if (b < ' ' || b > '~') {
        text.append(String.format("\\%03d", b));
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }
}
