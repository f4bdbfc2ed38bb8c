package io.herald.dns.zone;

import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.slab.Slabs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * Every record of the zone between two batches; immutable, cheap to take (a number for each owner
 * name). It keeps what the nodes of its moment are in from the garbage collector: use it and let it
 * go.
 */
public final class ZoneSnapshot {

  private final long serial;
  private final ZoneSettings settings;
  private final int[] nodes;
  private final Slabs.Frozen memory;

  /**
   * @param nodes their addresses
   */
  ZoneSnapshot(long serial, ZoneSettings settings, int[] nodes, Slabs.Frozen memory) {
    this.serial = serial;
    this.settings = settings;
    this.nodes = nodes;
    this.memory = memory;
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
      private final Node node = new Node();
      private int next;
      private Iterator<ResourceRecord> records = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!records.hasNext() && next < nodes.length) {
          List<ResourceRecord> ofNode = new ArrayList<>();
          look(node, nodes[next++]).forEachRecord(ofNode::add);
          records = ofNode.iterator();
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
    Node node = new Node();
    for (int address : nodes) {
      look(node, address).forEachRecord(consumer);
    }
  }

  private Node look(Node node, int address) {
    return node.at(memory.array(address), Slabs.offset(address));
  }
}
