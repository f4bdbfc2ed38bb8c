package io.herald.balancer.vip;

import io.herald.runtime.net.CidrNetwork;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that names can get, of one family, both ends included.
 *
 * @param last of the same family as {@code first}, and beyond it
 */
public record PoolRange(InetAddress first, InetAddress last) {

  public PoolRange {
    if (first.getAddress().length != last.getAddress().length
        || number(first).compareTo(number(last)) >= 0) {
      throw new IllegalArgumentException(
          "pool "
              + first.getHostAddress()
              + "-"
              + last.getHostAddress()
              + ": write FIRST-LAST of one family, the last one beyond the first");
    }
  }

  /**
   * Reads {@code 11.0.0.0/8}, which leaves out the broadcast address, {@code fd01:c::/64}, or
   * {@code 11.0.0.0-11.0.0.254}.
   *
   * @throws IllegalArgumentException that says what to write
   */
  public static PoolRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new PoolRange(address(text, 0, dash), address(text, dash + 1, text.length()));
    }
    CidrNetwork network = CidrNetwork.parse(text.strip());
    int width = network.first().getAddress().length * 8;
    int hostBits = width - network.prefix();
    if (hostBits < 2) {
      throw new IllegalArgumentException(
          "pool \"" + text + "\" has too few addresses; write a network with at least 4");
    }
    BigInteger size = BigInteger.ONE.shiftLeft(hostBits);
    BigInteger last =
        number(network.first()).add(size).subtract(BigInteger.valueOf(width == 32 ? 2 : 1));
    return new PoolRange(network.first(), address(last, width / 8));
  }

  private static InetAddress address(String text, int from, int to) {
    CidrNetwork one = CidrNetwork.parse(text.substring(from, to).strip());
    if (one.prefix() != one.first().getAddress().length * 8) {
      throw new IllegalArgumentException(
          "pool \"" + text + "\": write FIRST-LAST, two addresses, or NETWORK/BITS");
    }
    return one.first();
  }

  /** Whether it is of IPv6. */
  public boolean isIpv6() {
    return first.getAddress().length == 16;
  }

  public boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && number(address).compareTo(number(first)) >= 0
        && number(address).compareTo(number(last)) <= 0;
  }

  /** What a hash is taken modulo of: one less than there are addresses, as DC/OS does. */
  BigInteger modulus() {
    return number(last).subtract(number(first));
  }

  /** The address so many behind the first. */
  InetAddress at(BigInteger offset) {
    return address(number(first).add(offset), first.getAddress().length);
  }

  /** The next address; after the last one the first. */
  InetAddress after(InetAddress address) {
    return address.equals(last)
        ? first
        : address(number(address).add(BigInteger.ONE), first.getAddress().length);
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  private static InetAddress address(BigInteger number, int length) {
    byte[] digits = number.toByteArray();
    byte[] bytes = new byte[length];
    for (int i = 0; i < length && i < digits.length; i++) {
      bytes[length - 1 - i] = digits[digits.length - 1 - i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** {@code 11.0.0.0-11.255.255.254}. */
  @Override
  public String toString() {
    return first.getHostAddress() + "-" + last.getHostAddress();
  }
}
