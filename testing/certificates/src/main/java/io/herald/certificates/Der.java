package io.herald.certificates;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;

/** As much of DER (X.690) as a certificate needs: elements of a tag, a length and content. */
final class Der {

  private Der() {}

  static byte[] sequence(byte[]... contents) {
    return element(0x30, contents);
  }

  static byte[] set(byte[]... contents) {
    return element(0x31, contents);
  }

  /** An element of a context's own tag, {@code [number]}, that holds others. */
  static byte[] explicit(int number, byte[]... contents) {
    return element(0xa0 | number, contents);
  }

  /** The same around bytes. */
  static byte[] implicit(int number, byte[] content) {
    return element(0x80 | number, content);
  }

  static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  static byte[] octets(byte[] content) {
    return element(0x04, content);
  }

  /** Whole bytes of bits. */
  static byte[] bits(byte[] content) {
    return element(0x03, new byte[1], content);
  }

  static byte[] bool(boolean value) {
    return element(0x01, new byte[] {(byte) (value ? 0xff : 0)});
  }

  static byte[] text(String text) {
    return element(0x0c, text.getBytes(UTF_8));
  }

  /** A UTCTime, {@code YYMMDDHHMMSSZ}. */
  static byte[] time(String time) {
    return element(0x17, time.getBytes(US_ASCII));
  }

  static byte[] nothing() {
    return element(0x05);
  }

  /** An object identifier whose content is given in hexadecimal digits. */
  static byte[] identifier(String hex) {
    return element(0x06, HexFormat.of().parseHex(hex));
  }

  private static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
