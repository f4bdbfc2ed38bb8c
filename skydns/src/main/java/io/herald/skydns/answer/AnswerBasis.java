package io.herald.skydns.answer;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.xbill.DNS.Name;

/**
 * What every answer is made from.
 *
 * @param domains whose names are answered; a domain inside another counts as that one's
 * @param leases what is left of them
 * @param serial of SOA: rises with each change
 */
record AnswerBasis(
    SkydnsKeys keys, List<Name> domains, SkydnsRules rules, LeaseLeft leases, LongSupplier serial) {

  AnswerBasis {
    domains = List.copyOf(domains);
  }

  /** The domain that a name is in. */
  Optional<Name> domain(Name name) {
    return domains.stream().filter(name::subdomain).max(Comparator.comparingInt(Name::labels));
  }

  /** A key's own TTL, and no more than is left of its lease. */
  long ttl(SkydnsLeaf leaf) {
    long own = leaf.message().ttl();
    if (leaf.lease() == 0) {
      return own == 0 ? rules.ttl() : own;
    }
    long left =
        Math.min(
            Math.max(leases.seconds(leaf.lease()), rules.leastLeaseTtl()), rules.mostLeaseTtl());
    return own == 0 ? left : Math.min(own, left);
  }
}
