package io.herald.services.instance;

/** Where a fact of an instance comes from. */
public enum FactSource {
  /** The task itself: its name, its status. */
  TASK,
  /** The ports among its resources. */
  RESOURCES,
  /** Its DiscoveryInfo. */
  DISCOVERY_INFO,
  /** An announcement that belongs to it. */
  ANNOUNCEMENT,
  /** A label of Herald's, see {@link InstanceLabels}. */
  LABEL,
  /** The network of its container. */
  NETWORK,
  /** The configuration's sources of addresses. */
  CONFIGURATION
}
