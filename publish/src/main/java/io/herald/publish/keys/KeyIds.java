package io.herald.publish.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What instances of one name are told apart by, and the last part of their keys: five characters,
 * as in the zone's canonical names, or eight, where two tasks share the five.
 */
final class KeyIds {

  private static final String Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769";
  private static final int SHORT = 5;
  private static final int LONG = 12;

  private KeyIds() {}

  /** The first 25 bits of the SHA-1 of a task's id, in z-base-32. */
  static String id(String taskId) {
    return text(taskId, SHORT);
  }

  /** The first 60 bits, of which {@link #id} is the beginning. */
  static String longId(String taskId) {
    return text(taskId, LONG);
  }

  private static String text(String taskId, int length) {
    byte[] digest = sha1(taskId.getBytes(UTF_8));
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (digest[i] & 0xff);
    }
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(Z_BASE_32.charAt((int) (bits >>> (59 - 5 * i)) & 31));
    }
    return text.toString();
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
