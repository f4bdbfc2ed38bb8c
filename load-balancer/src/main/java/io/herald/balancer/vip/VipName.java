package io.herald.balancer.vip;

import io.herald.runtime.text.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The canonical names of VIPs, by DC/OS' rule for labels and frameworks. */
public final class VipName {

  private static final int LONGEST_PIECE = 63;

  /** Leaves room for a zone in the 253 characters of a name. */
  private static final int LONGEST = 200;

  private VipName() {}

  /**
   * The name {@code label.framework}, without zone; empty if nothing is left of one of them, or
   * they are longer than a DNS name can be.
   *
   * @param label what stands before the port: {@code /sise}
   */
  public static Optional<String> of(String label, String framework) {
    String first = canonical(label);
    String second = canonical(framework);
    return first.isEmpty() || second.isEmpty() || first.length() + second.length() >= LONGEST
        ? Optional.empty()
        : Optional.of(first + "." + second);
  }

  /** Text as pieces of a DNS name: {@code /My_App.v2} is {@code my-app.v2}; may be empty. */
  public static String canonical(String text) {
    List<String> pieces = new ArrayList<>();
    for (String piece : text.split("\\.", -1)) {
      String kept = piece(piece);
      if (!kept.isEmpty()) {
        pieces.add(kept);
      }
    }
    return String.join(".", pieces);
  }

  /** Text as one label of a DNS name; may be empty. */
  public static String piece(String given) {
    String text = Ascii.lowerCase(given);
    StringBuilder kept = new StringBuilder(Math.min(text.length(), LONGEST_PIECE));
    for (int i = 0; i < text.length() && kept.length() < LONGEST_PIECE; i++) {
      char c = text.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        kept.append(c);
      } else if ((c == '-' || c == '_') && !kept.isEmpty()) {
        kept.append('-');
      }
    }
    int end = kept.length();
    while (end > 0 && kept.charAt(end - 1) == '-') {
      end--;
    }
    return kept.substring(0, end);
  }
}
