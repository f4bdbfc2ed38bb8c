package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way into the zone: counts what is taken out and put in for each record, plans
 * the next version of every node that this touches (the ancestors that come or go as empty
 * non-terminals included), and only then publishes. Whatever is wrong with a batch is thrown while
 * planning, so the zone is unharmed. It is used for one batch after the other, and leaves no
 * garbage. For one thread.
 */
final class ZoneBatch {

  private final AnswerIndex index;
  private final NodeWriter writer;
  private final NodeDrafts drafts;
  private final LookupKey key = new LookupKey();

  /** Where a planned node is looked at. */
  private final Node planned = new Node();

  private boolean limited;

  /** The draft last counted for: a contribution's records of one owner come one after the other. */
  private @Nullable NodeDraft latest;

  ZoneBatch(AnswerIndex index, int ttl) {
    this.index = index;
    this.writer = new NodeWriter(ttl);
    this.drafts = new NodeDrafts(index);
  }

  /**
   * Begins a batch; whatever became of the one before, it is forgotten.
   *
   * @param toAudiences whether ancestors note the audiences of what is below them
   */
  void begin(boolean toAudiences) {
    forget();
    limited = toAudiences;
    writer.begin();
  }

  private void forget() {
    drafts.clear();
    latest = null;
  }

  /** Gives back memory that a large batch needed. */
  void trim() {
    forget();
    drafts.trim();
    writer.trim();
  }

  /** Counts every record of a contribution in ({@code change} = 1) or out (-1). */
  void count(Contribution contribution, int change) {
    int audience = contribution.audience();
    if (audience != Contribution.EVERYONE && !limited) {
      throw new IllegalArgumentException(
          "a contribution is for audience "
              + audience
              + ", and the zone "
              + index.apex()
              + " knows none; nothing was changed");
    }
    PackedRecords records = contribution.records();
    for (int i = 0; i < records.size(); i++) {
      if (records.type(i) == RecordType.SOA.number()) {
        throw new IllegalArgumentException(
            "a contribution holds an SOA record of "
                + records.owner(i)
                + "; the zone makes its own");
      }
      NodeDraft draft = count(records, i, change, audience);
      if (contribution.ttl() != ResourceRecord.OF_ZONE && !records.hasOwnerOfPrevious(i)) {
        RecordDelta wish = drafts.delta();
        wish.setTtl(records.owner(i), contribution.ttl(), change, audience);
        draft.count(wish);
      }
    }
  }

  /** Counts the zone's own records, for everyone. */
  void count(PackedRecords records, int change) {
    for (int i = 0; i < records.size(); i++) {
      count(records, i, change, Contribution.EVERYONE);
    }
  }

  private NodeDraft count(PackedRecords records, int index, int change, int audience) {
    RdataRules.check(records, index);
    NodeDraft draft = latest;
    byte[] bytes = records.bytes(index);
    int start = records.ownerName(index);
    int length = records.ownerLength(index);
    if (draft == null || !draft.isOf(bytes, start, length)) {
      requireInZone(records, index);
      draft = drafts.of(bytes, start, length);
      latest = draft;
    }
    RecordDelta delta = drafts.delta();
    delta.set(records, index, change, audience);
    draft.count(delta);
    return draft;
  }

  private void requireInZone(PackedRecords records, int index) {
    if (!records.isAtOrBelow(index, this.index.apex())) {
      throw new IllegalArgumentException(
          "the "
              + RecordType.of(records.type(index))
              + " record of "
              + records.owner(index)
              + " is not in the zone "
              + this.index.apex()
              + "; nothing was changed");
    }
  }

  /** Plans every node's next version; changes nothing yet. */
  void plan() {
    int apexLabels = index.apex().labels();
    for (int depth = drafts.levels() - 1; depth >= apexLabels; depth--) {
      List<NodeDraft> level = drafts.ofLabels(depth);
      for (int i = 0; i < level.size(); i++) {
        plan(level.get(i), depth > apexLabels);
      }
    }
  }

  /**
   * @param below whether the name is below the apex, so that its parent counts it
   */
  private void plan(NodeDraft draft, boolean below) {
    List<RecordDelta> deltas = draft.settle();
    Node old = draft.old();
    draft.changes = old == null || !deltas.isEmpty() || draft.children != old.children();
    if (!draft.changes) {
      return; // what went came back
    }
    draft.next = writer.write(draft, deltas);
    int came = (draft.next == NodeWriter.NONE ? 0 : 1) - (old == null ? 0 : 1);
    if (came != 0 && below) {
      drafts.parentOf(draft).children += came;
    }
    if (limited && below) {
      countAudiences(draft);
    }
  }

  /** Tells the parent which audiences came to the node, or to what is below it, and went. */
  private void countAudiences(NodeDraft draft) {
    BitSet before = audiences(draft.old());
    BitSet after = audiences(next(draft));
    if (before.equals(after)) {
      return;
    }
    NodeDraft parent = drafts.parentOf(draft);
    BitSet differing = (BitSet) before.clone();
    differing.xor(after);
    differing.stream()
        .forEach(
            audience -> {
              RecordDelta child = drafts.delta();
              child.setChild(parent.owner(), after.get(audience) ? 1 : -1, audience);
              parent.count(child);
            });
  }

  private static BitSet audiences(@Nullable Node node) {
    return node == null ? new BitSet() : node.audiences();
  }

  /** The planned node, until another one is looked at; null if there is none. */
  private @Nullable Node next(NodeDraft draft) {
    return draft.next == NodeWriter.NONE ? null : planned.at(writer.bytes(), draft.next);
  }

  /** What the published batch changed; to be asked once. */
  ZoneChange change(long serial) {
    return new ZoneChange(serial, writer.removed(), writer.added());
  }

  /**
   * Shows the planned nodes to the readers: first what comes or changes, then what goes.
   *
   * @param large learns which names get or lose sets that no message can hold
   */
  void publish(LargeSets large) {
    publish(false, large);
    publish(true, large);
    forget();
    index.settle();
  }

  private void publish(boolean going, LargeSets large) {
    for (int depth = 0; depth < drafts.levels(); depth++) {
      List<NodeDraft> level = drafts.ofLabels(depth);
      for (int i = 0; i < level.size(); i++) {
        publish(level.get(i), going, large);
      }
    }
  }

  private void publish(NodeDraft draft, boolean going, LargeSets large) {
    Node old = draft.old();
    Node next = next(draft);
    if (draft.changes && (next == null) == going && (next != null || old != null)) {
      key.set(draft.name(), draft.nameStart(), draft.nameLength());
      if (next == null) {
        index.remove(key);
      } else {
        index.put(key, next.bytes, next.start(), next.length());
      }
      large.replaced(old, next);
    }
  }
}
