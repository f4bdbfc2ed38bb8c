package io.herald.settings.document;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads amounts of bytes: {@code 67108864}, {@code 64MB}, {@code 1 GiB}. As in Aurora a KB is 1024
 * bytes, an MB 1024 of these, and so on.
 */
final class ByteSize {

  private static final Pattern SIZE = Pattern.compile("(-?[0-9]+)\\s*(?:([KMGT])I?B?|B)?");

  private ByteSize() {}

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException with a sentence, if it isn't one
   */
  static long parse(String text) {
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an amount of bytes; write 67108864 or 64MB");
    }
    int power = size.group(2) == null ? 0 : "KMGT".indexOf(size.group(2)) + 1;
    BigInteger bytes = new BigInteger(size.group(1)).shiftLeft(10 * power);
    if (bytes.bitLength() > 62) {
      throw new IllegalArgumentException(text + " is too large; write less");
    }
    return bytes.longValueExact();
  }
}
