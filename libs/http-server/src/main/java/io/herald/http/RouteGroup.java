package io.herald.http;

/**
 * The routes that one module serves. Several groups share a server and its port; what a client may
 * do, TLS, limits and CORS are the same for all of them.
 */
public interface RouteGroup {

  /**
   * How the paths begin whose errors this group writes, routes or not: {@code /}, {@code /v2}. The
   * longest prefix that fits a path decides.
   */
  String prefix();

  /** How errors look below the prefix. */
  ErrorFormat errors();

  /** Adds every route; called once, before the server starts. */
  void addTo(Router router);
}
