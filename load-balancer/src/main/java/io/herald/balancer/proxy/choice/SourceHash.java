package io.herald.balancer.proxy.choice;

import java.net.InetAddress;

/**
 * Rendezvous hashing by weight: each client has an order of its own of all backends, so that one
 * that goes moves its own clients alone, and every replica chooses the same.
 */
final class SourceHash {

  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final int MANTISSA = 53;

  private SourceHash() {}

  /** Of an address and a port, the same in every process. */
  static long of(InetAddress address, int port) {
    long hash = BASIS;
    for (byte part : address.getAddress()) {
      hash = (hash ^ (part & 0xff)) * PRIME;
    }
    return mix((hash ^ port) * PRIME);
  }

  /** The less, the more this client belongs to the target. */
  static double distance(long client, PooledBackend target) {
    // Evenly spread over (0, 1]; its logarithm by the weight gives each its share.
    double random = ((mix(client ^ target.seed) >>> (Long.SIZE - MANTISSA)) + 1) * 0x1p-53;
    return -Math.log(random) / target.weight();
  }

  /** The last steps of MurmurHash3: each bit of the input moves half of the output's. */
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
