package io.herald.dns.record;

/** The header of a DNS message (RFC 1035 §4.1.1). */
public final class MessageHeader {

  /** Bytes of a header. */
  public static final int LENGTH = 12;

  /** Bytes of the longest message, over TCP (RFC 1035 §4.2.2). */
  public static final int MAX_MESSAGE = 65_535;

  private MessageHeader() {}
}
