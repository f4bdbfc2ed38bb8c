package io.herald.dns.naming.options;

import static java.util.Objects.requireNonNull;

import io.herald.dns.record.DnsName;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A network whose addresses are named by PTR records (RFC 1035 §3.5, RFC 3596 §2.5).
 *
 * @param apex the zone that its owner names lie in: {@code 10.in-addr.arpa.}
 */
public record ReverseNetwork(DnsName apex) {

  private static final String HEX = "0123456789abcdef";

  public ReverseNetwork {
    requireNonNull(apex, "apex");
  }

  /**
   * The network of a prefix that ends between two labels: {@code 10.0.0.0/8}, {@code fd00:1::/32}.
   *
   * @throws IllegalArgumentException if it is not an address and a length, has bits set beyond the
   *     length, or ends within a label; the message says what to write
   */
  public static ReverseNetwork parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> address =
        slash < 0 ? Optional.empty() : IpText.parse(text.substring(0, slash));
    if (address.isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a network; write ADDRESS/LENGTH, as in 10.0.0.0/8");
    }
    byte[] bytes = address.get().getAddress();
    int step = bytes.length == 4 ? 8 : 4;
    int length = length(text, text.substring(slash + 1), bytes.length * 8, step);
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\" has bits set beyond its length; write the first address of the network");
      }
    }
    String name = name(bytes).toString();
    for (int cut = bytes.length * 8 - length; cut > 0; cut -= step) {
      name = name.substring(name.indexOf('.') + 1);
    }
    return new ReverseNetwork(DnsName.parse(name));
  }

  private static int length(String text, String digits, int most, int step) {
    int length;
    try {
      length = Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (length < step || length > most || length % step != 0) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": the length must be a multiple of "
              + step
              + " from "
              + step
              + " to "
              + most);
    }
    return length;
  }

  /** The owner name of an address's PTR record. */
  public static DnsName name(InetAddress address) {
    return name(address.getAddress());
  }

  private static DnsName name(byte[] bytes) {
    StringBuilder name = new StringBuilder(80);
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes.length == 4) {
        name.append(bytes[i] & 0xff).append('.');
      } else {
        name.append(HEX.charAt(bytes[i] & 15)).append('.');
        name.append(HEX.charAt(bytes[i] >> 4 & 15)).append('.');
      }
    }
    return DnsName.parse(name.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString());
  }
}
