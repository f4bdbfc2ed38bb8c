package io.herald.dns.zone;

import io.herald.dns.record.RecordType;
import io.herald.dns.record.WireBytes;
import java.util.Arrays;

/**
 * Which audiences a reader belongs to, and what it may see of a {@link Node} by that. Immutable;
 * allocates nothing.
 */
public final class AudienceFilter {

  /** Belongs to every audience. */
  public static final AudienceFilter ALL = new AudienceFilter(all());

  private final boolean[] audiences;

  /**
   * @param audiences for each number of an audience, whether the reader belongs to it; copied
   */
  public AudienceFilter(boolean[] audiences) {
    if (audiences.length != Node.SEVERAL || !audiences[0]) {
      throw new IllegalArgumentException(
          "there are " + Node.SEVERAL + " audiences, and everyone belongs to the first");
    }
    this.audiences = audiences.clone();
  }

  private static boolean[] all() {
    boolean[] all = new boolean[Node.SEVERAL];
    Arrays.fill(all, true);
    return all;
  }

  /** Whether there is anything for the reader, at the name or below it. */
  public boolean sees(Node node) {
    int audience = node.audience();
    return audience == Node.SEVERAL ? seesSome(node) : audiences[audience];
  }

  private boolean seesSome(Node node) {
    int line = node.lines();
    for (int left = node.rrsets(); left > 0; left--, line += Node.DIRECTORY_ENTRY) {
      if (node.type(line) != Node.TTL_WISH && seesAny(node, line)) {
        return true;
      }
    }
    return false;
  }

  private boolean seesAny(Node node, int rrset) {
    for (int i = 0; i < node.records(rrset); i++) {
      if (audiences[node.audience(rrset, i)]) {
        return true;
      }
    }
    return false;
  }

  /** Of a node for several audiences: whether the reader sees it as an alias. */
  public boolean isAlias(Node node) {
    return node.isAlias() && seesAny(node, node.line(RecordType.CNAME.number()));
  }

  /**
   * Of a node for several audiences: offset of the RRset's line in the directory, or -1 if the
   * reader sees none of that type. An alias is the caller's to look for.
   */
  public int rrset(Node node, int type) {
    int line = type >= Node.CHILD ? -1 : node.line(type);
    return line >= 0 && seesAny(node, line) ? line : -1;
  }

  /** Of a node for several audiences: the first RRset of which the reader sees anything, or -1. */
  public int firstRrset(Node node) {
    int line = node.lines();
    for (int left = node.rrsets(); left > 0; left--, line += Node.DIRECTORY_ENTRY) {
      if (node.type(line) < Node.CHILD && seesAny(node, line)) {
        return line;
      }
    }
    return -1;
  }

  /** Whether the reader sees the record, and hasn't seen the same one before it. */
  public boolean shows(Node node, int rrset, int record) {
    if (!audiences[node.audience(rrset, record)]) {
      return false;
    }
    for (int i = record; node.isRepeated(rrset, i); i--) {
      if (audiences[node.audience(rrset, i - 1)]) {
        return false;
      }
    }
    return true;
  }

  /** How many different records of the RRset the reader sees. */
  public int records(Node node, int rrset) {
    int shown = 0;
    for (int i = 0; i < node.records(rrset); i++) {
      if (shows(node, rrset, i)) {
        shown++;
      }
    }
    return shown;
  }

  /**
   * The TTL of what the reader sees of a node: the least one that is asked for there.
   *
   * @param ofZone without any
   */
  public int ttl(Node node, int ofZone) {
    int wishes = node.hasOwnTtl() ? node.line(Node.TTL_WISH) : -1;
    // They are sorted, and the sign bit is never set.
    for (int i = 0; wishes >= 0 && i < node.records(wishes); i++) {
      if (audiences[node.audience(wishes, i)]) {
        return WireBytes.getInt(
            node.bytes, node.body(wishes) + node.position(wishes, i) + Node.RECORD_HEADER);
      }
    }
    return ofZone;
  }
}
