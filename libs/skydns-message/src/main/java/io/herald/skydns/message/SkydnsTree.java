package io.herald.skydns.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Names as keys: the labels from the right to the left, below a prefix. {@code
 * 1.rails.east.skydns.local} is at {@code /skydns/local/skydns/east/rails/1}.
 *
 * @param prefix begins with a slash and doesn't end with one, {@code /skydns}
 */
public record SkydnsTree(String prefix) {

  /** Where SkyDNS and CoreDNS look unless they are told otherwise. */
  public static final SkydnsTree DEFAULT = new SkydnsTree("/skydns");

  public SkydnsTree {
    if (!prefix.matches("(/[^/]+)+")) {
      throw new IllegalArgumentException(
          "\""
              + prefix
              + "\" is no prefix of keys: it must begin with a slash, not end with one, and have"
              + " something between two; write /skydns");
    }
  }

  /**
   * The key of a name, spelled as queries look for it.
   *
   * @param labels from the left to the right
   * @throws IllegalArgumentException if a label is empty or contains a slash, which no key can say
   */
  public String key(List<String> labels) {
    StringBuilder key = new StringBuilder(prefix);
    for (int i = labels.size() - 1; i >= 0; i--) {
      String label = labels.get(i);
      if (label.isEmpty() || label.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "\"" + label + "\" can't be part of a key; it must have a character, and no slash");
      }
      key.append('/').append(SkydnsLabel.spelled(SkydnsLabel.bytes(label)));
    }
    return key.toString();
  }

  /** The key of a name as it is written, with or without the last dot. */
  public String key(String name) {
    String text = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return key(text.isEmpty() ? List.of() : List.of(text.split("\\.", -1)));
  }

  /**
   * The name that a key stands for, from the left to the right, as the key spells it; empty if it
   * isn't below the prefix, or no name: two slashes in a row, one at the end.
   */
  public Optional<List<String>> labels(String key) {
    if (!key.startsWith(prefix + "/")) {
      return Optional.empty();
    }
    List<String> labels =
        new ArrayList<>(List.of(key.substring(prefix.length() + 1).split("/", -1)));
    if (labels.contains("")) {
      return Optional.empty();
    }
    Collections.reverse(labels);
    return Optional.of(List.copyOf(labels));
  }
}
