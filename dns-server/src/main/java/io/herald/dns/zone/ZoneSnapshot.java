package io.herald.dns.zone;

import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * Every record of the zone between two batches; immutable, cheap to take (a reference for each
 * owner name). It keeps the nodes of its moment from the garbage collector: use it and let it go.
 */
public final class ZoneSnapshot {

  private final long serial;
  private final ZoneSettings settings;
  private final List<byte[]> nodes;

  ZoneSnapshot(long serial, ZoneSettings settings, List<byte[]> nodes) {
    this.serial = serial;
    this.settings = settings;
    this.nodes = nodes;
  }

  /** The zone's serial at that moment, 0 to 4294967295. */
  public long serial() {
    return serial;
  }

  public ZoneSettings settings() {
    return settings;
  }

  /** Every record, made while it is asked for; SOA and NS included, owner by owner, in no order. */
  public Iterator<ResourceRecord> records() {
    return new Iterator<>() {
      private int node;
      private Iterator<ResourceRecord> records = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!records.hasNext() && node < nodes.size()) {
          List<ResourceRecord> next = new ArrayList<>();
          Node.forEachRecord(nodes.get(node++), next::add);
          records = next.iterator();
        }
        return records.hasNext();
      }

      @Override
      public ResourceRecord next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return records.next();
      }
    };
  }

  /** Gives every record to {@code consumer}, SOA and NS included, owner by owner, in no order. */
  public void forEachRecord(Consumer<ResourceRecord> consumer) {
    nodes.forEach(node -> Node.forEachRecord(node, consumer));
  }
}
