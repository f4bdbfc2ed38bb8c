package io.herald.dns.zone;

import io.herald.dns.zone.slab.ReadEpochs;
import io.herald.dns.zone.slab.Slabs;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * An open-addressing hash table of nodes in two parallel arrays: the full hashes and the addresses
 * of the nodes in {@link Slabs}. Sixteen hashes share a cache line, so a look-up costs about one
 * cache miss for the hash, one for the address and one for the node, and a name that doesn't exist
 * only the first. Readers take no lock and allocate nothing.
 *
 * <p>A slot's hash is never cleared: a removed node leaves its hash behind (a tombstone) so that
 * probing continues past it; the tombstones leave when the table is rebuilt, which happens when
 * three fifths of the slots are used and swaps both arrays at once. The node is stored before its
 * address and this before its hash; a reader that sees a hash of another name in the slot compares
 * the name and continues.
 *
 * <p>Order is kept by fences between plain accesses, which here are as strong as acquiring and
 * releasing accesses to the elements. The table that a reader began in may have been rebuilt since:
 * what it finds there was in the newer one when the reader entered, so that it isn't freed before
 * it has left.
 */
final class NodeTable implements NodeStore {

  private static final int SMALLEST = 256;

  /** No block's address. */
  private static final int NONE = 0;

  private static final class Table {
    final int mask;
    final int[] hashes;
    final int[] nodes;

    Table(int capacity) {
      mask = capacity - 1;
      hashes = new int[capacity];
      nodes = new int[capacity];
    }
  }

  private final int smallest;
  private final Slabs slabs;
  private volatile Table table;

  // The writer's own.
  private int used;
  private int live;

  NodeTable(ReadEpochs epochs) {
    this(epochs, SMALLEST);
  }

  /** For tests: a table that is soon rebuilt. */
  NodeTable(ReadEpochs epochs, int smallest) {
    this.slabs = new Slabs(epochs);
    this.smallest = smallest;
    this.table = new Table(smallest);
  }

  @Override
  public boolean find(LookupKey key, Node node) {
    Table now = table;
    for (int slot = key.hash & now.mask; ; slot = (slot + 1) & now.mask) {
      int hash = now.hashes[slot];
      if (hash == 0) {
        return false;
      }
      if (hash == key.hash) {
        VarHandle.acquireFence();
        int address = now.nodes[slot];
        VarHandle.acquireFence();
        if (address != NONE) {
          byte[] array = slabs.array(address);
          VarHandle.acquireFence();
          int offset = Slabs.offset(address);
          if (Node.isNamed(array, offset, key)) {
            node.at(array, offset);
            return true;
          }
        }
      }
    }
  }

  /** Whether the node at that address, if it is one, is the name's. */
  private boolean isNamed(int address, LookupKey key) {
    return address != NONE && Node.isNamed(slabs.array(address), Slabs.offset(address), key);
  }

  @Override
  public void put(LookupKey key, byte[] bytes, int start, int length) {
    Table now = table;
    int free = -1;
    int slot = key.hash & now.mask;
    for (; now.hashes[slot] != 0; slot = (slot + 1) & now.mask) {
      int present = now.nodes[slot];
      if (present == NONE) {
        free = free < 0 ? slot : free;
      } else if (now.hashes[slot] == key.hash && isNamed(present, key)) {
        int address = slabs.store(bytes, start, length);
        VarHandle.releaseFence();
        now.nodes[slot] = address;
        slabs.retire(present);
        return;
      }
    }
    live++;
    if (free < 0) {
      free = slot;
      used++;
    }
    int address = slabs.store(bytes, start, length);
    VarHandle.releaseFence();
    now.nodes[free] = address;
    VarHandle.releaseFence();
    now.hashes[free] = key.hash;
    if (used > now.mask / 5 * 3) {
      rebuild();
    }
  }

  @Override
  public void remove(LookupKey key) {
    Table now = table;
    for (int slot = key.hash & now.mask; now.hashes[slot] != 0; slot = (slot + 1) & now.mask) {
      int present = now.nodes[slot];
      if (now.hashes[slot] == key.hash && isNamed(present, key)) {
        now.nodes[slot] = NONE;
        slabs.retire(present);
        live--;
        return;
      }
    }
  }

  private void rebuild() {
    Table old = table;
    Table fresh = new Table(Math.max(smallest, Integer.highestOneBit(live) * 4));
    for (int i = 0; i <= old.mask; i++) {
      int node = old.nodes[i];
      if (node != NONE) {
        int slot = old.hashes[i] & fresh.mask;
        while (fresh.hashes[slot] != 0) {
          slot = (slot + 1) & fresh.mask;
        }
        fresh.hashes[slot] = old.hashes[i];
        fresh.nodes[slot] = node;
      }
    }
    used = live;
    table = fresh;
  }

  @Override
  public void settle() {
    slabs.settle();
  }

  @Override
  public int size() {
    return live;
  }

  @Override
  public void forEach(Consumer<Node> consumer) {
    Node node = new Node();
    for (int address : addresses()) {
      consumer.accept(node.at(slabs.array(address), Slabs.offset(address)));
    }
  }

  /** Those of all nodes, in no order. */
  int[] addresses() {
    int[] addresses = new int[live];
    int count = 0;
    for (int address : table.nodes) {
      if (address != NONE) {
        addresses[count++] = address;
      }
    }
    return addresses;
  }

  /** What the nodes are in. */
  Slabs slabs() {
    return slabs;
  }
}
