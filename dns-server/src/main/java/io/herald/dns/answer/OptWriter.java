package io.herald.dns.answer;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.WireBytes;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Our OPT record (RFC 6891 §6.1): its length is known before the answer is made, so that the answer
 * leaves room for it, and it is written behind the answer. Options answer those of the query:
 * cookie, NSID, and over TCP and TLS keepalive and padding. One for each thread.
 */
final class OptWriter {

  /** Bytes of an OPT record without options. */
  static final int PLAIN = 11;

  /** The length of padded replies is a multiple of this (RFC 8467 §4.1). */
  static final int PADDING_BLOCK = 468;

  private static final int COOKIE = EdnsOptions.CLIENT_COOKIE + ServerCookie.LENGTH;
  private static final int KEEPALIVE = 2;
  private static final int LONGEST_OPTIONS =
      4 * EdnsOptions.HEADER + COOKIE + KEEPALIVE + ResponderSettings.MAX_IDENTITY;

  /** Bytes of the longest OPT record, padding not counted. */
  static final int LONGEST = PLAIN + LONGEST_OPTIONS;

  private final UdpSizes sizes;
  private final byte[] identity;
  private final int keepalive;
  private final @Nullable ServerCookie cookies;

  private final byte[] options = new byte[LONGEST_OPTIONS];
  private int announcedSize;
  private int length;
  private boolean padded;
  private boolean proven;

  OptWriter(ResponderSettings settings) {
    this.sizes = settings.udpSizes();
    this.identity = settings.identity().orElse("").getBytes(StandardCharsets.UTF_8);
    // In units of 100 ms, 16 bits (RFC 7828 §3.1).
    this.keepalive =
        settings.tcpIdle().map(idle -> (int) Math.min(65_535, idle.toMillis() / 100)).orElse(-1);
    this.cookies = settings.cookies().map(ServerCookie::new).orElse(null);
  }

  /**
   * Prepares the options for the reply to that query; returns the OPT record's length, padding not
   * counted.
   *
   * @param client its address; null: unknown, and its cookie is not answered
   */
  int prepare(QueryMessage query, byte[] message, boolean stream, @Nullable InetAddress client) {
    announcedSize = sizes.to(client);
    length = 0;
    padded = false;
    proven = false;
    EdnsOptions asked = query.options;
    if (!asked.any || query.ednsVersion != 0) {
      return PLAIN;
    }
    if (cookies != null && client != null && asked.hasCookie() && asked.isCookieWellFormed()) {
      int data = option(EdnsOptions.COOKIE, COOKIE);
      System.arraycopy(message, asked.cookie, options, data, EdnsOptions.CLIENT_COOKIE);
      proven =
          cookies.write(
              message,
              asked.cookie,
              asked.cookieLength,
              client,
              options,
              data + EdnsOptions.CLIENT_COOKIE);
    }
    if (asked.nsid && identity.length > 0) {
      int data = option(EdnsOptions.NSID, identity.length);
      System.arraycopy(identity, 0, options, data, identity.length);
    }
    if (stream && asked.keepalive && keepalive >= 0) {
      WireBytes.putShort(options, option(EdnsOptions.TCP_KEEPALIVE, KEEPALIVE), keepalive);
    }
    padded = stream && asked.padding;
    return PLAIN + length + (padded ? EdnsOptions.HEADER : 0);
  }

  /** Whether the last query had a cookie that this server gave to that very address. */
  boolean isClientProven() {
    return proven;
  }

  private int option(int code, int dataLength) {
    int data = length + EdnsOptions.HEADER;
    WireBytes.putShort(options, length, code);
    WireBytes.putShort(options, length + 2, dataLength);
    length = data + dataLength;
    return data;
  }

  /** Writes the record at {@code end}; returns the offset behind it. */
  int write(byte[] reply, int end, Rcode rcode, boolean dnssecOk) {
    int options = end + PLAIN;
    reply[end] = 0;
    WireBytes.putShort(reply, end + 1, QueryMessage.TYPE_OPT);
    WireBytes.putShort(reply, end + 3, announcedSize);
    // The DO bit comes back (RFC 3225 §3).
    WireBytes.putInt(reply, end + 5, ((rcode.number() >>> 4) << 24) | (dnssecOk ? 0x8000 : 0));
    System.arraycopy(this.options, 0, reply, options, length);
    int written = options + length;
    if (padded) {
      written = pad(reply, written);
    }
    WireBytes.putShort(reply, end + 9, written - options);
    return written;
  }

  private static int pad(byte[] reply, int option) {
    int data = option + EdnsOptions.HEADER;
    int wanted = (data + PADDING_BLOCK - 1) / PADDING_BLOCK * PADDING_BLOCK;
    int end = Math.min(wanted, MessageHeader.MAX_MESSAGE);
    WireBytes.putShort(reply, option, EdnsOptions.PADDING);
    WireBytes.putShort(reply, option + 2, end - data);
    Arrays.fill(reply, data, end, (byte) 0);
    return end;
  }
}
