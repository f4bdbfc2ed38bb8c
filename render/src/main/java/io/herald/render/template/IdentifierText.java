package io.herald.render.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Makes a name of any text: letters, digits and underscores. What had to be changed gets a checksum
 * of the text behind it, so that two texts hardly ever make one name.
 */
final class IdentifierText {

  private IdentifierText() {}

  static String of(String text) {
    String name = text.replaceAll("[^A-Za-z0-9_]", "_");
    if (name.equals(text) && !text.isEmpty()) {
      return text;
    }
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(UTF_8));
    return name + String.format(Locale.ROOT, "_%08x", sum.getValue());
  }
}
