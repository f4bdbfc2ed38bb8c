package io.herald.scheduler;

/** Who may find a task: DiscoveryInfo.Visibility of Mesos. */
public enum Visibility {
  /** The framework's own tasks. */
  FRAMEWORK,
  /** All tasks of the cluster. */
  CLUSTER,
  /** Clients outside of it too. */
  EXTERNAL
}
