package io.herald.runtime.text;

import org.jspecify.annotations.Nullable;

/** Letter case where only ASCII letters have one, as in DNS names (RFC 4343) and host names. */
public final class Ascii {

  private Ascii() {}

  /** The text with A to Z in lower case; the very same object if there is nothing to change. */
  public static String lowerCase(String text) {
    @Nullable StringBuilder lower = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        if (lower == null) {
          lower = new StringBuilder(text);
        }
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower == null ? text : lower.toString();
  }
}
