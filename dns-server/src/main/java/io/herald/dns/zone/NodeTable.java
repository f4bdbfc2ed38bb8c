package io.herald.dns.zone;

import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressing hash table of nodes in two parallel arrays: the full hashes and the nodes.
 * Sixteen hashes share a cache line, so a look-up costs about one cache miss for the hash and one
 * for the node, and a name that doesn't exist only the first. Readers take no lock and allocate
 * nothing.
 *
 * <p>A slot's hash is never cleared: a removed node leaves its hash behind (a tombstone) so that
 * probing continues past it; the tombstones leave when the table is rebuilt, which happens when
 * three fifths of the slots are used and swaps both arrays at once. The node is stored before its
 * hash; a reader that sees a hash of another name in the slot compares the name and continues.
 *
 * <p>Order is kept by fences between plain accesses, which here are as strong as acquiring and
 * releasing accesses to the elements.
 */
final class NodeTable implements NodeStore {

  private static final int SMALLEST = 256;

  private static final class Table {
    final int mask;
    final int[] hashes;
    final byte[] @Nullable [] nodes;

    Table(int capacity) {
      mask = capacity - 1;
      hashes = new int[capacity];
      nodes = new byte[capacity][];
    }
  }

  private final int smallest;
  private volatile Table table;

  // The writer's own.
  private int used;
  private int live;

  NodeTable() {
    this(SMALLEST);
  }

  /** For tests: a table that is soon rebuilt. */
  NodeTable(int smallest) {
    this.smallest = smallest;
    this.table = new Table(smallest);
  }

  @Override
  public byte @Nullable [] find(LookupKey key) {
    Table now = table;
    for (int slot = key.hash & now.mask; ; slot = (slot + 1) & now.mask) {
      int hash = now.hashes[slot];
      if (hash == 0) {
        return null;
      }
      if (hash == key.hash) {
        VarHandle.acquireFence();
        byte[] node = now.nodes[slot];
        VarHandle.acquireFence();
        if (node != null && Node.isNamed(node, key)) {
          return node;
        }
      }
    }
  }

  @Override
  public void put(LookupKey key, byte[] node) {
    Table now = table;
    int free = -1;
    int slot = key.hash & now.mask;
    for (; now.hashes[slot] != 0; slot = (slot + 1) & now.mask) {
      byte[] present = now.nodes[slot];
      if (present == null) {
        free = free < 0 ? slot : free;
      } else if (now.hashes[slot] == key.hash && Node.isNamed(present, key)) {
        VarHandle.releaseFence();
        now.nodes[slot] = node;
        return;
      }
    }
    live++;
    if (free < 0) {
      free = slot;
      used++;
    }
    VarHandle.releaseFence();
    now.nodes[free] = node;
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
      byte[] present = now.nodes[slot];
      if (present != null && now.hashes[slot] == key.hash && Node.isNamed(present, key)) {
        now.nodes[slot] = null;
        live--;
        return;
      }
    }
  }

  private void rebuild() {
    Table old = table;
    Table fresh = new Table(Math.max(smallest, Integer.highestOneBit(live) * 4));
    for (int i = 0; i <= old.mask; i++) {
      byte[] node = old.nodes[i];
      if (node != null) {
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
  public int size() {
    return live;
  }

  @Override
  public void forEach(Consumer<byte[]> consumer) {
    for (byte[] node : table.nodes) {
      if (node != null) {
        consumer.accept(node);
      }
    }
  }
}
