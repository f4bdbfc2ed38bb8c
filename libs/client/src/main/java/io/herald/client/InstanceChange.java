package io.herald.client;

import io.herald.client.model.ServiceInstance;
import java.util.Optional;

/**
 * What became of one instance.
 *
 * @param instance as it is now; as it was last, if it was removed
 * @param before as it was before; empty if it was added
 */
public record InstanceChange(
    Kind kind, ServiceInstance instance, Optional<ServiceInstance> before) {

  /** Of the watch's selection: an instance that no longer fits it is removed. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }
}
