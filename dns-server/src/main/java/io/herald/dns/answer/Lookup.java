package io.herald.dns.answer;

import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;

/**
 * Decides what a query comes to, from the query and the zones alone; what it found on the way is
 * kept until the next look. Writes no reply. One for each thread; allocates nothing.
 */
final class Lookup {

  private static final int TYPE_TKEY = 249;
  private static final int TYPE_IXFR = 251;
  private static final int TYPE_AXFR = 252;
  private static final int TYPE_MAILB = 253;
  private static final int TYPE_MAILA = 254;

  private static final byte[] NOTHING = {};

  private final ServedZones zones;
  private final ChaosAnswers chaos;
  private final ShortNames shortNames;

  private ClientEnvironments.View view = ClientEnvironments.View.EVERYTHING;
  private final Node node = new Node();
  private boolean found;
  private int rrset;
  private byte[] identity = NOTHING;

  Lookup(ServedZones zones, ChaosAnswers chaos) {
    this.zones = zones;
    this.chaos = chaos;
    this.shortNames = new ShortNames(zones);
  }

  /** What becomes of a query that was parsed with that verdict, of a client that sees this. */
  Decision decide(
      QueryMessage.Verdict verdict, QueryMessage query, ClientEnvironments.View visible) {
    view = visible;
    return switch (verdict) {
      case QUERY -> decide(query);
      case COOKIE_ALONE ->
          query.ednsVersion != 0
              ? Decision.BAD_VERSION
              : query.options.isCookieWellFormed() ? Decision.COOKIE : Decision.BAD_COOKIE;
      case OTHER_OPCODE -> Decision.NOT_IMPLEMENTED;
      case MALFORMED -> Decision.MALFORMED;
      case IGNORE -> Decision.IGNORED;
    };
  }

  private Decision decide(QueryMessage query) {
    if (query.signed) {
      return Decision.SIGNED;
    }
    if (query.edns && query.ednsVersion != 0) {
      return Decision.BAD_VERSION;
    }
    if (query.edns && !query.options.isCookieWellFormed()) {
      return Decision.BAD_COOKIE;
    }
    if (query.queryClass != ResourceRecord.CLASS_IN) {
      return decideOtherClass(query);
    }
    // Types that no record has (RFC 6895 §3.1); those from 256 on are types as any other.
    return switch (query.type) {
      case QueryMessage.TYPE_OPT, QueryMessage.TYPE_TSIG -> Decision.MALFORMED;
      case TYPE_TKEY, TYPE_MAILA, TYPE_MAILB -> Decision.NOT_IMPLEMENTED;
      default -> find(query.name, query.type);
    };
  }

  private Decision decideOtherClass(QueryMessage query) {
    byte[] record =
        query.queryClass == ChaosAnswers.CLASS_CH ? chaos.find(query.name, query.type) : null;
    if (record == null) {
      return Decision.OTHER_CLASS;
    }
    identity = record;
    return Decision.IDENTITY;
  }

  /** Looks for a name, the question's or an alias' target, in the zones. */
  Decision find(LookupKey name, int type) {
    found = zones.find(name, node);
    if (!found && !zones.contain(name)) {
      return view.limited ? findBare(name, type) : Decision.OUTSIDE_ZONE;
    }
    if (type == TYPE_AXFR || type == TYPE_IXFR) {
      return Decision.TRANSFER;
    }
    if (!zones.found().isLoaded(name, found)) {
      return Decision.NOT_LOADED;
    }
    if (view.limited) {
      found = shortNames.visible(name, node, found, view);
    }
    return found ? decideRecords(type) : Decision.NXDOMAIN;
  }

  /** A name in no zone may still be a short one, without a domain. */
  private Decision findBare(LookupKey name, int type) {
    found = shortNames.bare(name, node, view);
    return !found || type == TYPE_AXFR || type == TYPE_IXFR
        ? Decision.OUTSIDE_ZONE
        : decideRecords(type);
  }

  private Decision decideRecords(int type) {
    boolean any = type == QueryMessage.TYPE_ANY;
    if (node.audience() == Node.SEVERAL) {
      return decideSeen(type);
    }
    if (node.isAlias()) {
      rrset = node.rrset(RecordType.CNAME.number());
      boolean asked = any || type == RecordType.CNAME.number();
      return asked ? Decision.RECORDS : Decision.ALIAS;
    }
    // For ANY the first set alone (RFC 8482 §4.1).
    rrset = any ? node.firstRrset() : node.rrset(type);
    return rrset < 0 ? Decision.NODATA : Decision.RECORDS;
  }

  /** The same of a node of which the client may see a part. */
  private Decision decideSeen(int type) {
    boolean any = type == QueryMessage.TYPE_ANY;
    if (view.filter.isAlias(node)) {
      rrset = view.filter.rrset(node, RecordType.CNAME.number());
      return any || type == RecordType.CNAME.number() ? Decision.RECORDS : Decision.ALIAS;
    }
    rrset = any ? view.filter.firstRrset(node) : view.filter.rrset(node, type);
    return rrset < 0 ? Decision.NODATA : Decision.RECORDS;
  }

  /**
   * The node that was found, until the next look.
   *
   * @throws IllegalStateException if the decision was one without a node
   */
  Node node() {
    if (!found) {
      throw new IllegalStateException("no node was found");
    }
    return node;
  }

  /** Whether that node was found. */
  boolean isAt(Node other) {
    return found && node.isAt(other);
  }

  /** Of {@link Decision#RECORDS} and {@link Decision#ALIAS}: the set in the node that answers. */
  int rrset() {
    return rrset;
  }

  /** Of {@link Decision#IDENTITY}: the record that answers. */
  byte[] identity() {
    return identity;
  }
}
