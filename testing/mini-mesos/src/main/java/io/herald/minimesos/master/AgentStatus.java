package io.herald.minimesos.master;

/** What the leading master thinks of an agent. */
public enum AgentStatus {
  /** Registered and connected. */
  ACTIVE,
  /** Registered, its connection lost: its tasks still count. */
  DISCONNECTED,
  /** Was lost for too long: its tasks are unreachable or lost. */
  UNREACHABLE,
  /** Known from before a failover, not back yet. */
  RECOVERED,
  /** Shut down, marked gone, or never heard of. */
  UNKNOWN
}
