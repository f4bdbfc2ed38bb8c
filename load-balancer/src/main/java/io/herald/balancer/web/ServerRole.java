package io.herald.balancer.web;

/** What becomes of a task as a server. */
public enum ServerRole {
  /** No server. */
  NONE,
  /** A server without new connections; those that it has live on. */
  DRAINED,
  /** A server, as if it were running. */
  KEPT
}
