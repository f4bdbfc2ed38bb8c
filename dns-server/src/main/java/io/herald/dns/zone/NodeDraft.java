package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a batch does to one owner name. One of {@link NodeDrafts}, which begin it for a name. */
final class NodeDraft {

  private static final byte[] NOTHING = {};

  private final Node place = new Node();

  /** As they were counted, a record perhaps several times, until {@link #settle}. */
  private final List<RecordDelta> deltas = new ArrayList<>(2);

  private boolean present;

  /** What the owner's name is in. */
  private byte[] name = NOTHING;

  private int nameStart;
  private int nameLength;
  private int hash;

  int children;

  /** Where the next version begins among those of the batch, if there is one. */
  int next = NodeWriter.NONE;

  /** Whether the next version differs from the present one. */
  boolean changes;

  /** Begins it for a name whose present node, if there is one, is there. */
  void begin(LookupKey key, byte[] bytes, int start, int length, AnswerIndex index) {
    name = bytes;
    nameStart = start;
    nameLength = length;
    hash = key.hash;
    present = index.find(key, place);
    children = present ? place.children() : 0;
    next = NodeWriter.NONE;
    changes = false;
  }

  /** Forgets everything, so that nothing lives longer for it. */
  void clear() {
    name = NOTHING;
    deltas.clear();
    place.at(NOTHING, 0);
    present = false;
  }

  /** Of the name, as {@link LookupKey} has it. */
  int hash() {
    return hash;
  }

  /** The owner's name, in wire form, is in {@link #name} from there on. */
  int nameStart() {
    return nameStart;
  }

  byte[] name() {
    return name;
  }

  int nameLength() {
    return nameLength;
  }

  void writeName(byte[] target, int from) {
    System.arraycopy(name, nameStart, target, from, nameLength);
  }

  DnsName owner() {
    return DnsName.fromWire(name, nameStart, nameLength);
  }

  /** Whether it is the draft of that name. */
  boolean isOf(byte[] bytes, int start, int length) {
    return Arrays.equals(name, nameStart, nameStart + nameLength, bytes, start, start + length);
  }

  /** The present node, if there is one. */
  @Nullable Node old() {
    return present ? place : null;
  }

  void count(RecordDelta delta) {
    deltas.add(delta);
  }

  /** Sorts the deltas: each record once, none whose changes cancel out. */
  List<RecordDelta> settle() {
    if (deltas.size() > 1) {
      deltas.sort(null);
      int kept = 0;
      for (int i = 0, end; i < deltas.size(); i = end) {
        RecordDelta delta = deltas.get(i);
        for (end = i + 1; end < deltas.size() && deltas.get(end).compareTo(delta) == 0; end++) {
          delta.add(deltas.get(end).change());
        }
        if (delta.change() != 0) {
          deltas.set(kept++, delta);
        }
      }
      while (deltas.size() > kept) {
        deltas.remove(deltas.size() - 1);
      }
    }
    return deltas;
  }
}
