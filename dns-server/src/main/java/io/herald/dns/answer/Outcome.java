package io.herald.dns.answer;

/** What kind of query the responder met, for those who count replies or can answer better. */
public enum Outcome {
  /** A question about a zone; answered, positively or not. */
  ANSWERED,
  /** A question about a zone that is not loaded; the reply is SERVFAIL. */
  NOT_LOADED,
  /** A name outside the zones; the reply is REFUSED. The transport may have it forwarded. */
  OUTSIDE_ZONE,
  /** A question about this server: its identity in class CHAOS, or a cookie alone. */
  SERVER,
  /** Another class; the reply is REFUSED. */
  OTHER_CLASS,
  /** AXFR or IXFR; the reply is REFUSED. The transport may have the zone transferred. */
  TRANSFER,
  /** A signed query; the reply is REFUSED. The transport may have the signature checked. */
  SIGNED,
  /** Malformed, or asks for what a server of zones doesn't do; the reply says which. */
  REJECTED,
  /** The client's network has had too many replies: TC alone, or no reply. */
  LIMITED,
  /** Not a query; there is no reply. */
  IGNORED;

  /** Whether the slow path may have a better reply than the responder. */
  public boolean isForOthers() {
    return this == OUTSIDE_ZONE || this == TRANSFER || this == SIGNED;
  }
}
