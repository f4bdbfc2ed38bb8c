package io.herald.skydns.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * How a label of a name is spelled in a key: lower case, and with a backslash before what SkyDNS'
 * and CoreDNS' library of DNS puts one before; bytes that are no ASCII characters as {@code \\DDD}.
 * A key that is spelled otherwise is found by no query of theirs.
 */
public final class SkydnsLabel {

  private static final String SPECIAL = ". '@;()\"\\";

  private SkydnsLabel() {}

  /** Of a label's bytes. */
  public static String spelled(byte[] label) {
    StringBuilder text = new StringBuilder(label.length);
    for (byte one : label) {
      int c = one & 0xff;
      if (SPECIAL.indexOf(c) >= 0) {
        text.append('\\').append((char) c);
      } else if (c < ' ' || c > '~') {
        text.append('\\').append((char) ('0' + c / 100));
        text.append((char) ('0' + c / 10 % 10)).append((char) ('0' + c % 10));
      } else {
        text.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
      }
    }
    return text.toString();
  }

  /** The bytes of a label as somebody writes it, with {@code \\DDD} and {@code \\.} or without. */
  public static byte[] bytes(String written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    byte[] text = written.getBytes(UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] != '\\' || i + 1 == text.length) {
        bytes.write(text[i]);
      } else if (i + 3 < text.length && isByte(text, i + 1)) {
        bytes.write((text[i + 1] - '0') * 100 + (text[i + 2] - '0') * 10 + text[i + 3] - '0');
        i += 3;
      } else {
        bytes.write(text[++i]);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isByte(byte[] text, int at) {
    int value = 0;
    for (int i = at; i < at + 3; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
      value = value * 10 + text[i] - '0';
    }
    return value < 256;
  }
}
