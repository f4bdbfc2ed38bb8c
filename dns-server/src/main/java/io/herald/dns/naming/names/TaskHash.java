package io.herald.dns.naming.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The five characters that distinguish the canonical names of tasks of one name: the first 25 bits
 * of the SHA-1 of the task id, in z-base-32.
 */
public final class TaskHash {

  private static final String Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769";

  /** To look one up among the platform's providers takes longer than hashing. */
  private static final ThreadLocal<MessageDigest> OF_THREAD =
      ThreadLocal.withInitial(TaskHash::sha1);

  private TaskHash() {}

  /** The hash of a task id; always five characters. */
  public static String of(String taskId) {
    int bits = bits(taskId);
    char[] text = new char[5];
    for (int i = 0; i < text.length; i++) {
      text[i] = Z_BASE_32.charAt(bits >>> (20 - 5 * i) & 31);
    }
    return new String(text);
  }

  /** The 25 bits that the five characters spell. */
  public static int bits(String taskId) {
    byte[] digest = OF_THREAD.get().digest(taskId.getBytes(StandardCharsets.UTF_8));
    return ((digest[0] & 0xff) << 24
            | (digest[1] & 0xff) << 16
            | (digest[2] & 0xff) << 8
            | (digest[3] & 0xff))
        >>> 7;
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
