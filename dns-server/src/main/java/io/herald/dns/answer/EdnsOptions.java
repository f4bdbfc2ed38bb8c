package io.herald.dns.answer;

import io.herald.dns.record.WireBytes;

/**
 * The options of a query's OPT record, read in place: those that are understood are noted, all
 * others passed over (RFC 6891 §6.1.2). One mutable object for each thread; allocates nothing.
 */
final class EdnsOptions {

  static final int NSID = 3;
  static final int COOKIE = 10;
  static final int TCP_KEEPALIVE = 11;
  static final int PADDING = 12;

  /** Bytes of an option before its data: code and length. */
  static final int HEADER = 4;

  static final int CLIENT_COOKIE = 8;
  private static final int SHORTEST_COOKIE = CLIENT_COOKIE + 8;
  private static final int LONGEST_COOKIE = CLIENT_COOKIE + 32;

  /** Asks for the server's identifier (RFC 5001). */
  boolean nsid;

  /** Asks how long an idle connection is kept (RFC 7828). */
  boolean keepalive;

  /** Wants a padded reply (RFC 7830). */
  boolean padding;

  /** Where the cookie begins, the client's part first; 0 if there is none. */
  int cookie;

  int cookieLength;

  /** Whether there are any that a reply may have to answer. */
  boolean any;

  /** Takes the bytes from {@code from} to {@code end}; false if they are not options. */
  boolean read(byte[] query, int from, int end) {
    any = false;
    if (from == end) {
      return true;
    }
    nsid = false;
    keepalive = false;
    padding = false;
    cookie = 0;
    int option = from;
    while (option + HEADER <= end) {
      int data = option + HEADER;
      int length = WireBytes.getShort(query, option + 2);
      note(WireBytes.getShort(query, option), data, length);
      option = data + length;
    }
    return option == end;
  }

  private void note(int code, int data, int length) {
    switch (code) {
      case NSID -> nsid = true;
      case TCP_KEEPALIVE -> keepalive = true;
      case PADDING -> padding = true;
      case COOKIE -> {
        if (cookie == 0) {
          cookie = data;
          cookieLength = length;
        }
      }
      default -> {
        return;
      }
    }
    any = true;
  }

  boolean hasCookie() {
    return any && cookie != 0;
  }

  /** Whether the cookie has a length that RFC 7873 §5.2.2 permits; true if there is none. */
  boolean isCookieWellFormed() {
    return !hasCookie()
        || cookieLength == CLIENT_COOKIE
        || (cookieLength >= SHORTEST_COOKIE && cookieLength <= LONGEST_COOKIE);
  }
}
