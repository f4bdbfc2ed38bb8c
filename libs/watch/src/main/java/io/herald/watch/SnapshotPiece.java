package io.herald.watch;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.List;
import java.util.Optional;

/**
 * Some services as of one moment.
 *
 * @param instances of services whose keys can match
 * @param last up to this service, in their order, the piece has all; empty: to the end
 * @param end place of the log's next entry at that moment
 * @param revision of the last change before that moment
 */
record SnapshotPiece(
    List<Instance> instances, Optional<ServiceKey> last, long end, long revision) {}
