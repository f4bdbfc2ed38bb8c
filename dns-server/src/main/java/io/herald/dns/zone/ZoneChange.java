package io.herald.dns.zone;

import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.ResourceRecord;
import java.util.List;

/**
 * What one batch changed in the zone: the records that are gone and those that are new, each once,
 * without the SOA record. A record that another contribution still holds, or that was taken out and
 * put in again, is in neither list.
 *
 * @param serial the zone's serial after the batch, 0 to 4294967295; a new one if {@link #isEmpty}
 *     is false and the zone was loaded
 */
public record ZoneChange(long serial, PackedRecords removed, PackedRecords added) {

  /** The same of records that aren't packed yet. */
  public ZoneChange(long serial, List<ResourceRecord> removed, List<ResourceRecord> added) {
    this(serial, PackedRecords.of(removed), PackedRecords.of(added));
  }

  /** The same with another serial. */
  ZoneChange with(long other) {
    return new ZoneChange(other, removed, added);
  }

  public boolean isEmpty() {
    return removed.isEmpty() && added.isEmpty();
  }
}
