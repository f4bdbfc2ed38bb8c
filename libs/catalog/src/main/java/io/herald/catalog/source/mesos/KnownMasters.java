package io.herald.catalog.source.mesos;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Masters;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.MasterAddress;
import java.util.List;
import java.util.Optional;

/**
 * The masters as far as they are known. With ZooKeeper its word counts. A list tells the masters
 * but not who leads; that, a master tells. For one thread.
 */
final class KnownMasters {

  private final MesosOptions options;
  private Election election = Election.NOBODY;
  private Optional<AnnouncedEndpoint> toldLeader = Optional.empty();

  KnownMasters(MesosOptions options) {
    this.options = options;
  }

  Masters elected(Election heard) {
    election = heard;
    return now();
  }

  /** A master has said who leads. */
  Masters told(AnnouncedEndpoint leader) {
    toldLeader = Optional.of(leader);
    return now();
  }

  private Masters now() {
    if (options.zooKeeper().isPresent()) {
      return new Masters(
          election.leader().map(KnownMasters::endpoint),
          election.others().stream().map(KnownMasters::endpoint).toList());
    }
    List<AnnouncedEndpoint> others =
        options.masters().stream()
            .map(KnownMasters::endpoint)
            .filter(master -> !toldLeader.equals(Optional.of(master)))
            .toList();
    return new Masters(toldLeader, others);
  }

  private static AnnouncedEndpoint endpoint(MasterAddress address) {
    return new AnnouncedEndpoint(address.host(), address.port());
  }
}
