package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Masters;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.MasterAddress;
import java.util.List;
import java.util.Optional;

/**
 * The masters as far as they are known: with ZooKeeper those that are registered there; with a list
 * its masters, of which one says who leads. For one thread.
 */
public final class KnownMasters {

  private final boolean byElection;
  private final List<MasterAddress> listed;
  private Election election = Election.NOBODY;
  private Optional<AnnouncedEndpoint> reportedLeader = Optional.empty();

  /**
   * @param byElection whether ZooKeeper names them; then the list counts for nothing
   * @param listed those that the settings name
   */
  public KnownMasters(boolean byElection, List<MasterAddress> listed) {
    this.byElection = byElection;
    this.listed = List.copyOf(listed);
  }

  public Masters elected(Election latest) {
    election = latest;
    return now();
  }

  /** A master has said who leads. */
  public Masters reported(AnnouncedEndpoint leader) {
    reportedLeader = Optional.of(leader);
    return now();
  }

  private Masters now() {
    if (byElection) {
      return new Masters(
          election.leader().map(KnownMasters::endpoint),
          election.others().stream().map(KnownMasters::endpoint).toList());
    }
    List<AnnouncedEndpoint> others =
        listed.stream()
            .map(KnownMasters::endpoint)
            .filter(master -> !reportedLeader.equals(Optional.of(master)))
            .toList();
    return new Masters(reportedLeader, others);
  }

  private static AnnouncedEndpoint endpoint(MasterAddress address) {
    return new AnnouncedEndpoint(address.host(), address.port());
  }
}
