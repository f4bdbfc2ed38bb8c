package io.herald.http;

import java.util.List;
import java.util.Optional;

/**
 * The routes that one module serves. Several groups share a server and its port; TLS, limits of
 * connections and CORS are the same for all of them, who may use them is set by {@link
 * AccessGroup}.
 */
public interface RouteGroup {

  /**
   * How the paths begin whose errors this group writes, routes or not: {@code /}, {@code /v2}. The
   * longest prefix that fits a path decides.
   */
  String prefix();

  /** How errors look below the prefix. */
  ErrorFormat errors();

  /** Whose rules decide who may use it. */
  AccessGroup access();

  /** The same for one route of the group, where that differs. */
  default AccessGroup access(String path) {
    return access();
  }

  /** Adds every route; called once, before the server starts. */
  void addTo(Router router);

  /** What a client is told, in a sentence, whose path below the prefix nothing has; empty: 404. */
  default Optional<String> whereToLook() {
    return Optional.empty();
  }

  /** What the first page says of the group: a line for each path, {@code /v2/tasks all tasks}. */
  default List<String> overview() {
    return List.of();
  }
}
