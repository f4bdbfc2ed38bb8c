package io.herald.serverset.member;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.apache.zookeeper.common.PathUtils;

/**
 * The absolute ZooKeeper path of a ServerSet, or of a folder of them. Normalised: no double and no
 * trailing slash.
 *
 * @param value {@code /aurora/role/environment/name}; {@code /} is the root of the tree
 */
public record ServerSetPath(String value) implements Comparable<ServerSetPath> {

  /** What the name of every member's node begins with; readers insist on it. */
  public static final String MEMBER_PREFIX = "member_";

  /** ZooKeeper appends the sequence as {@code %010d}: ten digits, and a minus once it overflows. */
  private static final Pattern MEMBER_NAME = Pattern.compile(MEMBER_PREFIX + "-?[0-9]+");

  private static final Pattern SLASHES = Pattern.compile("/+");

  /**
   * @throws IllegalArgumentException if the path does not begin with a slash or ZooKeeper would
   *     refuse it
   */
  public ServerSetPath {
    requireNonNull(value, "value");
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is not a ZooKeeper path; write it from the root: \"/" + value + "\"");
    }
    String single = SLASHES.matcher(value).replaceAll("/");
    String normal =
        single.length() > 1 && single.endsWith("/")
            ? single.substring(0, single.length() - 1)
            : single;
    try {
      PathUtils.validatePath(normal);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is not a ZooKeeper path: " + e.getMessage(), e);
    }
    value = normal;
  }

  /**
   * The path of a job's set.
   *
   * @throws IllegalArgumentException if a part is empty or holds a slash
   */
  public static ServerSetPath of(String root, String role, String environment, String name) {
    return new ServerSetPath(root)
        .child(part("role", role))
        .child(part("environment", environment))
        .child(part("name", name));
  }

  /** The node {@code name} below this path. */
  public ServerSetPath child(String name) {
    return new ServerSetPath(value.equals("/") ? "/" + name : value + "/" + name);
  }

  /** Whether a node of this name is a member: {@code member_} and a number. */
  public static boolean isMemberName(String name) {
    return MEMBER_NAME.matcher(name).matches();
  }

  @Override
  public int compareTo(ServerSetPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static String part(String what, String text) {
    if (text.isEmpty() || text.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " \""
              + text
              + "\" can't be part of a ServerSet's path: it must not be empty or hold a slash");
    }
    return text;
  }
}
