package io.herald.mesos.leader;

import java.util.List;
import java.util.Optional;

/**
 * Who leads, and which other masters there are.
 *
 * @param leader empty while nobody leads
 * @param others in the order of the source: ZooKeeper's sequence, or the list's
 */
public record Election(Optional<MasterAddress> leader, List<MasterAddress> others) {

  public static final Election NOBODY = new Election(Optional.empty(), List.of());

  public Election {
    others = List.copyOf(others);
  }
}
