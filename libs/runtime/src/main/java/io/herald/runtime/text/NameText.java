package io.herald.runtime.text;

import java.util.Optional;

/** The names of DNS as people write them. */
public final class NameText {

  private NameText() {}

  /**
   * What a name has that none can have, in words that go on from "it has": {@code a blank}, {@code
   * ":"}. Letters, digits, hyphens, underscores and dots are fit; whether they stand where they
   * should is not judged.
   */
  public static Optional<String> unfit(String name) {
    return name.codePoints().filter(c -> !isFit(c)).mapToObj(NameText::shown).findFirst();
  }

  private static boolean isFit(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private static String shown(int c) {
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return c == ' ' ? "a blank" : "a white space";
    }
    return c > 127 && Character.isLetter(c)
        ? "\"" + Character.toString(c) + "\", which is xn--… in DNS"
        : "\"" + Printable.of(Character.toString(c)) + "\"";
  }
}
