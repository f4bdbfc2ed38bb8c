package io.herald.catalog.saved;

import io.herald.catalog.SourceStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The status of the saved snapshot at one moment.
 *
 * @param file where it is
 * @param saved when it was last written by this process; empty before the first time
 * @param bytes how long it was then
 * @param faults what went wrong, by kind: "write", "read", "damaged", "foreign"
 */
public record SnapshotStatus(
    String file, Optional<Instant> saved, long bytes, Map<String, SourceStatus.Fault> faults) {

  public SnapshotStatus {
    faults = Map.copyOf(faults);
  }
}
