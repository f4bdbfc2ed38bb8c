package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way into the zone: counts what is taken out and put in for each record, plans
 * the next version of every node that this touches (the ancestors that come or go as empty
 * non-terminals included), and only then publishes. Whatever is wrong with a batch is thrown while
 * planning, so the zone is unharmed. It is used for one batch after the other, and leaves no
 * garbage but what the names of ancestors are. For one thread.
 */
final class ZoneBatch {

  private final AnswerIndex index;
  private final NodeWriter writer;
  private final Drafts drafts;
  private final List<ResourceRecord> removed = new ArrayList<>();
  private final List<ResourceRecord> added = new ArrayList<>();
  private final LookupKey key = new LookupKey();

  /** Where a planned node is looked at. */
  private final Node planned = new Node();

  private boolean limited;

  /** The draft last counted for: a contribution's records of one owner come one after the other. */
  private @Nullable Draft latest;

  ZoneBatch(AnswerIndex index, int ttl) {
    this.index = index;
    this.writer = new NodeWriter(ttl);
    this.drafts = new Drafts(index);
  }

  /**
   * Begins a batch; whatever became of the one before, it is forgotten.
   *
   * @param toAudiences whether ancestors note the audiences of what is below them
   */
  void begin(boolean toAudiences) {
    forget();
    limited = toAudiences;
    removed.clear();
    added.clear();
    writer.begin(removed, added);
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
    DnsName owner = null;
    for (ResourceRecord record : contribution.records()) {
      if (record.type() == RecordType.SOA) {
        throw new IllegalArgumentException(
            "a contribution holds an SOA record of " + record.owner() + "; the zone makes its own");
      }
      Draft draft = count(record, change, audience);
      if (contribution.ttl() != ResourceRecord.OF_ZONE && !record.owner().equals(owner)) {
        owner = record.owner();
        RecordDelta wish = drafts.delta();
        wish.setTtl(owner, contribution.ttl(), change, audience);
        draft.count(wish);
      }
    }
  }

  /** Counts one of the zone's own records, for everyone. */
  void count(ResourceRecord record, int change) {
    count(record, change, Contribution.EVERYONE);
  }

  private Draft count(ResourceRecord record, int change, int audience) {
    RdataRules.check(record);
    Draft draft = latest;
    if (draft == null || !draft.owner.equals(record.owner())) {
      requireInZone(record);
      draft = drafts.of(record.owner());
      latest = draft;
    }
    RecordDelta delta = drafts.delta();
    delta.set(record, change, audience);
    draft.count(delta);
    return draft;
  }

  private void requireInZone(ResourceRecord record) {
    if (!record.owner().isAtOrBelow(index.apex())) {
      throw new IllegalArgumentException(
          "the "
              + record.type()
              + " record of "
              + record.owner()
              + " is not in the zone "
              + index.apex()
              + "; nothing was changed");
    }
  }

  /** Plans every node's next version; changes nothing yet. */
  void plan() {
    int apexLabels = index.apex().labels();
    for (int depth = drafts.levels() - 1; depth >= apexLabels; depth--) {
      List<Draft> level = drafts.ofLabels(depth);
      for (int i = 0; i < level.size(); i++) {
        plan(level.get(i), depth > apexLabels);
      }
    }
  }

  /**
   * @param below whether the name is below the apex, so that its parent counts it
   */
  private void plan(Draft draft, boolean below) {
    List<RecordDelta> deltas = draft.settle();
    Node old = draft.old();
    draft.changes = old == null || !deltas.isEmpty() || draft.children != old.children();
    if (!draft.changes) {
      return; // what went came back
    }
    draft.next = writer.write(draft.owner, old, draft.children, deltas);
    int came = (draft.next == NodeWriter.NONE ? 0 : 1) - (old == null ? 0 : 1);
    if (came != 0 && below) {
      drafts.of(draft.owner.parent()).children += came;
    }
    if (limited && below) {
      countAudiences(draft);
    }
  }

  /** Tells the parent which audiences came to the node, or to what is below it, and went. */
  private void countAudiences(Draft draft) {
    BitSet before = audiences(draft.old());
    BitSet after = audiences(next(draft));
    if (before.equals(after)) {
      return;
    }
    Draft parent = drafts.of(draft.owner.parent());
    BitSet differing = (BitSet) before.clone();
    differing.xor(after);
    differing.stream()
        .forEach(
            audience -> {
              RecordDelta child = drafts.delta();
              child.setChild(parent.owner, after.get(audience) ? 1 : -1, audience);
              parent.count(child);
            });
  }

  private static BitSet audiences(@Nullable Node node) {
    return node == null ? new BitSet() : node.audiences();
  }

  /** The planned node, until another one is looked at; null if there is none. */
  private @Nullable Node next(Draft draft) {
    return draft.next == NodeWriter.NONE ? null : planned.at(writer.bytes(), draft.next);
  }

  /** What the published batch changed; to be asked once. */
  ZoneChange change(long serial) {
    ZoneChange change = new ZoneChange(serial, removed, added);
    removed.clear();
    added.clear();
    return change;
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
      List<Draft> level = drafts.ofLabels(depth);
      for (int i = 0; i < level.size(); i++) {
        publish(level.get(i), going, large);
      }
    }
  }

  private void publish(Draft draft, boolean going, LargeSets large) {
    Node old = draft.old();
    Node next = next(draft);
    if (draft.changes && (next == null) == going && (next != null || old != null)) {
      key.set(draft.owner);
      if (next == null) {
        index.remove(key);
      } else {
        index.put(key, next.bytes, next.start(), next.length());
      }
      large.replaced(draft.owner, old, next);
    }
  }
}
