package io.herald.dns.access;

import io.herald.runtime.net.CidrNetwork;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of networks that don't overlap: which of them an address is in is found by bisection,
 * without a lock, and for IPv4 without an allocation. Immutable.
 */
public final class ClientNetworks {

  /** The number of an address that is in none of them. */
  public static final int NONE = 0;

  private static final long SIGN = Long.MIN_VALUE;

  /** First and last address of each IPv4 network, sorted; as unsigned numbers. */
  private final long[] firsts;

  private final long[] lasts;
  private final int[] numbers;

  /** The same of IPv6, in two words, the sign bit turned so that they compare as signed ones. */
  private final long[][] wideFirsts;

  private final long[][] wideLasts;
  private final int[] wideNumbers;

  /**
   * A network and its number.
   *
   * @param number at least 1
   */
  public record Numbered(CidrNetwork network, int number) {}

  /**
   * @throws IllegalArgumentException if two networks overlap
   */
  public ClientNetworks(List<Numbered> networks) {
    for (int i = 0; i < networks.size(); i++) {
      for (int k = 0; k < i; k++) {
        if (overlap(networks.get(i).network(), networks.get(k).network())) {
          throw new IllegalArgumentException(
              networks.get(k).network() + " and " + networks.get(i).network() + " overlap");
        }
      }
    }
    List<Numbered> narrow =
        networks.stream()
            .filter(each -> isNarrow(each.network()))
            .sorted(Comparator.comparing(each -> word(each.network().first().getAddress(), 0, 4)))
            .toList();
    firsts = narrow.stream().mapToLong(each -> ipv4(each.network().first())).toArray();
    lasts =
        narrow.stream()
            .mapToLong(
                each -> ipv4(each.network().first()) | ((1L << (32 - each.network().prefix())) - 1))
            .toArray();
    numbers = narrow.stream().mapToInt(Numbered::number).toArray();
    List<Numbered> wide =
        networks.stream()
            .filter(each -> !isNarrow(each.network()))
            .sorted(
                Comparator.comparing(
                    each -> words(each.network().first().getAddress()), Arrays::compare))
            .toList();
    wideFirsts =
        wide.stream()
            .map(each -> words(each.network().first().getAddress()))
            .toArray(long[][]::new);
    wideLasts = wide.stream().map(each -> last(each.network())).toArray(long[][]::new);
    wideNumbers = wide.stream().mapToInt(Numbered::number).toArray();
  }

  /** Whether one lies in the other. */
  public static boolean overlap(CidrNetwork one, CidrNetwork other) {
    return one.contains(other.first()) || other.contains(one.first());
  }

  /** The number of the network that the address is in; {@link #NONE} of an unknown one. */
  public int of(@Nullable InetAddress address) {
    if (address instanceof Inet4Address) {
      return narrow(UdpSizes.word(address) & 0xffff_ffffL);
    }
    return address == null || wideNumbers.length == 0 ? NONE : wide(address.getAddress());
  }

  private int narrow(long address) {
    int low = 0;
    int high = firsts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (address < firsts[middle]) {
        high = middle - 1;
      } else if (address > lasts[middle]) {
        low = middle + 1;
      } else {
        return numbers[middle];
      }
    }
    return NONE;
  }

  private int wide(byte[] address) {
    long upper = word(address, 0, 8) ^ SIGN;
    long lower = word(address, 8, 8) ^ SIGN;
    int low = 0;
    int high = wideFirsts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (isBefore(upper, lower, wideFirsts[middle][0], wideFirsts[middle][1])) {
        high = middle - 1;
      } else if (isBefore(wideLasts[middle][0], wideLasts[middle][1], upper, lower)) {
        low = middle + 1;
      } else {
        return wideNumbers[middle];
      }
    }
    return NONE;
  }

  private static boolean isBefore(long upper, long lower, long otherUpper, long otherLower) {
    return upper < otherUpper || (upper == otherUpper && lower < otherLower);
  }

  private static boolean isNarrow(CidrNetwork network) {
    return network.first() instanceof Inet4Address;
  }

  private static long ipv4(InetAddress address) {
    return word(address.getAddress(), 0, 4);
  }

  private static long[] words(byte[] address) {
    return new long[] {word(address, 0, 8) ^ SIGN, word(address, 8, 8) ^ SIGN};
  }

  private static long[] last(CidrNetwork network) {
    byte[] address = network.first().getAddress();
    for (int bit = network.prefix(); bit < address.length * 8; bit++) {
      address[bit / 8] |= (byte) (0x80 >> (bit % 8));
    }
    return words(address);
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }
}
