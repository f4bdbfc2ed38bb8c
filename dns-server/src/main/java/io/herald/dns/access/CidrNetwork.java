package io.herald.dns.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A network: the addresses that agree with one in its first bits (CIDR, RFC 4632).
 *
 * @param first the network's first address: the bits behind the prefix are zero
 * @param prefix number of bits, 0 to 32 or 128
 */
public record CidrNetwork(InetAddress first, int prefix) {

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
   *
   * @throws IllegalArgumentException if it is no address, or the prefix doesn't fit; the message
   *     holds the text and says what to write
   */
  public static CidrNetwork parse(String text) {
    int slash = text.indexOf('/');
    byte @Nullable [] address =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no network; write ADDRESS/BITS, as in 10.0.0.0/8, or an address");
    }
    int width = address.length * 8;
    String bits = slash < 0 ? String.valueOf(width) : text.substring(slash + 1);
    if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > width) {
      throw new IllegalArgumentException(
          "\"" + text + "\": behind the slash stands the number of bits, 0 to " + width);
    }
    int prefix = Integer.parseInt(bits);
    for (int bit = prefix; bit < width; bit++) {
      address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    try {
      return new CidrNetwork(InetAddress.getByAddress(address), prefix);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** Whether the address lies in it. An IPv4 network holds no IPv6 addresses. */
  public boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefix;
  }
}
