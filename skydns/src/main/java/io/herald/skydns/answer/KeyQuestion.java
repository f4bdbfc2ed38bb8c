package io.herald.skydns.answer;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** One question about a name in a domain, or one that means such a name. For one answer. */
final class KeyQuestion {

  /** Of SOA, as SkyDNS has them, in seconds. */
  private static final int REFRESH = 28_800;

  private static final int RETRY = 7_200;
  private static final int EXPIRE = 604_800;

  /** Types whose records are those of the name that another name stands for. */
  private static final Set<Integer> COMPOSED =
      Set.of(Type.A, Type.AAAA, Type.SRV, Type.TXT, Type.MX, Type.CNAME);

  private final AnswerBasis basis;
  private final Name domain;

  /** As it was asked, which owns the answer. */
  private final Name name;

  /** Whose keys answer. */
  private final Name at;

  private final int type;
  private final KeyView view;
  private final NameMeaning meaning;
  private final KeyLook look;
  private final KeyAddresses addresses;
  private final TargetRecords targets;
  private final List<Record> answer = new ArrayList<>();
  private final List<Record> additional = new ArrayList<>();

  /**
   * @param at whose keys answer
   */
  KeyQuestion(AnswerBasis basis, Name domain, Name name, Name at, int type, KeyView view) {
    this.basis = basis;
    this.domain = domain;
    this.name = name;
    this.at = at;
    this.type = type;
    this.view = view;
    this.meaning = new NameMeaning(basis.keys(), view);
    this.look = new KeyLook(basis, view);
    this.addresses = new KeyAddresses(basis, look, at);
    this.targets = new TargetRecords(basis, look, addresses, additional);
  }

  SkydnsAnswer answer() {
    return answer(List.of());
  }

  /**
   * The answer behind aliases.
   *
   * @param before the names that led here
   */
  private SkydnsAnswer answer(List<Name> before) {
    Optional<Name> composed = composed();
    if (composed.isPresent()) {
      addComposed(composed.get(), before);
      return answer.isEmpty() ? negative() : positive();
    }
    switch (type) {
      case Type.ANY -> {
        return new SkydnsAnswer(Rcode.REFUSED, true, List.of(), List.of(), List.of());
      }
      case Type.SOA -> {
        if (name.equals(domain)) {
          answer.add(soa(basis.rules().ttl()));
        }
      }
      case Type.NS -> {
        if (name.equals(domain)) {
          answer.addAll(targets.nameServers(name, below("ns.dns")));
        }
      }
      case Type.A, Type.AAAA -> addAddresses();
      case Type.CNAME -> addAlias();
      case Type.SRV -> answer.addAll(targets.services(name, at));
      case Type.TXT -> addTexts();
      case Type.MX -> answer.addAll(targets.mailServers(name, at));
      default -> {} // no key has such a record
    }
    return answer.isEmpty() ? negative() : positive();
  }

  /**
   * The name that the whole of this one stands for: an alias key that leads into another
   * environment, or an import. In SkyDNS, where no key is an environment's, an alias key is one for
   * addresses, and a server with port 0 for SRV.
   */
  private Optional<Name> composed() {
    if (view.environments().isEmpty() || !COMPOSED.contains(type)) {
      return Optional.empty();
    }
    List<SkydnsKeys.Found> found = basis.keys().below(KeyNames.labels(at), 2, view);
    if (found.isEmpty()) {
      return meaning.source(at);
    }
    String own = KeyNames.path(at);
    SkydnsLeaf leaf = found.get(0).leaf();
    Name target = leaf.target();
    if (found.size() > 1
        || !found.get(0).path().equals(own)
        || target == null
        || leaf.message().port() != 0) {
      return Optional.empty();
    }
    String subtree = view.environments().subtree(KeyNames.path(target));
    boolean elsewhere = subtree != null && !subtree.equals(view.environments().subtree(own));
    return basis.domain(target).isPresent() && (elsewhere || meaning.source(target).isPresent())
        ? Optional.of(target)
        : Optional.empty();
  }

  private void addComposed(Name target, List<Name> before) {
    if (before.contains(target)
        || target.equals(at)
        || before.size() >= basis.rules().mostAliases()) {
      return;
    }
    List<Name> passed = new ArrayList<>(before);
    passed.add(at);
    Name in = basis.domain(target).orElseThrow();
    SkydnsAnswer behind =
        new KeyQuestion(basis, in, target, target, type == Type.CNAME ? Type.A : type, view)
            .answer(passed);
    List<SkydnsKeys.Found> alias = look.at(at);
    if (!behind.answer().isEmpty() || (type == Type.CNAME && isSeen(target))) {
      // An import has no TTL of its own: it is there as long as what it stands for.
      long ttl =
          alias.isEmpty()
              ? behind.answer().stream().mapToLong(Record::getTTL).min().orElse(0)
              : basis.ttl(alias.get(0).leaf());
      answer.add(new CNAMERecord(name, DClass.IN, ttl, target));
    }
    if (type != Type.CNAME) {
      answer.addAll(behind.answer());
      additional.addAll(behind.additional());
    }
  }

  private SkydnsAnswer positive() {
    List<Record> first = RecordTtls.distinct(answer);
    List<Record> others = RecordTtls.distinct(additional);
    if (basis.rules().oneTtl()) {
      long least =
          Stream.concat(first.stream(), others.stream()).mapToLong(Record::getTTL).min().orElse(0);
      first = RecordTtls.all(first, least);
      others = RecordTtls.all(others, least);
    }
    return new SkydnsAnswer(Rcode.NOERROR, true, first, List.of(), others);
  }

  private SkydnsAnswer negative() {
    boolean exists = at.equals(domain) || meaning.exists(at);
    return new SkydnsAnswer(
        exists ? Rcode.NOERROR : Rcode.NXDOMAIN,
        true,
        List.of(),
        List.of(soa(basis.rules().negativeTtl())),
        List.of());
  }

  private SOARecord soa(long ttl) {
    return new SOARecord(
        domain,
        DClass.IN,
        ttl,
        below("ns.dns"),
        below("hostmaster"),
        basis.serial().getAsLong() & 0xffff_ffffL,
        REFRESH,
        RETRY,
        EXPIRE,
        basis.rules().negativeTtl());
  }

  private Name below(String labels) {
    try {
      return Name.fromString(labels, domain);
    } catch (TextParseException e) {
      return domain; // so long a domain has no room for it
    }
  }

  private void addAddresses() {
    Name from = at.equals(domain) && basis.rules().apexKeys() ? below("apex.dns") : at;
    boolean four = type == Type.A;
    answer.addAll(
        addresses.asked(name, from, address -> (address instanceof Inet4Address) == four));
  }

  private void addAlias() {
    for (SkydnsKeys.Found found : look.at(at)) {
      Name target = found.leaf().target();
      if (target != null && isSeen(target)) {
        answer.add(new CNAMERecord(name, DClass.IN, basis.ttl(found.leaf()), target));
      }
    }
  }

  /** Whether the client may know of a name; of a hidden one it isn't told by an alias either. */
  private boolean isSeen(Name target) {
    return view.sees(KeyNames.path(target)) || meaning.exists(target);
  }

  private void addTexts() {
    for (SkydnsKeys.Found found : look.leaves(at)) {
      String text = found.leaf().message().text();
      if (!text.isEmpty()) {
        answer.add(
            Record.newRecord(
                name, Type.TXT, DClass.IN, basis.ttl(found.leaf()), TextStrings.of(text)));
      }
    }
  }
}
