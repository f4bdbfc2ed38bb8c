package io.herald.dns.record;

/** Addresses as text: IPv4 with dots, IPv6 as RFC 5952 §4 recommends. */
final class AddressText {

  private static final int WORDS = 8;

  private AddressText() {}

  /** The text of an address of 4 or 16 bytes. */
  static String of(byte[] address) {
    return address.length == 4 ? ipv4(address) : ipv6(address);
  }

  private static String ipv4(byte[] address) {
    return (address[0] & 0xff)
        + "."
        + (address[1] & 0xff)
        + "."
        + (address[2] & 0xff)
        + "."
        + (address[3] & 0xff);
  }

  /** The first of the longest runs of zeros is shortened, unless it is one word. */
  private static String ipv6(byte[] address) {
    int zeros = 0;
    int length = 1;
    for (int from = 0; from < WORDS; from++) {
      int to = from;
      while (to < WORDS && word(address, to) == 0) {
        to++;
      }
      if (to - from > length) {
        zeros = from;
        length = to - from;
      }
    }
    return length == 1
        ? words(address, 0, WORDS)
        : words(address, 0, zeros) + "::" + words(address, zeros + length, WORDS);
  }

  private static String words(byte[] address, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(word(address, i)));
    }
    return text.toString();
  }

  private static int word(byte[] address, int index) {
    return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
  }
}
