package io.herald.dns.zone;

/** Arithmetic of zone serials: 32 bits that wrap (RFC 1982). Serials are 0 to 4294967295. */
public final class Serial {

  private static final long MASK = 0xffff_ffffL;

  private Serial() {}

  /** Whether {@code a} is newer than {@code b}; false where RFC 1982 leaves it undefined. */
  public static boolean isNewer(long a, long b) {
    long distance = (a - b) & MASK;
    return distance != 0 && distance < (1L << 31);
  }

  /** The serial that follows {@code last}: Unix time if that is newer, else the next number. */
  static long next(long last, long unixSeconds) {
    long now = unixSeconds & MASK;
    return isNewer(now, last) ? now : (last + 1) & MASK;
  }
}
