package io.herald.http;

/**
 * What the routes of a group give away: operators set by group who may use them. Every {@link
 * RouteGroup} belongs to one.
 */
public enum AccessGroup {
  /** {@code /v1}, as Mesos-DNS has it. */
  V1("v1"),
  /** Health, readiness, metrics, the first page in plain text. */
  OPERATIONS("operations"),
  /** {@code /v2}: services, tasks, agents, records. */
  API("api"),
  /** Streams of changes, held open for as long as the client likes. */
  WATCH("watch"),
  /** The page for browsers: its files hold nothing of the cluster, which it reads from the API. */
  PAGE("page"),
  /** Interfaces of other programs, on ports of their own. */
  FACADES("facades");

  private final String text;

  AccessGroup(String text) {
    this.text = text;
  }

  /** As settings and metrics spell it. */
  public String text() {
    return text;
  }
}
