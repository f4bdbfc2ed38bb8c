package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.RecordType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports which RRsets of a zone became too large for any DNS message, and which no longer are: an
 * answer holds a random part of them. Used within the zone's lock.
 */
public final class LargeSets {

  /** Is notified each time that the large sets of a name change. */
  @FunctionalInterface
  public interface Listener {

    /**
     * From now on {@code large} are the types of which this name has too many records; none: every
     * set fits again. Called within the zone's lock: an implementation is quick, doesn't throw and
     * doesn't call the zone.
     */
    void changed(DnsName owner, List<RecordType> large);
  }

  /** Reports to no one. */
  static final LargeSets UNREPORTED = new LargeSets(0, 0, (owner, large) -> {});

  private static final int QUESTION_FIXED = 4;

  private final int answerLimit;
  private final int reserved;
  private final Listener listener;

  /**
   * @param answerLimit how many records an answer holds at most; 0: all
   * @param reserved bytes of a message that are kept for what stands behind the answer
   */
  public LargeSets(int answerLimit, int reserved, Listener listener) {
    this.answerLimit = answerLimit;
    this.reserved = reserved;
    this.listener = listener;
  }

  /** A name's node is replaced by another. */
  void replaced(@Nullable Node old, @Nullable Node next) {
    Node either = next == null ? old : next;
    if (either != null && (mayHaveLarge(old) || mayHaveLarge(next))) {
      List<RecordType> large = large(next);
      if (!large.equals(large(old))) {
        listener.changed(either.owner(), large);
      }
    }
  }

  private boolean mayHaveLarge(@Nullable Node node) {
    return node != null && node.length() > room(node.nameLength());
  }

  /** What a message leaves for the answer. */
  private int room(int nameLength) {
    return MessageHeader.MAX_MESSAGE
        - (MessageHeader.LENGTH + nameLength + QUESTION_FIXED)
        - reserved;
  }

  private List<RecordType> large(@Nullable Node node) {
    List<RecordType> large = new ArrayList<>();
    if (node == null || !mayHaveLarge(node)) {
      return large;
    }
    int room = room(node.nameLength());
    int line = node.lines();
    for (int left = node.rrsets(); left > 0; left--, line += Node.DIRECTORY_ENTRY) {
      if (node.isShown(node.type(line))
          && asAnswered(node.bodyLength(line), node.records(line)) > room) {
        large.add(RecordType.of(node.type(line)));
      }
    }
    return large;
  }

  /** Of a set of which an answer holds a few, these at their average length. */
  private long asAnswered(long bytes, int records) {
    return answerLimit == 0 || records <= answerLimit ? bytes : bytes * answerLimit / records;
  }
}
