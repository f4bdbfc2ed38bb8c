package io.herald.scheduler;

/** How much a task's DiscoveryInfo says. */
public enum DiscoveryMode {
  /** All ports by name, aliases and static ones too, with protocols and labels. */
  EXTENDED,
  /** Exactly what Aurora's scheduler writes: the assigned ports, as TCP, and no label. */
  AURORA
}
