package io.herald.publish.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.catalog.model.Task;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What instances are told apart by, and the last part of their keys: twelve characters, by which no
 * two tasks of a cluster are alike.
 *
 * <p>Five, as the zone's canonical names have, are shared by some tasks of a large cluster. The
 * task's id alone doesn't tell them apart either, as some frameworks count theirs from 0, and a
 * name may be of several frameworks: of two that are called the same, or as {@code a.x} of
 * framework {@code y} and {@code a} of {@code x.y}.
 */
final class KeyIds {

  private static final String Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769";
  private static final int LENGTH = 12;

  private KeyIds() {}

  /**
   * The first 60 bits of the SHA-1 of the framework's id, a line feed and the task's, in z-base-32.
   */
  static String of(Task task) {
    byte[] digest = sha1((task.frameworkId() + '\n' + task.id()).getBytes(UTF_8));
    long bits = ByteBuffer.wrap(digest).getLong();
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
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
