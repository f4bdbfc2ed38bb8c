package io.herald.dns.zone;

import java.util.ArrayList;
import java.util.List;

/**
 * The names that a batch touches, and what it counts of their records. The objects are used again
 * for the next batch, so that a change leaves the collector none of them. For one writer.
 */
final class NodeDrafts {

  /** What is kept from one batch to the next, of either kind. */
  private static final int KEPT = 1 << 12;

  private static final int SMALLEST = 64;

  private final AnswerIndex index;
  private final LookupKey key = new LookupKey();

  private final List<NodeDraft> drafts = new ArrayList<>();
  private final List<RecordDelta> deltas = new ArrayList<>();

  /** Those in use, by number of labels. */
  private final List<List<NodeDraft>> levels = new ArrayList<>();

  /** By hash of the name: one more than the draft's place in the list, 0 where there is none. */
  private int[] slots = new int[SMALLEST];

  private int usedDrafts;
  private int usedDeltas;

  NodeDrafts(AnswerIndex index) {
    this.index = index;
  }

  /** Those of names with that many labels, in the order in which they came. */
  List<NodeDraft> ofLabels(int labels) {
    return levels.get(labels);
  }

  /** One more than the most labels that a name has. */
  int levels() {
    return levels.size();
  }

  /** That of the name above a draft's. */
  NodeDraft parentOf(NodeDraft draft) {
    int label = draft.name()[draft.nameStart()] + 1;
    return of(draft.name(), draft.nameStart() + label, draft.nameLength() - label);
  }

  /** The draft of the name of that many bytes there, in wire form; begun if it is new. */
  NodeDraft of(byte[] name, int start, int length) {
    key.set(name, start, length);
    int slot = slot(key.hash);
    while (slots[slot] != 0) {
      NodeDraft known = drafts.get(slots[slot] - 1);
      if (known.hash() == key.hash && known.isOf(name, start, length)) {
        return known;
      }
      slot = slot + 1 & slots.length - 1;
    }
    if (usedDrafts == drafts.size()) {
      drafts.add(new NodeDraft());
    }
    NodeDraft draft = drafts.get(usedDrafts++);
    draft.begin(key, name, start, length, index);
    slots[slot] = usedDrafts;
    if (usedDrafts > slots.length / 2) {
      grow();
    }
    int labels = key.labels();
    while (levels.size() <= labels) {
      levels.add(new ArrayList<>());
    }
    levels.get(labels).add(draft);
    return draft;
  }

  private int slot(int hash) {
    return hash & slots.length - 1;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < usedDrafts; i++) {
      int slot = slot(drafts.get(i).hash());
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = i + 1;
    }
  }

  /** One to be set. */
  RecordDelta delta() {
    if (usedDeltas == deltas.size()) {
      deltas.add(new RecordDelta());
    }
    return deltas.get(usedDeltas++);
  }

  /** Forgets the batch. */
  void clear() {
    for (int i = 0; i < usedDrafts; i++) {
      // What shares a draft's slot is further on, and forgotten too.
      int slot = slot(drafts.get(i).hash());
      while (slots[slot] != 0) {
        slots[slot] = 0;
        slot = slot + 1 & slots.length - 1;
      }
      drafts.get(i).clear();
    }
    for (int i = 0; i < usedDeltas; i++) {
      deltas.get(i).clear();
    }
    usedDrafts = 0;
    usedDeltas = 0;
    for (List<NodeDraft> level : levels) {
      level.clear();
    }
    if (drafts.size() > KEPT || deltas.size() > KEPT) {
      trim();
    }
  }

  /** Gives back memory that a large batch needed; to be called between two batches. */
  void trim() {
    drafts.clear();
    deltas.clear();
    levels.clear();
    slots = new int[SMALLEST];
  }
}
