package io.herald.dns.zone;

import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two zones of one apex, found name by name: nothing is copied of what is the
 * same in both. SOA records, which always differ, are left out.
 */
final class ZoneDifference {

  private final List<ResourceRecord> removed = new ArrayList<>();
  private final List<ResourceRecord> added = new ArrayList<>();
  private final int most;

  private ZoneDifference(int most) {
    this.most = most;
  }

  /**
   * The records to take out of one zone and to put in to make it the other.
   *
   * @param most how many; empty if they are more
   * @param serial of the change that they make
   */
  static Optional<ZoneChange> between(
      AnswerIndex before, AnswerIndex after, int most, long serial) {
    ZoneDifference difference = new ZoneDifference(most);
    LookupKey key = new LookupKey();
    Node other = new Node();
    before.forEachNode(
        node -> {
          if (!difference.isTooLarge()) {
            node.nameTo(key);
            difference.compare(node, after.find(key, other) ? other : null);
          }
        });
    after.forEachNode(
        node -> {
          if (!difference.isTooLarge()) {
            node.nameTo(key);
            if (!before.find(key, other)) {
              difference.compare(null, node);
            }
          }
        });
    return difference.isTooLarge()
        ? Optional.empty()
        : Optional.of(new ZoneChange(serial, difference.removed, difference.added));
  }

  private boolean isTooLarge() {
    return removed.size() + added.size() > most;
  }

  private void compare(@Nullable Node before, @Nullable Node after) {
    if (before != null && after != null && before.isSame(after)) {
      return;
    }
    Set<ResourceRecord> old = records(before);
    Set<ResourceRecord> fresh = records(after);
    old.stream().filter(record -> !fresh.contains(record)).forEach(removed::add);
    fresh.stream().filter(record -> !old.contains(record)).forEach(added::add);
  }

  private static Set<ResourceRecord> records(@Nullable Node node) {
    Set<ResourceRecord> records = new LinkedHashSet<>();
    if (node != null) {
      node.forEachRecord(
          record -> {
            if (record.type() != RecordType.SOA) {
              records.add(record);
            }
          });
    }
    return records;
  }
}
