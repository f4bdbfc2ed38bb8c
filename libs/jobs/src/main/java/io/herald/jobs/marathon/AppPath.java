package io.herald.jobs.marathon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The id of an app, a path of groups: {@code /shop/cart}. Marathon writes it in three ways: as it
 * is, reversed with dots as a name ({@code cart.shop}), and with underscores in task ids ({@code
 * shop_cart}).
 *
 * @param parts the groups and last the app; at least one
 */
public record AppPath(List<String> parts) {

  /** Marathon's rule for each part. */
  private static final Pattern PART =
      Pattern.compile(
          "(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])");

  /**
   * Checks each part.
   *
   * @throws IllegalArgumentException with a clause that names the remedy
   */
  public AppPath {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("it names no app; write a path like /sise");
    }
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException(
            "\""
                + part
                + "\" is not a part of an app's id; write lower-case letters, digits, and \"-\" or"
                + " \".\" between them");
      }
    }
  }

  /**
   * Reads an id; one without a leading slash counts from the root, as in Marathon.
   *
   * @throws IllegalArgumentException with a clause that names the remedy
   */
  public static AppPath parse(String id) {
    String relative = id.startsWith("/") ? id.substring(1) : id;
    return new AppPath(relative.isEmpty() ? List.of() : List.of(relative.split("/", -1)));
  }

  /** TaskInfo.name and DiscoveryInfo.name. */
  public String hostname() {
    List<String> reversed = new ArrayList<>(parts);
    Collections.reverse(reversed);
    return String.join(".", reversed);
  }

  /** What task ids begin with, up to the dot before their last part. */
  public String inTaskIds() {
    return String.join("_", parts);
  }

  @Override
  public String toString() {
    return "/" + String.join("/", parts);
  }
}
