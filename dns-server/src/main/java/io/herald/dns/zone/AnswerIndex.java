package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.slab.ReadEpochs;
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
 *
 * <p>Who looks at nodes enters the {@link #epochs} before and leaves them after; the look-ups by
 * {@link DnsName} do that themselves, one at a time.
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
  private final ReadEpochs epochs;
  private final NodeTable nodes;

  /** Of those who look names up now and then, one at a time: the lock of itself. */
  private final ReadEpochs.Reader visitor;

  private volatile Loading loading = new Loading(false, null);
  private volatile byte[] negativeSoa = {};

  AnswerIndex(DnsName apex, int ttl, ReadEpochs epochs) {
    this.apex = apex;
    this.ttl = ttl;
    this.apexWire = apex.toWire();
    this.epochs = epochs;
    this.nodes = new NodeTable(epochs);
    this.visitor = epochs.newReader();
  }

  /** In which readers say that they look at nodes. */
  public ReadEpochs epochs() {
    return epochs;
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
    visit(owner, node -> node.forEachRecord(records::add));
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
    return visit(owner, node -> {});
  }

  private boolean visit(DnsName owner, Consumer<Node> look) {
    LookupKey key = new LookupKey();
    key.set(owner);
    Node node = new Node();
    synchronized (visitor) {
      visitor.enter();
      try {
        boolean found = find(key, node);
        if (found) {
          look.accept(node);
        }
        return found;
      } finally {
        visitor.exit();
      }
    }
  }

  /**
   * Looks at the name's node, if there is one; to be called inside the {@link #epochs}, or by the
   * writer.
   *
   * @param node set to it, or left as it is
   * @return whether there is one
   */
  public boolean find(LookupKey key, Node node) {
    return nodes.find(key, node);
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

  /** Stores a copy of the node of a name. For the writer. */
  void put(LookupKey key, byte[] bytes, int start, int length) {
    nodes.put(key, bytes, start, length);
  }

  /** Removes the node of a name. For the writer. */
  void remove(LookupKey key) {
    nodes.remove(key);
  }

  /** Frees what was replaced and removed, and is read by nobody. For the writer. */
  void settle() {
    nodes.settle();
  }

  /** Every node of the moment. For the writer. */
  void forEachNode(Consumer<Node> consumer) {
    nodes.forEach(consumer);
  }

  /** Every node of the moment, to be read whenever it may be. For the writer. */
  ZoneSnapshot snapshot(long serial, ZoneSettings settings) {
    return new ZoneSnapshot(serial, settings, nodes.addresses(), nodes.slabs().freeze());
  }
}
