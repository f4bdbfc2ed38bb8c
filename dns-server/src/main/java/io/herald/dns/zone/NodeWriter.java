package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
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
 * Makes the next version of a node from the present one and a batch's deltas for its owner name;
 * notes which records came and went. Changes nothing that readers see. Cost: the bytes of the node
 * once, and for each delta a bisection.
 */
final class NodeWriter {

  private final int ttl;
  private final List<ResourceRecord> removed = new ArrayList<>();
  private final List<ResourceRecord> added = new ArrayList<>();

  NodeWriter(int ttl) {
    this.ttl = ttl;
  }

  /** Records whose last reference went, over all nodes written. */
  List<ResourceRecord> removed() {
    return removed;
  }

  /** Records that got their first reference, over all nodes written. */
  List<ResourceRecord> added() {
    return added;
  }

  /**
   * The node's next version, or null if neither records nor children are left.
   *
   * @param old the present version, null if there is none
   * @param deltas sorted
   * @throws IllegalArgumentException if a delta takes away more references than there are
   */
  byte @Nullable [] write(
      DnsName owner, byte @Nullable [] old, int children, List<RecordDelta> deltas) {
    return (old == null || Node.isPlain(old)) && arePlain(deltas, audience(old, deltas))
        ? plain(owner, old, children, deltas)
        : marked(owner, old, children, deltas);
  }

  /** That of the node, or of the first record to come if it has none. */
  private static int audience(byte @Nullable [] old, List<RecordDelta> deltas) {
    return deltas.isEmpty() || (old != null && Node.rrsets(old) > 0)
        ? old == null ? Contribution.EVERYONE : Node.audience(old)
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
  private byte @Nullable [] marked(
      DnsName owner, byte @Nullable [] old, int children, List<RecordDelta> deltas) {
    byte[] next = new NodeWriter(ttl).plain(owner, old, children, deltas);
    if (next != null) {
      mark(next);
      setTtl(next, ttl);
    }
    Set<ResourceRecord> before = shown(old);
    Set<ResourceRecord> after = shown(next);
    before.stream().filter(record -> !after.contains(record)).forEach(removed::add);
    after.stream().filter(record -> !before.contains(record)).forEach(added::add);
    return next;
  }

  private static Set<ResourceRecord> shown(byte @Nullable [] node) {
    Set<ResourceRecord> shown = new LinkedHashSet<>();
    if (node != null) {
      Node.forEachRecord(node, shown::add);
    }
    return shown;
  }

  private static void mark(byte[] node) {
    node[Node.AUDIENCE] = (byte) Node.SEVERAL;
    BitSet audiences = Node.audiences(node);
    boolean several = audiences.cardinality() > 1;
    if (!several) {
      node[Node.AUDIENCE] = (byte) Math.max(Contribution.EVERYONE, audiences.nextSetBit(0));
    }
    node[Node.MARKS] =
        (byte)
            ((Node.line(node, RecordType.CNAME.number()) < 0 ? 0 : Node.ALIAS)
                | (Node.line(node, Node.TTL_WISH) < 0 ? 0 : Node.OWN_TTL)
                | (several || Node.line(node, Node.CHILD) >= 0 ? Node.AUDIENCES : 0));
  }

  private byte @Nullable [] plain(
      DnsName owner, byte @Nullable [] old, int children, List<RecordDelta> deltas) {
    return old == null && !deltas.isEmpty()
        ? fresh(owner, children, deltas)
        : next(owner, old, children, deltas);
  }

  /** The first version of a node, written at once: what a first snapshot nearly always needs. */
  private byte[] fresh(DnsName owner, int children, List<RecordDelta> deltas) {
    int rrsets = 0;
    int length = Node.directory(owner.length());
    for (int i = 0; i < deltas.size(); i++) {
      RecordDelta delta = deltas.get(i);
      if (delta.change() < 0) {
        throw unknown(delta);
      }
      if (i == 0 || deltas.get(i - 1).type() != delta.type()) {
        rrsets++;
        length += Node.DIRECTORY_ENTRY;
      }
      length =
          Math.addExact(length, Node.ENTRY + Node.RECORD_HEADER + delta.record().rdata().length);
    }
    byte[] node = new byte[length];
    writeHead(node, owner, rrsets, children, deltas.get(0).audience());
    int line = Node.directory(owner.length());
    int entries = line + Node.DIRECTORY_ENTRY * rrsets;
    for (int from = 0, to; from < deltas.size(); from = to) {
      int type = deltas.get(from).type();
      to = from + 1;
      while (to < deltas.size() && deltas.get(to).type() == type) {
        to++;
      }
      int body = entries + Node.ENTRY * (to - from);
      int end = body;
      for (int i = from; i < to; i++) {
        RecordDelta delta = deltas.get(i);
        boolean same = i > from && RrsetWriter.sameTarget(type, deltas.get(i - 1), delta);
        int entry = entries + Node.ENTRY * (i - from);
        WireBytes.putInt(node, entry, (end - body) | (same ? Node.SAME_TARGET : 0));
        WireBytes.putInt(node, entry + 4, Node.counted(delta.audience(), delta.change()));
        end = RrsetWriter.writeRecord(node, end, type, ttl, delta.record().rdata());
        added.add(delta.record());
      }
      writeLine(node, line, type, to - from, entries, end - body);
      line += Node.DIRECTORY_ENTRY;
      entries = end;
    }
    return node;
  }

  private byte @Nullable [] next(
      DnsName owner, byte @Nullable [] old, int children, List<RecordDelta> deltas) {
    List<RrsetWriter> rrsets = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    int oldLine = old == null ? 0 : Node.directory(Node.nameLength(old));
    int oldLeft = old == null ? 0 : Node.rrsets(old);
    int next = 0;
    while (oldLeft > 0 || next < deltas.size()) {
      int oldType = old == null || oldLeft == 0 ? Integer.MAX_VALUE : Node.type(old, oldLine);
      int type = Math.min(oldType, next < deltas.size() ? deltas.get(next).type() : oldType);
      int end = next;
      while (end < deltas.size() && deltas.get(end).type() == type) {
        end++;
      }
      RrsetWriter rrset =
          writeRrset(type, old, oldType == type ? oldLine : -1, deltas.subList(next, end));
      if (rrset.records() > 0) {
        rrsets.add(rrset);
        types.add(type);
      }
      next = end;
      if (oldType == type) {
        oldLine += Node.DIRECTORY_ENTRY;
        oldLeft--;
      }
    }
    return rrsets.isEmpty() && children == 0
        ? null
        : assemble(
            owner,
            children,
            rrsets.isEmpty() ? Contribution.EVERYONE : audience(old, deltas),
            types,
            rrsets);
  }

  private RrsetWriter writeRrset(
      int type, byte @Nullable [] old, int oldRrset, List<RecordDelta> deltas) {
    RrsetWriter rrset = RrsetWriter.sized(type, ttl, old, oldRrset, deltas);
    if (old == null || oldRrset < 0) {
      for (RecordDelta delta : deltas) {
        append(rrset, delta);
      }
      return rrset;
    }
    int copied = 0;
    for (RecordDelta delta : deltas) {
      int found = Node.find(old, oldRrset, delta.record().rdata(), delta.audience(), copied);
      int index = found < 0 ? -found - 1 : found;
      rrset.copyRun(old, oldRrset, copied, index);
      copied = index;
      if (found < 0) {
        append(rrset, delta);
      } else {
        int references = Node.references(old, oldRrset, found) + delta.change();
        if (references < 0) {
          throw unknown(delta);
        }
        if (references == 0) {
          removed.add(delta.record());
        } else {
          rrset.append(delta.record(), delta.audience(), references);
        }
        copied++;
      }
    }
    rrset.copyRun(old, oldRrset, copied, Node.records(old, oldRrset));
    return rrset;
  }

  private void append(RrsetWriter rrset, RecordDelta delta) {
    if (delta.change() < 0) {
      throw unknown(delta);
    }
    rrset.append(delta.record(), delta.audience(), delta.change());
    added.add(delta.record());
  }

  private static IllegalArgumentException unknown(RecordDelta delta) {
    return new IllegalArgumentException(
        "the "
            + delta.record().type()
            + " record of "
            + delta.record().owner()
            + " is taken out of the zone more often than it was put in; nothing was changed");
  }

  private static byte[] assemble(
      DnsName owner, int children, int audience, List<Integer> types, List<RrsetWriter> rrsets) {
    int line = Node.directory(owner.length());
    int offset = line + Node.DIRECTORY_ENTRY * rrsets.size();
    int length = offset;
    for (RrsetWriter rrset : rrsets) {
      length = Math.addExact(length, rrset.length());
    }
    byte[] node = new byte[length];
    writeHead(node, owner, rrsets.size(), children, audience);
    for (int i = 0; i < rrsets.size(); i++, line += Node.DIRECTORY_ENTRY) {
      RrsetWriter rrset = rrsets.get(i);
      writeLine(node, line, types.get(i), rrset.records(), offset, rrset.bodyLength());
      offset = rrset.writeTo(node, offset);
    }
    return node;
  }

  private static void writeHead(
      byte[] node, DnsName owner, int rrsets, int children, int audience) {
    node[0] = (byte) owner.length();
    node[1] = (byte) rrsets;
    node[Node.AUDIENCE] = (byte) audience;
    WireBytes.putInt(node, Node.CHILDREN, children);
    owner.writeTo(node, Node.NAME);
  }

  private static void writeLine(
      byte[] node, int line, int type, int records, int entries, int bodyLength) {
    WireBytes.putShort(node, line, type);
    WireBytes.putInt(node, line + 4, records);
    WireBytes.putInt(node, line + 8, entries);
    WireBytes.putInt(node, line + 12, bodyLength);
  }

  /** Every record gets the least TTL that is asked for at the name, without any the zone's. */
  private static void setTtl(byte[] node, int ofZone) {
    int wishes = Node.line(node, Node.TTL_WISH);
    // They are sorted, and the sign bit is never set.
    int ttl =
        wishes < 0 ? ofZone : WireBytes.getInt(node, Node.body(node, wishes) + Node.RECORD_HEADER);
    int line = Node.directory(Node.nameLength(node));
    for (int left = Node.rrsets(node); left > 0; left--, line += Node.DIRECTORY_ENTRY) {
      int body = Node.body(node, line);
      for (int i = 0; i < Node.records(node, line); i++) {
        WireBytes.putInt(node, body + Node.position(node, line, i) + 6, ttl);
      }
    }
  }
}
