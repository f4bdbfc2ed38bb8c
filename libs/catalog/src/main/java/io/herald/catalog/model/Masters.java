package io.herald.catalog.model;

import java.util.List;
import java.util.Optional;

/**
 * The masters of the cluster.
 *
 * @param leader empty while no master leads, or the leader is not known
 * @param others the rest, in the order that their source gives (ZooKeeper sequence, or the
 *     configuration)
 */
public record Masters(Optional<AnnouncedEndpoint> leader, List<AnnouncedEndpoint> others)
    implements Entity {

  public static final Masters NONE = new Masters(Optional.empty(), List.of());

  public Masters {
    others = List.copyOf(others);
  }

  @Override
  public Id key() {
    return Id.MASTERS;
  }

  /** There is one set of masters. */
  public enum Id implements Entity.Key {
    MASTERS
  }
}
