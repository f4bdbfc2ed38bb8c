package io.herald.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags (RFC 9110 §8.8.3). A document's is weak: compressed and plain it is the same document
 * in other bytes.
 */
public final class EntityTags {

  private static final int BYTES = 15;

  /** One tag of a list; the opaque part may hold commas. */
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

  private EntityTags() {}

  /** The tag of a document. */
  public static String of(byte[] document) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(document);
      byte[] text = Base64.getUrlEncoder().encode(Arrays.copyOf(hash, BYTES));
      return "W/\"" + new String(text, US_ASCII) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Whether a client that sends this If-None-Match holds the document: weak comparison (§8.8.3.2).
   */
  public static boolean matches(String ifNoneMatch, String tag) {
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    String opaque = tag.substring(tag.indexOf('"') + 1, tag.length() - 1);
    Matcher given = TAG.matcher(ifNoneMatch);
    while (given.find()) {
      if (opaque.equals(given.group(1))) {
        return true;
      }
    }
    return false;
  }
}
