package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The read side of a zone: owner name → node ({@link Node}), and which names may be answered. Any
 * number of readers, without lock or allocation, beside one writer ({@link Zone}). A reader sees
 * each node as it was before or after a batch, never in between; different nodes of one batch
 * become visible one after the other.
 */
public final class AnswerIndex {

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
  private final int ttl;
  private final NodeTable nodes = new NodeTable();
  private volatile Loading loading = new Loading(false, null);
  private volatile byte[] negativeSoa = {};

  AnswerIndex(DnsName apex, int ttl) {
    this.apex = apex;
    this.ttl = ttl;
    this.apexWire = apex.toWire();
  }

  /** The zone's own name. */
  public DnsName apex() {
    return apex;
  }

  /** The TTL of records that ask for none of their own, in seconds. */
  public int ttl() {
    return ttl;
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
    return nodes.find(key);
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

  /** Marks the zone loaded except for {@code part}, unless that already is. */
  void setLoadedExcept(DnsName part) {
    Loading now = loading;
    if (!now.loaded) {
      loading = new Loading(true, now.except == null ? part.toWire() : null);
    }
  }

  /** Marks {@code part} loaded, whatever the rest. */
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
    return nodes.size();
  }

  /** Stores the node of a name, or removes it if {@code node} is null. For the writer. */
  void put(LookupKey key, byte @Nullable [] node) {
    if (node == null) {
      nodes.remove(key);
    } else {
      nodes.put(key, node);
    }
  }

  /** Every node of the moment. For the writer. */
  void forEachNode(Consumer<byte[]> consumer) {
    nodes.forEach(consumer);
  }
}
