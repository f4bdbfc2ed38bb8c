package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordPicks;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next version of a node from the present one and a batch's deltas for its owner name, in
 * a {@link NodeArena}; notes which records came and went. Changes nothing that readers see. Cost:
 * the bytes of the node twice, and for each delta a bisection. It is used for one batch after the
 * other, and leaves no garbage but what it notes.
 */
final class NodeWriter {

  /** Nothing is left of the node. */
  static final int NONE = -1;

  private final int ttl;
  private final NodeArena arena = new NodeArena();

  /** Those of one node; used again for the next one. */
  private final List<RrsetWriter> rrsets = new ArrayList<>();

  private final Node made = new Node();

  /** The batch's. */
  private final RecordPicks removed = new RecordPicks();

  private final RecordPicks added = new RecordPicks();

  NodeWriter(int ttl) {
    this.ttl = ttl;
  }

  /** Begins a batch; what was made for the one before is gone. */
  void begin() {
    arena.clear();
    removed.clear();
    added.clear();
  }

  /** The records whose last reference went, over all nodes of the batch; to be asked once. */
  PackedRecords removed() {
    return removed.take();
  }

  /** The records that got their first reference; to be asked once. */
  PackedRecords added() {
    return added.take();
  }

  /** Gives back memory that a large batch needed. */
  void trim() {
    arena.trim();
    rrsets.clear();
  }

  /** What the batch's nodes are in, until another one is written. */
  byte[] bytes() {
    return arena.bytes;
  }

  /**
   * Writes the node's next version; returns where in {@link #bytes} it begins, or {@link #NONE} if
   * neither records nor children are left.
   *
   * @param deltas sorted
   * @throws IllegalArgumentException if a delta takes away more references than there are
   */
  int write(NodeDraft draft, List<RecordDelta> deltas) {
    Node old = draft.old();
    return (old == null || old.isPlain()) && arePlain(deltas, audience(old, deltas))
        ? plain(draft, old, deltas)
        : marked(draft, old, deltas);
  }

  /** That of the node, or of the first record to come if it has none. */
  private static int audience(@Nullable Node old, List<RecordDelta> deltas) {
    return deltas.isEmpty() || (old != null && old.rrsets() > 0)
        ? old == null ? Contribution.EVERYONE : old.audience()
        : deltas.get(0).audience();
  }

  private static boolean arePlain(List<RecordDelta> deltas, int audience) {
    for (int i = 0; i < deltas.size(); i++) {
      int type = deltas.get(i).type();
      if (type >= Node.CHILD
          || type == RecordType.CNAME.number()
          || deltas.get(i).audience() != audience) {
        return false;
      }
    }
    return true;
  }

  /**
   * With an alias, a TTL of its own or several audiences what is shown isn't what is kept: what
   * came and went is found by comparison.
   */
  private int marked(NodeDraft draft, @Nullable Node old, List<RecordDelta> deltas) {
    int removedBefore = removed.size();
    int addedBefore = added.size();
    int next = plain(draft, old, deltas);
    removed.cut(removedBefore);
    added.cut(addedBefore);
    if (next != NONE) {
      made.at(arena.bytes, next);
      mark(made);
      setTtl(made, ttl);
    }
    Set<ResourceRecord> before = shown(old);
    Set<ResourceRecord> after = shown(next == NONE ? null : made);
    before.stream().filter(record -> !after.contains(record)).forEach(removed::add);
    after.stream().filter(record -> !before.contains(record)).forEach(added::add);
    return next;
  }

  private static Set<ResourceRecord> shown(@Nullable Node node) {
    Set<ResourceRecord> shown = new LinkedHashSet<>();
    if (node != null) {
      node.forEachRecord(shown::add);
    }
    return shown;
  }

  private static void mark(Node node) {
    node.bytes[node.start() + Node.AUDIENCE] = (byte) Node.SEVERAL;
    BitSet audiences = node.audiences();
    boolean several = audiences.cardinality() > 1;
    if (!several) {
      node.bytes[node.start() + Node.AUDIENCE] =
          (byte) Math.max(Contribution.EVERYONE, audiences.nextSetBit(0));
    }
    node.bytes[node.start() + Node.MARKS] =
        (byte)
            ((node.line(RecordType.CNAME.number()) < 0 ? 0 : Node.ALIAS)
                | (node.line(Node.TTL_WISH) < 0 ? 0 : Node.OWN_TTL)
                | (several || node.line(Node.CHILD) >= 0 ? Node.AUDIENCES : 0));
  }

  private int plain(NodeDraft draft, @Nullable Node old, List<RecordDelta> deltas) {
    return old == null && !deltas.isEmpty() ? fresh(draft, deltas) : next(draft, old, deltas);
  }

  /** The first version of a node, written at once: what a first snapshot nearly always needs. */
  private int fresh(NodeDraft draft, List<RecordDelta> deltas) {
    int sets = 0;
    int length = Node.directory(draft.nameLength());
    for (int i = 0; i < deltas.size(); i++) {
      RecordDelta delta = deltas.get(i);
      if (delta.change() < 0) {
        throw unknown(delta);
      }
      if (i == 0 || deltas.get(i - 1).type() != delta.type()) {
        sets++;
        length += Node.DIRECTORY_ENTRY;
      }
      length = Math.addExact(length, Node.ENTRY + Node.RECORD_HEADER + delta.rdataLength());
    }
    int start = arena.add(length);
    byte[] bytes = arena.bytes;
    writeHead(bytes, start, draft, sets, deltas.get(0).audience());
    int line = start + Node.directory(draft.nameLength());
    int entries = line + Node.DIRECTORY_ENTRY * sets;
    for (int from = 0, to; from < deltas.size(); from = to) {
      int type = deltas.get(from).type();
      to = endOfType(deltas, from);
      int body = entries + Node.ENTRY * (to - from);
      int end = body;
      for (int i = from; i < to; i++) {
        RecordDelta delta = deltas.get(i);
        boolean same = i > from && deltas.get(i - 1).hasTargetOf(delta);
        int entry = entries + Node.ENTRY * (i - from);
        WireBytes.putInt(bytes, entry, (end - body) | (same ? Node.SAME_TARGET : 0));
        WireBytes.putInt(bytes, entry + 4, Node.counted(delta.audience(), delta.change()));
        end = RrsetWriter.writeRecord(bytes, end, ttl, delta);
        added.add(delta.records(), delta.index());
      }
      writeLine(bytes, line, type, to - from, entries - start, end - body);
      line += Node.DIRECTORY_ENTRY;
      entries = end;
    }
    return start;
  }

  /** Index behind the deltas of one type that begin there. */
  private static int endOfType(List<RecordDelta> deltas, int from) {
    int to = from + 1;
    while (to < deltas.size() && deltas.get(to).type() == deltas.get(from).type()) {
      to++;
    }
    return to;
  }

  private int next(NodeDraft draft, @Nullable Node old, List<RecordDelta> deltas) {
    int sets = 0;
    int oldLine = old == null ? 0 : old.lines();
    int oldLeft = old == null ? 0 : old.rrsets();
    int next = 0;
    while (oldLeft > 0 || next < deltas.size()) {
      int oldType = old == null || oldLeft == 0 ? Integer.MAX_VALUE : old.type(oldLine);
      int type = Math.min(oldType, next < deltas.size() ? deltas.get(next).type() : oldType);
      boolean changes = next < deltas.size() && deltas.get(next).type() == type;
      int end = changes ? endOfType(deltas, next) : next;
      if (sets == rrsets.size()) {
        rrsets.add(new RrsetWriter());
      }
      RrsetWriter rrset = rrsets.get(sets);
      writeRrset(rrset, type, old, oldType == type ? oldLine : -1, deltas, next, end);
      if (rrset.records() > 0) {
        sets++;
      }
      next = end;
      if (oldType == type) {
        oldLine += Node.DIRECTORY_ENTRY;
        oldLeft--;
      }
    }
    return sets == 0 && draft.children == 0
        ? NONE
        : assemble(draft, sets == 0 ? Contribution.EVERYONE : audience(old, deltas), sets);
  }

  /** Of the deltas, those {@code from} (inclusive) {@code to} (exclusive) are the set's. */
  private void writeRrset(
      RrsetWriter rrset,
      int type,
      @Nullable Node old,
      int line,
      List<RecordDelta> deltas,
      int from,
      int to) {
    if (old == null || line < 0) {
      rrset.begin(type, ttl, deltas, from, to);
      for (int i = from; i < to; i++) {
        append(rrset, deltas.get(i));
      }
      return;
    }
    rrset.begin(type, ttl, old, line, deltas, from, to);
    int copied = 0;
    for (int i = from; i < to; i++) {
      RecordDelta delta = deltas.get(i);
      int found = old.find(line, delta, copied);
      int index = found < 0 ? -found - 1 : found;
      rrset.copyRun(old, line, copied, index);
      copied = index;
      if (found < 0) {
        append(rrset, delta);
      } else {
        int references = old.references(line, found) + delta.change();
        if (references < 0) {
          throw unknown(delta);
        }
        if (references == 0) {
          removed.add(delta.records(), delta.index());
        } else {
          rrset.append(delta, references);
        }
        copied++;
      }
    }
    rrset.copyRun(old, line, copied, old.records(line));
  }

  private void append(RrsetWriter rrset, RecordDelta delta) {
    if (delta.change() < 0) {
      throw unknown(delta);
    }
    rrset.append(delta, delta.change());
    added.add(delta.records(), delta.index());
  }

  private static IllegalArgumentException unknown(RecordDelta delta) {
    return new IllegalArgumentException(
        "the "
            + delta.records().get(delta.index()).type()
            + " record of "
            + delta.records().owner(delta.index())
            + " is taken out of the zone more often than it was put in; nothing was changed");
  }

  private int assemble(NodeDraft draft, int audience, int sets) {
    int offset = Node.directory(draft.nameLength()) + Node.DIRECTORY_ENTRY * sets;
    int length = offset;
    for (int i = 0; i < sets; i++) {
      length = Math.addExact(length, rrsets.get(i).length());
    }
    int start = arena.add(length);
    byte[] bytes = arena.bytes;
    writeHead(bytes, start, draft, sets, audience);
    int line = start + Node.directory(draft.nameLength());
    for (int i = 0; i < sets; i++, line += Node.DIRECTORY_ENTRY) {
      RrsetWriter rrset = rrsets.get(i);
      writeLine(bytes, line, rrset.type(), rrset.records(), offset, rrset.bodyLength());
      offset = rrset.writeTo(bytes, start + offset) - start;
    }
    return start;
  }

  private static void writeHead(
      byte[] bytes, int start, NodeDraft draft, int rrsets, int audience) {
    bytes[start] = (byte) draft.nameLength();
    bytes[start + 1] = (byte) rrsets;
    bytes[start + Node.AUDIENCE] = (byte) audience;
    WireBytes.putInt(bytes, start + Node.CHILDREN, draft.children);
    draft.writeName(bytes, start + Node.NAME);
  }

  /**
   * @param entries from the start of the node
   */
  private static void writeLine(
      byte[] bytes, int line, int type, int records, int entries, int bodyLength) {
    WireBytes.putShort(bytes, line, type);
    WireBytes.putInt(bytes, line + 4, records);
    WireBytes.putInt(bytes, line + 8, entries);
    WireBytes.putInt(bytes, line + 12, bodyLength);
  }

  /** Every record gets the least TTL that is asked for at the name, without any the zone's. */
  private static void setTtl(Node node, int ofZone) {
    int wishes = node.line(Node.TTL_WISH);
    // They are sorted, and the sign bit is never set.
    int ttl =
        wishes < 0 ? ofZone : WireBytes.getInt(node.bytes, node.body(wishes) + Node.RECORD_HEADER);
    int line = node.lines();
    for (int left = node.rrsets(); left > 0; left--, line += Node.DIRECTORY_ENTRY) {
      int body = node.body(line);
      for (int i = 0; i < node.records(line); i++) {
        WireBytes.putInt(node.bytes, body + node.position(line, i) + 6, ttl);
      }
    }
  }
}
