package io.herald.mesos.leader;

import java.util.List;
import java.util.Optional;

/**
 * Which master leads, and which others there are.
 *
 * @param leader empty while none leads
 * @param others in the order of the source: ZooKeeper's sequence, or the list's
 */
public record Election(Optional<MasterAddress> leader, List<MasterAddress> others) {

  public static final Election NOBODY = new Election(Optional.empty(), List.of());

  public Election {
    others = List.copyOf(others);
  }
}
