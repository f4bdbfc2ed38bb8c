package io.herald.publish.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.catalog.model.Task;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What instances are told apart by, and the last part of their keys: sixteen characters, by which
 * no two tasks of a cluster are alike.
 *
 * <p>Five, as the zone's canonical names have, are shared by some tasks of a large cluster. The
 * task's id alone doesn't tell them apart either, as some frameworks count theirs from 0, and a
 * name may be of several frameworks: of two that are called the same, or as {@code a.x} of
 * framework {@code y} and {@code a} of {@code x.y}.
 */
final class KeyIds {

  private static final int BYTES = 8;

  private KeyIds() {}

  /** The first 64 bits of the SHA-1 of the framework's id, a line feed and the task's, in hex. */
  static String of(Task task) {
    byte[] digest = sha1((task.frameworkId() + '\n' + task.id()).getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
