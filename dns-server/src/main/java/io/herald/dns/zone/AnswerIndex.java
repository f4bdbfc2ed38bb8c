package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The read side of a zone: owner name → node ({@link Node}). Any number of readers, without lock or
 * allocation, beside one writer ({@link Zone}). A reader sees each node as it was before or after a
 * batch, never in between; different nodes of one batch become visible one after the other.
 *
 * <p>An open-addressing hash table in two parallel arrays: the full hashes and the nodes. Sixteen
 * hashes share a cache line, so a look-up costs about one cache miss for the hash and one for the
 * node, and a name that doesn't exist only the first. A slot's hash is never cleared: a removed
 * node leaves its hash behind (a tombstone) so that probing goes on past it; the tombstones leave
 * when the table is rebuilt, which happens when three fifths of the slots are used and swaps both
 * arrays at once. The node is stored before its hash; whoever sees a hash of another name in the
 * slot compares the name and goes on. Order is kept by fences between plain accesses: as strong
 * here as acquiring and releasing accesses to elements, at a fifth of their cost where the quick
 * compiler (C1) made the code.
 */
public final class AnswerIndex {

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

  /**
   * What may be answered.
   *
   * @param loaded whether the zone is loaded
   * @param except a name, at and below which it is the other way round
   */
  private record Loading(boolean loaded, byte @Nullable [] except) {}

  /** Names that are answered even while they are not loaded, in lower-cased wire form. */
  private volatile List<byte[]> early = List.of();

  private final DnsName apex;
  private final byte[] apexWire;
  private volatile Table table = new Table(SMALLEST);
  private volatile Loading loading = new Loading(false, null);
  private volatile byte[] negativeSoa = {};

  // The writer's own.
  private int used;
  private int live;

  AnswerIndex(DnsName apex) {
    this.apex = apex;
    this.apexWire = apex.toWire();
  }

  /** The zone's own name. */
  public DnsName apex() {
    return apex;
  }

  /** Its wire form; not to be changed. */
  public byte[] apexWire() {
    return apexWire;
  }

  /**
   * Whether the zone has been loaded, but perhaps for one part; until then nothing in it may be
   * answered, but perhaps one part.
   */
  public boolean isLoaded() {
    return loading.loaded;
  }

  /**
   * Whether questions for this name of the zone may be answered.
   *
   * @param exists whether the name is there; that one is not can't be known early
   */
  public boolean isLoaded(LookupKey name, boolean exists) {
    Loading now = loading;
    boolean excepted = now.except != null && name.isAtOrBelow(now.except);
    return now.loaded != excepted || (exists && isEarly(name));
  }

  private boolean isEarly(LookupKey name) {
    for (byte[] wire : early) {
      if (wire.length == name.length && name.isAtOrBelow(wire)) {
        return true;
      }
    }
    return false;
  }

  void setEarly(Collection<DnsName> names) {
    LookupKey key = new LookupKey();
    List<byte[]> wires = new ArrayList<>(names.size());
    for (DnsName name : names) {
      key.set(name);
      wires.add(Arrays.copyOf(key.name, key.length));
    }
    early = wires;
  }

  /** Every record of that owner name; empty if there is none. */
  public List<ResourceRecord> lookup(DnsName owner) {
    List<ResourceRecord> records = new ArrayList<>();
    byte[] node = find(owner);
    if (node != null) {
      Node.forEachRecord(node, records::add);
    }
    return records;
  }

  /** The RRset of that owner name and type; empty if there is none. */
  public List<ResourceRecord> lookup(DnsName owner, RecordType type) {
    List<ResourceRecord> records = lookup(owner);
    records.removeIf(record -> record.type() != type);
    return records;
  }

  /** Whether the name exists: it has records, or a name below it has (RFC 8020). */
  public boolean exists(DnsName owner) {
    return find(owner) != null;
  }

  public byte @Nullable [] find(DnsName owner) {
    LookupKey key = new LookupKey();
    key.set(owner);
    return find(key);
  }

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

  /**
   * The SOA record of a negative answer (RFC 2308 §3), prepared but for its owner, a pointer that
   * is patched in.
   */
  public byte[] negativeSoa() {
    return negativeSoa;
  }

  void setNegativeSoa(byte[] prepared) {
    negativeSoa = prepared;
  }

  void setLoaded() {
    loading = new Loading(true, null);
  }

  /** All but a part, unless that is loaded. */
  void setLoadedExcept(DnsName part) {
    Loading now = loading;
    if (!now.loaded) {
      loading = new Loading(true, now.except == null ? part.toWire() : null);
    }
  }

  /** A part, whatever the rest. */
  void setLoaded(DnsName part) {
    Loading now = loading;
    if (now.except == null && !now.loaded) {
      loading = new Loading(false, part.toWire());
    } else if (now.except != null && now.loaded) {
      loading = new Loading(true, null);
    }
  }

  /** Number of nodes, empty non-terminals included. For the writer. */
  int size() {
    return live;
  }

  /** Stores the node of a name, or removes it if {@code node} is null. For the writer. */
  void put(LookupKey key, byte @Nullable [] node) {
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
        live -= node == null ? 1 : 0;
        return;
      }
    }
    if (node == null) {
      return;
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

  private void rebuild() {
    Table old = table;
    Table fresh = new Table(Math.max(SMALLEST, Integer.highestOneBit(live) * 4));
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

  /** Every node of the moment. For the writer. */
  void forEachNode(Consumer<byte[]> consumer) {
    for (byte[] node : table.nodes) {
      if (node != null) {
        consumer.accept(node);
      }
    }
  }
}
