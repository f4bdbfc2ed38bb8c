package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way into the zone: counts what is taken out and put in for each record, plans
 * the next version of every node that this touches (the ancestors that come or go as empty
 * non-terminals included), and only then publishes. Whatever is wrong with a batch is thrown while
 * planning, so the zone is unharmed. For one thread, once.
 */
final class ZoneBatch {

  /** What happens to one owner name. */
  private static final class Draft {
    final DnsName owner;

    /** The present node, if there is one. */
    final @Nullable Node old;

    /** As they were counted: a record may be there several times. */
    final List<RecordDelta> counted = new ArrayList<>(2);

    int children;

    /** Where the next version begins among those of the batch, if there is one. */
    int next = NodeWriter.NONE;

    /** Whether the next version differs from the present one. */
    boolean changes;

    Draft(DnsName owner, @Nullable Node old) {
      this.owner = owner;
      this.old = old;
      this.children = old == null ? 0 : old.children();
    }

    /** Sorted, each record once, none whose changes cancel out. */
    List<RecordDelta> deltas() {
      if (counted.size() < 2) {
        return counted;
      }
      counted.sort(null);
      List<RecordDelta> deltas = new ArrayList<>(counted.size());
      for (int i = 0, end; i < counted.size(); i = end) {
        RecordDelta delta = counted.get(i);
        int change = delta.change();
        for (end = i + 1; end < counted.size() && counted.get(end).compareTo(delta) == 0; end++) {
          change += counted.get(end).change();
        }
        if (change != 0) {
          deltas.add(delta.withChange(change));
        }
      }
      return deltas;
    }
  }

  private final AnswerIndex index;
  private final boolean limited;
  private final NodeWriter writer;
  private final List<ResourceRecord> removed = new ArrayList<>();
  private final List<ResourceRecord> added = new ArrayList<>();
  private final LookupKey key = new LookupKey();
  private final Map<DnsName, Draft> drafts = new HashMap<>();

  /** The same by number of labels, so that children are planned before their parents. */
  private final List<List<Draft>> levels = new ArrayList<>();

  /** The draft last counted for: a contribution's records of one owner come one after the other. */
  private @Nullable Draft latest;

  /**
   * @param writer the zone's, of which the last batch is published
   * @param limited whether ancestors note the audiences of what is below them
   */
  ZoneBatch(AnswerIndex index, NodeWriter writer, boolean limited) {
    this.index = index;
    this.limited = limited;
    this.writer = writer;
    writer.begin(removed, added);
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
      count(record, change, audience);
      if (contribution.ttl() != ResourceRecord.OF_ZONE && !record.owner().equals(owner)) {
        owner = record.owner();
        draft(owner).counted.add(RecordDelta.ofTtl(owner, contribution.ttl(), change, audience));
      }
    }
  }

  private void count(ResourceRecord record, int change, int audience) {
    RdataRules.check(record);
    Draft draft = latest;
    if (draft == null || !draft.owner.equals(record.owner())) {
      draft = drafts.get(record.owner());
      if (draft == null) {
        requireInZone(record);
        draft = draft(record.owner());
      }
      latest = draft;
    }
    draft.counted.add(new RecordDelta(record, change, audience));
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
    for (int depth = levels.size() - 1; depth >= apexLabels; depth--) {
      for (Draft draft : levels.get(depth)) {
        List<RecordDelta> deltas = draft.deltas();
        draft.changes =
            draft.old == null || !deltas.isEmpty() || draft.children != draft.old.children();
        if (!draft.changes) {
          continue; // what went came back
        }
        draft.next = writer.write(draft.owner, draft.old, draft.children, deltas);
        int came = (draft.next == NodeWriter.NONE ? 0 : 1) - (draft.old == null ? 0 : 1);
        if (came != 0 && depth > apexLabels) {
          draft(draft.owner.parent()).children += came;
        }
        if (limited && depth > apexLabels) {
          countAudiences(draft);
        }
      }
    }
  }

  /** Tells the parent which audiences came to the node, or to what is below it, and went. */
  private void countAudiences(Draft draft) {
    BitSet before = audiences(draft.old);
    BitSet after = audiences(next(draft));
    if (before.equals(after)) {
      return;
    }
    Draft parent = draft(draft.owner.parent());
    BitSet differing = (BitSet) before.clone();
    differing.xor(after);
    differing.stream()
        .forEach(
            audience ->
                parent.counted.add(
                    RecordDelta.ofChild(parent.owner, after.get(audience) ? 1 : -1, audience)));
  }

  private static BitSet audiences(@Nullable Node node) {
    return node == null ? new BitSet() : node.audiences();
  }

  private @Nullable Node next(Draft draft) {
    return draft.next == NodeWriter.NONE ? null : new Node().at(writer.bytes(), draft.next);
  }

  private Draft draft(DnsName owner) {
    Draft known = drafts.get(owner);
    if (known != null) {
      return known;
    }
    key.set(owner);
    Node node = new Node();
    Draft draft = new Draft(owner, index.find(key, node) ? node : null);
    drafts.put(owner, draft);
    int depth = owner.labels();
    while (levels.size() <= depth) {
      levels.add(new ArrayList<>());
    }
    levels.get(depth).add(draft);
    return draft;
  }

  List<ResourceRecord> removed() {
    return removed;
  }

  List<ResourceRecord> added() {
    return added;
  }

  /**
   * Shows the planned nodes to the readers: first what comes or changes, then what goes.
   *
   * @param large learns which names get or lose sets that no message can hold
   */
  void publish(LargeSets large) {
    publish(false, large);
    publish(true, large);
    writer.end();
    index.settle();
  }

  private void publish(boolean going, LargeSets large) {
    for (List<Draft> level : levels) {
      for (Draft draft : level) {
        Node next = next(draft);
        if (draft.changes && (next == null) == going && (next != null || draft.old != null)) {
          key.set(draft.owner);
          if (next == null) {
            index.remove(key);
          } else {
            index.put(key, next.bytes, next.start(), next.length());
          }
          large.replaced(draft.owner, draft.old, next);
        }
      }
    }
  }

  /** The zone's own records at the apex: both are replaced by both. */
  static ZoneBatch ofApex(
      AnswerIndex index,
      NodeWriter writer,
      boolean limited,
      List<ResourceRecord> old,
      List<ResourceRecord> fresh) {
    ZoneBatch batch = new ZoneBatch(index, writer, limited);
    old.forEach(record -> batch.count(record, -1, Contribution.EVERYONE));
    fresh.forEach(record -> batch.count(record, 1, Contribution.EVERYONE));
    batch.plan();
    return batch;
  }
}
