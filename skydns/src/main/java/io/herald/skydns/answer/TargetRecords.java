package io.herald.skydns.answer;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/**
 * The records of a name that lead to others, SRV, MX and NS, with the addresses of those. For one
 * answer.
 */
final class TargetRecords {

  private final AnswerBasis basis;
  private final KeyLook look;
  private final KeyAddresses addresses;
  private final List<Record> additional;

  /**
   * @param additional gets the addresses of targets
   */
  TargetRecords(AnswerBasis basis, KeyLook look, KeyAddresses addresses, List<Record> additional) {
    this.basis = basis;
    this.look = look;
    this.addresses = addresses;
    this.additional = additional;
  }

  /**
   * SRV records.
   *
   * @param owner under which they stand
   * @param from whose keys are looked at
   */
  List<Record> services(Name owner, Name from) {
    List<SkydnsKeys.Found> services =
        look.leaves(from).stream()
            .filter(found -> !found.leaf().message().host().isEmpty())
            .toList();
    Map<Integer, Long> shares = new HashMap<>();
    services.forEach(
        found ->
            shares.merge(
                found.leaf().message().srvPriority(),
                (long) found.leaf().message().share(),
                Long::sum));
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : services) {
      int priority = found.leaf().message().srvPriority();
      long sum = shares.getOrDefault(priority, 1L);
      // As they compute it: a share of 97 alone comes to 99.
      long weight = (long) Math.floor(100.0 / sum * found.leaf().message().share());
      Name target = targetWithAddresses(found);
      if (target != null) {
        records.add(
            new SRVRecord(
                owner,
                DClass.IN,
                basis.ttl(found.leaf()),
                priority,
                (int) Math.max(weight, basis.rules().leastWeight()),
                found.leaf().message().port(),
                target));
      }
    }
    return records;
  }

  /** MX records: the keys that say so. */
  List<Record> mailServers(Name owner, Name from) {
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : look.leaves(from)) {
      Name target = found.leaf().message().mail() ? targetWithAddresses(found) : null;
      if (target != null) {
        records.add(
            new MXRecord(
                owner,
                DClass.IN,
                basis.ttl(found.leaf()),
                found.leaf().message().srvPriority(),
                target));
      }
    }
    return records;
  }

  /** NS records: the keys with addresses. */
  List<Record> nameServers(Name owner, Name from) {
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : look.leaves(from)) {
      InetAddress address = found.leaf().address();
      Name server = address == null ? null : targetWithAddresses(found);
      if (server != null) {
        records.add(new NSRecord(owner, DClass.IN, basis.ttl(found.leaf()), server));
      }
    }
    return records;
  }

  /** The host's name, or the key's own if the host is an address; its addresses are added. */
  private @Nullable Name targetWithAddresses(SkydnsKeys.Found found) {
    SkydnsLeaf leaf = found.leaf();
    InetAddress address = leaf.address();
    Name target = target(found);
    if (target == null) {
      return null;
    }
    if (address != null) {
      additional.add(KeyAddresses.record(target, address, basis.ttl(leaf)));
    } else if (basis.domain(target).isPresent()) {
      additional.addAll(addresses.beside(target));
    }
    return target;
  }

  /** What a key's SRV record leads to; null: the key has no host. */
  static @Nullable Name target(SkydnsKeys.Found found) {
    SkydnsLeaf leaf = found.leaf();
    Name target = leaf.address() == null ? leaf.target() : KeyNames.name(found.path());
    return target == null ? null : stripped(target, leaf.message().targetStrip());
  }

  /** Without its left labels; whole if there are no more than those. */
  private static Name stripped(Name whole, int labels) {
    return labels == 0 || labels >= whole.labels() - 1 ? whole : new Name(whole, labels);
  }
}
