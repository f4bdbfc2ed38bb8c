package io.herald.dns.record;

/**
 * Types of the records that Herald makes itself (RFC 1035, 2782, 3596), with their wire numbers.
 */
public enum RecordType {
  A(1),
  NS(2),
  CNAME(5),
  SOA(6),
  PTR(12),
  TXT(16),
  AAAA(28),
  SRV(33);

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  /** The type's number on the wire. */
  public int number() {
    return number;
  }

  /**
   * The type with that number.
   *
   * @throws IllegalArgumentException if Herald makes no records of that type
   */
  public static RecordType of(int number) {
    return switch (number) {
      case 1 -> A;
      case 2 -> NS;
      case 5 -> CNAME;
      case 6 -> SOA;
      case 12 -> PTR;
      case 16 -> TXT;
      case 28 -> AAAA;
      case 33 -> SRV;
      default -> throw new IllegalArgumentException("Herald makes no records of type " + number);
    };
  }
}
