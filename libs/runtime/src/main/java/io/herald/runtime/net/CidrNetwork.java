package io.herald.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network: the addresses that agree with one in its first bits (CIDR, RFC 4632).
 *
 * @param first the network's first address: the bits behind the prefix are zero
 * @param prefix number of bits, 0 to 32 or 128
 */
public record CidrNetwork(InetAddress first, int prefix) {

  private static final Pattern IPV4 =
      Pattern.compile("(%1$s\\.){3}%1$s".formatted("(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)"));

  /** As much as lets nothing but an address through to the JDK. */
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
   *
   * @throws IllegalArgumentException if it is not a network; the message holds the text and says
   *     what to write
   */
  public static CidrNetwork parse(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        bytes(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\""
                            + text
                            + "\" is not a network; write ADDRESS/BITS, as in 10.0.0.0/8, or an"
                            + " address"));
    int width = address.length * 8;
    String bits = slash < 0 ? String.valueOf(width) : text.substring(slash + 1);
    if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > width) {
      throw new IllegalArgumentException(
          "\"" + text + "\": write a number of bits after the slash, 0 to " + width);
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

  /**
   * Reads one address in numbers; never asks a resolver.
   *
   * @throws IllegalArgumentException if it is not one; the message holds the text and says what to
   *     write
   */
  public static InetAddress address(String text) {
    byte[] address =
        bytes(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\"" + text + "\" is not an address; write one in numbers, as 10.1.7.7"));
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** The address that the text spells; never asks a resolver. */
  private static Optional<byte[]> bytes(String text) {
    if (IPV4.matcher(text).matches()) {
      byte[] bytes = new byte[4];
      String[] parts = text.split("\\.");
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(parts[i]);
      }
      return Optional.of(bytes);
    }
    if (!IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // The JDK takes text with a colon as an address or refuses it.
      return Optional.of(InetAddress.getAllByName(text)[0].getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
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
