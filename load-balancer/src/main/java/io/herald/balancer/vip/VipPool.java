package io.herald.balancer.vip;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The addresses that named VIPs get.
 *
 * @param ipv6 empty: names get no IPv6 addresses
 */
public record VipPool(PoolRange ipv4, Optional<PoolRange> ipv6) {

  /**
   * Half of the loopback network: each host balances for itself, without privileges and without a
   * route. Containers with a network of their own don't reach it.
   */
  public static final VipPool DEFAULT =
      new VipPool(PoolRange.parse("127.128.0.0/9"), Optional.empty());

  /** What DC/OS uses. 11/8 is public address space that belongs to somebody. */
  public static final VipPool DCOS =
      new VipPool(PoolRange.parse("11.0.0.0/8"), Optional.of(PoolRange.parse("fd01:c::/64")));

  public VipPool {
    if (ipv4.isIpv6() || ipv6.map(range -> !range.isIpv6()).orElse(false)) {
      throw new IllegalArgumentException(
          "pools " + ipv4 + ", " + ipv6.orElse(ipv4) + ": write one of IPv4 and one of IPv6");
    }
  }

  /** Whether it is an address that a name may have. */
  public boolean contains(InetAddress address) {
    return ipv4.contains(address) || ipv6.map(range -> range.contains(address)).orElse(false);
  }

  /** The addresses of that family. */
  Optional<PoolRange> range(boolean ofIpv6) {
    return ofIpv6 ? ipv6 : Optional.of(ipv4);
  }

  /** The address that the name gets if nobody else has it; empty without a pool of that family. */
  Optional<InetAddress> firstChoice(String name, boolean ofIpv6) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    BigInteger hash =
        ofIpv6 ? new BigInteger(1, sha1(bytes)) : BigInteger.valueOf(PortableHash.of(bytes));
    return range(ofIpv6).map(range -> range.at(hash.mod(range.modulus())));
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
