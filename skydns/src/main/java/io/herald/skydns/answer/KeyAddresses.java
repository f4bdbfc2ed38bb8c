package io.herald.skydns.answer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** The addresses of names, with the aliases that lead to them. For one answer. */
final class KeyAddresses {

  private final AnswerBasis basis;
  private final KeyLook look;

  /** Whose keys answer the question: an alias that leads back to it is a circle. */
  private final Name at;

  KeyAddresses(AnswerBasis basis, KeyLook look, Name at) {
    this.basis = basis;
    this.look = look;
    this.at = at;
  }

  /**
   * Those of a name for a question of A or AAAA.
   *
   * @param owner under which they stand
   * @param from whose keys are looked at
   * @param wanted the addresses of the family that is asked for
   */
  List<Record> asked(Name owner, Name from, Predicate<InetAddress> wanted) {
    List<Record> outside = new ArrayList<>();
    List<Record> found = of(owner, from, List.of(), wanted, outside);
    // The client goes on from one that leads outside.
    return found.isEmpty() && outside.size() == 1 ? outside : found;
  }

  /** Those of another record's target, of both families. */
  List<Record> beside(Name target) {
    return of(target, target, List.of(), address -> true, new ArrayList<>());
  }

  /**
   * @param before the aliases that led here
   * @param outside gets the aliases whose targets lie in no domain of ours
   */
  private List<Record> of(
      Name owner,
      Name from,
      List<CNAMERecord> before,
      Predicate<InetAddress> wanted,
      List<Record> outside) {
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : look.leaves(from)) {
      SkydnsLeaf leaf = found.leaf();
      InetAddress address = leaf.address();
      Name target = leaf.target();
      if (address != null) {
        if (wanted.test(address)) {
          records.add(record(owner, address, basis.ttl(leaf)));
        }
      } else if (target != null && !target.equals(owner) && !target.equals(from)) {
        CNAMERecord alias = new CNAMERecord(owner, DClass.IN, basis.ttl(leaf), target);
        records.addAll(through(alias, before, wanted, outside));
      }
    }
    return records;
  }

  /** An alias with what its target has; nothing if that is nothing, or the chain is a circle. */
  private List<Record> through(
      CNAMERecord alias,
      List<CNAMERecord> before,
      Predicate<InetAddress> wanted,
      List<Record> outside) {
    Name target = alias.getTarget();
    boolean again =
        target.equals(at) || before.stream().anyMatch(one -> one.getTarget().equals(target));
    if (again || before.size() >= basis.rules().mostAliases() || look.isSpent()) {
      return List.of();
    }
    if (basis.domain(target).isEmpty()) {
      outside.addAll(before);
      outside.add(alias);
      return List.of();
    }
    List<CNAMERecord> chain = new ArrayList<>(before);
    chain.add(alias);
    List<Record> next = of(target, target, chain, wanted, outside);
    List<Record> records = new ArrayList<>();
    if (!next.isEmpty()) {
      records.add(alias);
      records.addAll(next);
    }
    return records;
  }

  static Record record(Name owner, InetAddress address, long ttl) {
    return address instanceof Inet4Address
        ? new ARecord(owner, DClass.IN, ttl, address)
        : new AAAARecord(owner, DClass.IN, ttl, address);
  }
}
