package io.herald.balancer.config;

import io.herald.balancer.vip.PoolRange;
import io.herald.balancer.vip.VipPool;
import io.herald.runtime.net.CidrNetwork;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pools of addresses as operators write them, and as networks. */
final class PoolText {

  private static final String DCOS = "dcos";

  private PoolText() {}

  /**
   * Reads {@code dcos}, or a range of IPv4 and perhaps one of IPv6.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static VipPool parse(List<String> words) {
    if (words.size() == 1 && words.get(0).strip().equalsIgnoreCase(DCOS)) {
      return VipPool.DCOS;
    }
    Optional<PoolRange> ipv4 = Optional.empty();
    Optional<PoolRange> ipv6 = Optional.empty();
    for (String word : words) {
      PoolRange range = PoolRange.parse(word);
      if ((range.isIpv6() ? ipv6 : ipv4).isPresent()) {
        throw new IllegalArgumentException(
            "\"" + word + "\" is the second of its family; write one of IPv4 and one of IPv6");
      }
      if (range.isIpv6()) {
        ipv6 = Optional.of(range);
      } else {
        ipv4 = Optional.of(range);
      }
    }
    return new VipPool(
        ipv4.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a range of IPv4 is missing; write dcos, or one as in 10.200.0.0/16")),
        ipv6);
  }

  /** As {@link #parse} reads it. */
  static List<String> text(VipPool pool) {
    if (pool.equals(VipPool.DCOS)) {
      return List.of(DCOS);
    }
    List<String> words = new ArrayList<>(List.of(text(pool.ipv4())));
    pool.ipv6().ifPresent(range -> words.add(text(range)));
    return words;
  }

  /** The network that the range was written as, if it was written as one. */
  private static String text(PoolRange range) {
    return network(range)
        .map(network -> network.first().getHostAddress() + "/" + network.prefix())
        .orElse(range.toString());
  }

  private static Optional<CidrNetwork> network(PoolRange range) {
    byte[] first = range.first().getAddress();
    byte[] last = range.last().getAddress();
    int common = 0;
    while (common < first.length * 8 && bit(first, common) == bit(last, common)) {
      common++;
    }
    CidrNetwork network = new CidrNetwork(range.first(), common);
    boolean starts = CidrNetwork.parse(text(range.first()) + "/" + common).equals(network);
    return starts && first.length * 8 - common >= 2 && PoolRange.parse(text(network)).equals(range)
        ? Optional.of(network)
        : Optional.empty();
  }

  /** The networks that hold the pools and little else: those that need a route. */
  static List<CidrNetwork> networks(VipPool pool) {
    List<CidrNetwork> networks = new ArrayList<>(networks(pool.ipv4()));
    pool.ipv6().ifPresent(range -> networks.addAll(networks(range)));
    return networks;
  }

  private static List<CidrNetwork> networks(PoolRange range) {
    Optional<CidrNetwork> whole = network(range);
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    List<CidrNetwork> networks = new ArrayList<>();
    int width = range.first().getAddress().length * 8;
    BigInteger at = new BigInteger(1, range.first().getAddress());
    BigInteger last = new BigInteger(1, range.last().getAddress());
    while (at.compareTo(last) <= 0) {
      int free = at.signum() == 0 ? width : Math.min(width, at.getLowestSetBit());
      while (at.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE).compareTo(last) > 0) {
        free--;
      }
      networks.add(CidrNetwork.parse(address(at, width) + "/" + (width - free)));
      at = at.add(BigInteger.ONE.shiftLeft(free));
    }
    return networks;
  }

  private static String text(CidrNetwork network) {
    return text(network.first()) + "/" + network.prefix();
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }

  private static String address(BigInteger number, int width) {
    byte[] bytes = new byte[width / 8];
    byte[] digits = number.toByteArray();
    for (int i = 0; i < bytes.length && i < digits.length; i++) {
      bytes[bytes.length - 1 - i] = digits[digits.length - 1 - i];
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / 8] >> (7 - index % 8) & 1;
  }
}
