package io.herald.services.announcement;

import java.util.List;

/**
 * Where a ServerSet lies below the root that is followed: {@code /aurora/www/prod/hello} below
 * {@code /aurora} is {@code www}, {@code prod}, {@code hello}, an Aurora job's role, environment
 * and name.
 */
public final class SetPath {

  private final String root;

  /**
   * Paths below a root.
   *
   * @param root as it is configured, {@code /} or {@code /aurora}
   */
  public SetPath(String root) {
    this.root = root.equals("/") ? "" : root;
  }

  /** The parts of the path below the root, in the path's order; none at the root itself. */
  public List<String> parts(String path) {
    String below = path.startsWith(root + "/") ? path.substring(root.length() + 1) : "";
    return below.isEmpty() ? List.of() : List.of(below.split("/", -1));
  }
}
