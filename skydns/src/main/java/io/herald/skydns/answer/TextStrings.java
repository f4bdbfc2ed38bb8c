package io.herald.skydns.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** A text as the strings of a TXT record, which hold 255 bytes (RFC 1035 §3.3). */
final class TextStrings {

  private static final int LONGEST = 255;

  private TextStrings() {}

  /** The data of the record: each string with its length before it, as many as the text takes. */
  static byte[] of(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream data = new ByteArrayOutputStream(bytes.length + 1);
    for (int from = 0; from < bytes.length; from += LONGEST) {
      int length = Math.min(bytes.length - from, LONGEST);
      data.write(length);
      data.write(bytes, from, length);
    }
    return data.toByteArray();
  }
}
