package io.herald.dns.record;

/** The response codes that Herald gives (RFC 1035 §4.1.1, RFC 6891 §9). */
public enum Rcode {
  NOERROR(0),
  FORMERR(1),
  SERVFAIL(2),
  NXDOMAIN(3),
  NOTIMP(4),
  REFUSED(5),
  /** Not authoritative for that zone, or not authorized (RFC 2136 §2.2, RFC 8945 §5.2). */
  NOTAUTH(9),
  /** An EDNS version that isn't spoken; its upper bits travel in the OPT record. */
  BADVERS(16);

  private final int number;

  Rcode(int number) {
    this.number = number;
  }

  /** The code's number; above 15 it needs EDNS. */
  public int number() {
    return number;
  }
}
