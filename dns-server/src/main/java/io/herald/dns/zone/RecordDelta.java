package io.herald.dns.zone;

import io.herald.dns.record.ResourceRecord;

/**
 * By how much a batch changes the number of contributions that hold a record.
 *
 * @param change never 0 when a node is written
 */
record RecordDelta(ResourceRecord record, int change) implements Comparable<RecordDelta> {

  int type() {
    return record.type().number();
  }

  /** By type, then in the order that records have within a node. */
  @Override
  public int compareTo(RecordDelta other) {
    int type = type();
    int otherType = other.type();
    if (type != otherType) {
      return Integer.compare(type, otherType);
    }
    byte[] mine = record.rdata();
    byte[] theirs = other.record.rdata();
    return Node.compareRdata(type, mine, 0, mine.length, theirs, 0, theirs.length);
  }
}
