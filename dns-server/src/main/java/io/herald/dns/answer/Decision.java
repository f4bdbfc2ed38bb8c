package io.herald.dns.answer;

import io.herald.dns.record.Rcode;

/**
 * The one state that a query is in: what {@link Lookup} makes of it, and what {@link
 * QueryResponder} answers by a switch that covers every constant. Constants, not objects: a
 * decision allocates nothing.
 */
enum Decision {

  /** Not a query: no reply. */
  IGNORED(Outcome.IGNORED, Rcode.NOERROR),
  /** Not what RFC 1035 §4 or RFC 6891 §6 allow: neither question nor OPT record comes back. */
  MALFORMED(Outcome.REJECTED, Rcode.FORMERR),
  /** A cookie of a length that RFC 7873 §5.2.2 forbids. */
  BAD_COOKIE(Outcome.REJECTED, Rcode.FORMERR),
  /** An EDNS version other than 0. */
  BAD_VERSION(Outcome.REJECTED, Rcode.BADVERS),
  /** An opcode or a type that no server of zones answers. */
  NOT_IMPLEMENTED(Outcome.REJECTED, Rcode.NOTIMP),
  /** Signed (RFC 8945). */
  SIGNED(Outcome.SIGNED, Rcode.REFUSED),
  /** A class without such a record. */
  OTHER_CLASS(Outcome.OTHER_CLASS, Rcode.REFUSED),
  /** No question, but a good cookie: the server's comes back. */
  COOKIE(Outcome.SERVER, Rcode.NOERROR),
  /** A record of class CHAOS. */
  IDENTITY(Outcome.SERVER, Rcode.NOERROR),
  /** AXFR or IXFR of a zone. */
  TRANSFER(Outcome.TRANSFER, Rcode.REFUSED),
  /** The name is in no zone. */
  OUTSIDE_ZONE(Outcome.OUTSIDE_ZONE, Rcode.REFUSED),
  /** The name is in a zone, or a part of one, that is not loaded. */
  NOT_LOADED(Outcome.NOT_LOADED, Rcode.SERVFAIL),
  /** The name does not exist. */
  NXDOMAIN(Outcome.ANSWERED, Rcode.NXDOMAIN),
  /** The name exists, without records of the type. */
  NODATA(Outcome.ANSWERED, Rcode.NOERROR),
  /** The name is another's alias, and its target is to be answered for too. */
  ALIAS(Outcome.ANSWERED, Rcode.NOERROR),
  /** The name has records of the type. */
  RECORDS(Outcome.ANSWERED, Rcode.NOERROR),
  /** The client's network has had too many replies. */
  LIMITED(Outcome.LIMITED, Rcode.NOERROR);

  private final Outcome outcome;
  private final Rcode rcode;

  Decision(Outcome outcome, Rcode rcode) {
    this.outcome = outcome;
    this.rcode = rcode;
  }

  Outcome outcome() {
    return outcome;
  }

  Rcode rcode() {
    return rcode;
  }

  /** What the limit of responses counts it as. */
  ResponseRates.Kind kind() {
    return switch (this) {
      case NODATA, ALIAS, RECORDS -> ResponseRates.Kind.ANSWERS;
      case NXDOMAIN -> ResponseRates.Kind.NXDOMAIN;
      case IGNORED,
          MALFORMED,
          BAD_COOKIE,
          BAD_VERSION,
          NOT_IMPLEMENTED,
          SIGNED,
          OTHER_CLASS,
          COOKIE,
          IDENTITY,
          TRANSFER,
          OUTSIDE_ZONE,
          NOT_LOADED,
          LIMITED ->
          ResponseRates.Kind.OTHERS;
    };
  }
}
