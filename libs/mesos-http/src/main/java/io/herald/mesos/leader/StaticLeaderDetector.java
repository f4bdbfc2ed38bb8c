package io.herald.mesos.leader;

import java.util.List;
import java.util.Optional;

/**
 * A fixed list of masters. The first is taken for the leader; who isn't the leader redirects to who
 * is.
 */
public final class StaticLeaderDetector implements LeaderDetector {

  private final List<MasterAddress> masters;

  /**
   * @param masters at least one
   */
  public StaticLeaderDetector(List<MasterAddress> masters) {
    this.masters = List.copyOf(masters);
    if (masters.isEmpty()) {
      throw new IllegalArgumentException("no master is given; write at least one host:port");
    }
  }

  @Override
  public void start(Listener listener) {
    listener.elected(new Election(Optional.of(masters.get(0)), masters.subList(1, masters.size())));
  }

  @Override
  public boolean namesTheElected() {
    return false;
  }

  @Override
  public void close() {
    // Nothing runs.
  }

  @Override
  public String toString() {
    return masters.toString();
  }
}
