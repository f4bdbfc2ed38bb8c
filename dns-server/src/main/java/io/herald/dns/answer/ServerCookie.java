package io.herald.dns.answer;

import io.herald.dns.record.WireBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteOrder;

/**
 * Makes and knows again server cookies (RFC 9018 §4): version 1, three zero bytes, Unix time, and a
 * SipHash-2-4 over these, the client's cookie and address. So the server remembers nothing, and a
 * client that shows its cookie proves that it received a reply at its address. One for each thread.
 */
final class ServerCookie {

  static final int LENGTH = 16;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VERSION_AND_RESERVED = 0x0100_0000;

  /** RFC 9018 §4.3: renewed when half an hour old, or from more than five minutes ahead. */
  private static final int RENEWED_AFTER = 1800;

  private static final int FROM_THE_FUTURE = 300;

  private final CookieSecrets secrets;
  private final SipHash hash = new SipHash();

  ServerCookie(CookieSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Writes the cookie that answers the query's to {@code target}: the one that the client showed if
   * it is good and young, else a new one. Returns whether it was good and young: the client has
   * received a reply at this address.
   *
   * @param cookie offset in {@code query} of the client's eight bytes, and the server's behind them
   */
  boolean write(
      byte[] query, int cookie, int cookieLength, InetAddress client, byte[] target, int offset) {
    // The address as bytes is the JDK's only form: a copy of 4 or 16 bytes.
    byte[] address = client.getAddress();
    long now = secrets.now();
    CookieSecrets.Pair pair = secrets.at(now);
    int shown = cookie + EdnsOptions.CLIENT_COOKIE;
    if (cookieLength == EdnsOptions.CLIENT_COOKIE + LENGTH
        && isYoung(query, shown, now)
        && isOurs(query, cookie, address, pair)) {
      System.arraycopy(query, shown, target, offset, LENGTH);
      return true;
    }
    WireBytes.putInt(target, offset, VERSION_AND_RESERVED);
    WireBytes.putInt(target, offset + 4, (int) now);
    long made = hash(query, cookie, target, offset, address, pair.key0(), pair.key1());
    WORDS.set(target, offset + 8, made);
    return false;
  }

  private static boolean isYoung(byte[] query, int shown, long now) {
    // Serial number arithmetic: the time is 32 bits (RFC 9018 §4.3).
    int age = (int) now - WireBytes.getInt(query, shown + 4);
    return age <= RENEWED_AFTER && age >= -FROM_THE_FUTURE;
  }

  private boolean isOurs(byte[] query, int cookie, byte[] address, CookieSecrets.Pair pair) {
    int shown = cookie + EdnsOptions.CLIENT_COOKIE;
    long proof = (long) WORDS.get(query, shown + 8);
    return WireBytes.getInt(query, shown) == VERSION_AND_RESERVED
        && (proof == hash(query, cookie, query, shown, address, pair.key0(), pair.key1())
            || proof == hash(query, cookie, query, shown, address, pair.oldKey0(), pair.oldKey1()));
  }

  private long hash(
      byte[] query,
      int clientCookie,
      byte[] fields,
      int offset,
      byte[] address,
      long key0,
      long key1) {
    hash.begin(key0, key1);
    hash.word((long) WORDS.get(query, clientCookie));
    hash.word((long) WORDS.get(fields, offset));
    if (address.length == 4) {
      return hash.end((int) INTS.get(address, 0) & 0xffff_ffffL, 20);
    }
    hash.word((long) WORDS.get(address, 0));
    hash.word((long) WORDS.get(address, 8));
    return hash.end(0, 32);
  }
}
