package io.herald.skydns.answer;

/**
 * Where SkyDNS and CoreDNS answer differently: how it is done.
 *
 * @param ttl of what has neither a TTL nor a lease, in seconds
 * @param negativeTtl of NXDOMAIN and NODATA, in seconds
 * @param leastLeaseTtl a lease with less left counts as if it had this, in seconds; 0: never more
 *     than is left
 * @param mostLeaseTtl a lease with more left counts as if it had this, in seconds
 * @param oneTtl whether all records of an answer have the least of their TTLs
 * @param mostAliases as many aliases of a chain are followed
 * @param leastWeight an SRV weight below is lifted to this, 0 or 1
 * @param apexKeys whether addresses of the domain itself are those below its {@code dns/apex}; else
 *     those of every key
 * @param equalKeysOnce whether keys that are equal in host, port, priority, weight and text count
 *     once; else each counts in the weights of SRV
 * @param ownKeys whether a name that has keys below it is answered with its own key too
 */
public record SkydnsRules(
    int ttl,
    int negativeTtl,
    int leastLeaseTtl,
    int mostLeaseTtl,
    boolean oneTtl,
    int mostAliases,
    int leastWeight,
    boolean apexKeys,
    boolean equalKeysOnce,
    boolean ownKeys) {

  /** As SkyDNS 2.5 does. */
  public static final SkydnsRules SKYDNS =
      new SkydnsRules(3600, 30, 0, Integer.MAX_VALUE, true, 8, 0, false, true, true);

  /** As CoreDNS' etcd plugin does. */
  public static final SkydnsRules COREDNS =
      new SkydnsRules(300, 30, 30, 86_400, false, 10, 1, true, false, false);
}
