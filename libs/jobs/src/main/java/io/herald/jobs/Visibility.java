package io.herald.jobs;

import java.util.Arrays;
import java.util.Optional;

/** Who may find a task: DiscoveryInfo.Visibility of Mesos. */
public enum Visibility {
  /** The framework's own tasks. */
  FRAMEWORK,
  /** All tasks of the cluster. */
  CLUSTER,
  /** Clients outside of it too. */
  EXTERNAL;

  /** The one of that name, in any case; absent if there is none. */
  public static Optional<Visibility> of(String name) {
    return Arrays.stream(values()).filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
  }
}
