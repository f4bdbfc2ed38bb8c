package io.herald.dns.naming.names;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.dns.record.DnsName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes names fit into the limits of DNS (RFC 1035 §2.3.4: 63 bytes a label, 255 a name). What fits
 * is left alone. What does not is cut and ends in a hyphen and five characters of hash of the whole
 * label, so that two long names that begin alike stay two.
 */
public final class NameFitter {

  private static final int HASH = 6;

  /** A label has at least two bytes, its length among them. */
  private static final int MOST_LABELS = DnsName.MAX_LENGTH / 2;

  /** No label is cut shorter than this: eight characters and the hash. */
  private static final int SHORTEST = 8 + HASH;

  private NameFitter() {}

  /** The label, if need be cut to {@code limit} bytes of UTF-8; the limit is at least 7. */
  public static String label(String label, int limit) {
    if (bytes(label) <= limit) {
      return label;
    }
    StringBuilder cut = new StringBuilder(limit);
    int room = limit - HASH;
    for (int i = 0; i < label.length(); ) {
      int c = label.codePointAt(i);
      room -= bytes(Character.toString(c));
      if (room < 0) {
        break;
      }
      cut.appendCodePoint(c);
      i += Character.charCount(c);
    }
    while (!cut.isEmpty() && cut.charAt(cut.length() - 1) == '-') {
      cut.setLength(cut.length() - 1);
    }
    return cut.append('-').append(TaskHash.of(label)).toString();
  }

  /**
   * The name {@code relative} under {@code domain}: labels over 63 bytes are cut, and if the whole
   * is over 255, its longest labels are.
   *
   * @return empty if it has too many labels for any cutting to help
   * @throws IllegalArgumentException if a label is empty
   */
  public static Optional<DnsName> name(String relative, String domain) {
    if (hasTooManyLabels(relative)) {
      return Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    for (String label : relative.split("\\.", -1)) {
      labels.add(label(label, DnsName.MAX_LABEL));
    }
    int over = bytes(String.join(".", labels)) + bytes(domain) + 3 - DnsName.MAX_LENGTH;
    while (over > 0) {
      int longest = longest(labels);
      int length = bytes(labels.get(longest));
      if (length <= SHORTEST) {
        return Optional.empty();
      }
      String cut = label(labels.get(longest), Math.max(SHORTEST, length - over));
      labels.set(longest, cut);
      over -= length - bytes(cut);
    }
    return Optional.of(DnsName.parse(String.join(".", labels) + "." + domain));
  }

  /**
   * Cuts each label of a name that is longer than any in DNS, so that giant names are not carried
   * along; other names are returned unchanged.
   *
   * @return empty if it has too many labels for any cutting to help
   */
  public static Optional<String> cut(String relative) {
    if (relative.length() <= DnsName.MAX_LENGTH) {
      return Optional.of(relative);
    }
    return hasTooManyLabels(relative)
        ? Optional.empty()
        : Optional.of(
            Arrays.stream(relative.split("\\.", -1))
                .map(label -> label(label, DnsName.MAX_LABEL))
                .collect(Collectors.joining(".")));
  }

  private static boolean hasTooManyLabels(String name) {
    int dots = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      dots++;
      if (dots >= MOST_LABELS) {
        return true;
      }
    }
    return false;
  }

  private static int longest(List<String> labels) {
    int longest = 0;
    for (int i = 1; i < labels.size(); i++) {
      if (bytes(labels.get(i)) > bytes(labels.get(longest))) {
        longest = i;
      }
    }
    return longest;
  }

  private static int bytes(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) > 0x7f) {
        return text.getBytes(UTF_8).length;
      }
    }
    return length;
  }
}
