package io.herald.minimesos;

/**
 * An agent as seen from outside.
 *
 * @param id {@code <master id>-S<n>}; a new one after the agent was marked gone
 * @param hostname its {@code --hostname}
 * @param port where its executor API listens, on the loopback address
 * @param standing what the master thinks of it
 */
public record AgentView(String id, String hostname, int port, Standing standing) {

  /** What the master thinks of an agent. */
  public enum Standing {
    /** Registered and connected. */
    ACTIVE,
    /** Registered, its connection lost: its tasks still count. */
    DISCONNECTED,
    /** Was lost for too long: its tasks are unreachable or lost. */
    UNREACHABLE,
    /** Known from before a failover, not back yet. */
    RECOVERED,
    /** Shut down, or marked gone. */
    REMOVED
  }
}
