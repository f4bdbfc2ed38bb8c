package io.herald.watch;

import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some services as of one moment.
 *
 * @param instances of services whose keys can match
 * @param last up to this service, in their order, the piece has all; empty: to the end
 * @param end place of the log's next entry at that moment
 * @param revision of the last change before that moment
 */
record SnapshotPiece(List<Instance> instances, Optional<ServiceKey> last, long end, long revision) {

  /** A piece goes up to the service that reaches this. */
  private static final int INSTANCES = 512;

  /** What is passed over costs time too. */
  private static final int SERVICES = 4096;

  /**
   * Reads the services after that one, as many as make a piece.
   *
   * @param services all of them, in {@link ServiceKeys#ORDER}
   * @param after null: from the first one on
   */
  static SnapshotPiece read(
      ServicesView view,
      NavigableSet<ServiceKey> services,
      InstanceFilter filter,
      @Nullable ServiceKey after,
      long end,
      long revision) {
    NavigableSet<ServiceKey> ahead =
        after == null ? services.tailSet(filter.first(), true) : services.tailSet(after, false);
    List<Instance> instances = new ArrayList<>();
    int passed = 0;
    for (ServiceKey service : ahead) {
      if (filter.isBeyond(service)) {
        break;
      }
      if (filter.matches(service)) {
        instances.addAll(view.instances(service));
      }
      passed++;
      if (instances.size() >= INSTANCES || passed >= SERVICES) {
        return new SnapshotPiece(instances, Optional.of(service), end, revision);
      }
    }
    return new SnapshotPiece(instances, Optional.empty(), end, revision);
  }
}
