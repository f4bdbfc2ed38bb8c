package io.herald.skydns.answer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers as SkyDNS and CoreDNS do from the same keys, from memory alone. Safe for any thread;
 * looks at keys without a lock.
 */
public final class SkydnsAnswers {

  /** More keys than this, with those of aliases' targets, are not looked at for one answer. */
  static final int MOST_KEYS = 5_000;

  /** Of SOA, as SkyDNS has them, in seconds. */
  private static final int REFRESH = 28_800;

  private static final int RETRY = 7_200;
  private static final int EXPIRE = 604_800;

  private static final int LONGEST_STRING = 255;

  /** Type and class stand between a record's name and its TTL. */
  private static final int TTL_BEHIND_NAME = 4;

  private static final Name IN_ADDR = Name.fromConstantString("in-addr.arpa.");
  private static final Name IP6 = Name.fromConstantString("ip6.arpa.");

  private final SkydnsKeys keys;
  private final List<Name> domains;
  private final SkydnsRules rules;
  private final LeaseLeft leases;
  private final LongSupplier serial;

  /**
   * @param domains whose names are answered; a domain inside another counts as that one's
   * @param serial of SOA: rises with each change
   */
  public SkydnsAnswers(
      SkydnsKeys keys,
      List<Name> domains,
      SkydnsRules rules,
      LeaseLeft leases,
      LongSupplier serial) {
    this.keys = keys;
    this.domains = List.copyOf(domains);
    this.rules = rules;
    this.leases = leases;
    this.serial = serial;
  }

  /** The domain that a name is in. */
  public Optional<Name> domain(Name name) {
    return domains.stream()
        .filter(name::subdomain)
        .max(java.util.Comparator.comparingInt(Name::labels));
  }

  /** Whether a name is an address' that has a key. */
  public boolean isReverse(Name name) {
    return (name.subdomain(IN_ADDR) || name.subdomain(IP6))
        && !keys.at(KeyNames.labels(name)).isEmpty();
  }

  /**
   * The answer to a question of class IN.
   *
   * @return empty if the name is in none of the domains and is no address' with a key
   */
  public Optional<SkydnsAnswer> answer(Name name, int type) {
    Optional<Name> domain = domain(name);
    if (domain.isPresent()) {
      return Optional.of(new Question(domain.get(), name, type).answer());
    }
    return isReverse(name) ? Optional.of(reverse(name, type)) : Optional.empty();
  }

  /** SkyDNS leaves out the bit AA here, as it has no zone. */
  private SkydnsAnswer reverse(Name name, int type) {
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : keys.at(KeyNames.labels(name))) {
      Name target = found.leaf().target();
      if (type == Type.PTR && target != null) {
        records.add(new PTRRecord(name, DClass.IN, ttl(found.leaf()), target));
      }
    }
    return new SkydnsAnswer(Rcode.NOERROR, false, records, List.of(), List.of());
  }

  private long ttl(SkydnsLeaf leaf) {
    long own = leaf.message().ttl();
    if (leaf.lease() == 0) {
      return own == 0 ? rules.ttl() : own;
    }
    long left =
        Math.min(
            Math.max(leases.seconds(leaf.lease()), rules.leastLeaseTtl()), rules.mostLeaseTtl());
    return own == 0 ? left : Math.min(own, left);
  }

  /** One question about a name in a domain. */
  private final class Question {
    private final Name domain;
    private final Name name;
    private final int type;
    private final List<Record> answer = new ArrayList<>();
    private final List<Record> additional = new ArrayList<>();
    private int looks = MOST_KEYS;

    Question(Name domain, Name name, int type) {
      this.domain = domain;
      this.name = name;
      this.type = type;
    }

    SkydnsAnswer answer() {
      switch (type) {
        case Type.ANY -> {
          return new SkydnsAnswer(Rcode.REFUSED, true, List.of(), List.of(), List.of());
        }
        case Type.SOA -> {
          if (name.equals(domain)) {
            answer.add(soa(rules.ttl()));
          }
        }
        case Type.NS -> {
          if (name.equals(domain)) {
            addNameServers();
          }
        }
        case Type.A, Type.AAAA -> addAddresses();
        case Type.CNAME -> addAlias();
        case Type.SRV -> addServices();
        case Type.TXT -> addTexts();
        case Type.MX -> addMailServers();
        default -> {} // no key has such a record
      }
      return answer.isEmpty() ? negative() : positive();
    }

    private SkydnsAnswer positive() {
      List<Record> first = distinct(answer);
      List<Record> others = distinct(additional);
      if (rules.oneTtl()) {
        long least =
            Stream.concat(first.stream(), others.stream())
                .mapToLong(Record::getTTL)
                .min()
                .orElse(0);
        first = first.stream().map(record -> withTtl(record, least)).toList();
        others = others.stream().map(record -> withTtl(record, least)).toList();
      }
      return new SkydnsAnswer(Rcode.NOERROR, true, first, List.of(), others);
    }

    /** Equal records count once, with the lower TTL: a set has no doubles (RFC 2181 §5). */
    private List<Record> distinct(List<Record> records) {
      Map<Record, Record> once = new java.util.LinkedHashMap<>();
      for (Record record : records) {
        once.merge(record, record, (a, b) -> a.getTTL() <= b.getTTL() ? a : b);
      }
      return List.copyOf(once.values());
    }

    private SkydnsAnswer negative() {
      boolean exists = name.equals(domain) || !keys.below(KeyNames.labels(name), 1).isEmpty();
      return new SkydnsAnswer(
          exists ? Rcode.NOERROR : Rcode.NXDOMAIN,
          true,
          List.of(),
          List.of(soa(rules.negativeTtl())),
          List.of());
    }

    private SOARecord soa(long ttl) {
      return new SOARecord(
          domain,
          DClass.IN,
          ttl,
          below("ns.dns"),
          below("hostmaster"),
          serial.getAsLong() & 0xffff_ffffL,
          REFRESH,
          RETRY,
          EXPIRE,
          rules.negativeTtl());
    }

    private Name below(String labels) {
      try {
        return Name.fromString(labels, domain);
      } catch (TextParseException e) {
        return domain; // so long a domain has no room for it
      }
    }

    /** The leaves at a name and below it, by the rules, of the group that wins. */
    private List<SkydnsKeys.Found> leaves(Name of) {
      List<String> labels = KeyNames.labels(of);
      List<SkydnsKeys.Found> found = keys.below(labels, looks);
      looks -= found.size();
      if (!rules.ownKeys() && found.size() > 1) {
        String own = "/" + String.join("/", labels);
        found = found.stream().filter(one -> !one.path().equals(own)).toList();
      }
      Set<Object> seen = new HashSet<>();
      return KeyGroups.winning(
          found.stream()
              .filter(one -> !one.leaf().equals(SkydnsLeaf.UNREADABLE))
              .filter(one -> !rules.equalKeysOnce() || seen.add(one.leaf().sameness()))
              .toList());
    }

    private void addAddresses() {
      Name from = name.equals(domain) && rules.apexKeys() ? below("apex.dns") : name;
      List<Record> outside = new ArrayList<>();
      answer.addAll(addresses(name, from, List.of(), false, outside));
      if (answer.isEmpty() && outside.size() == 1) {
        answer.addAll(outside); // the client goes on from there
      }
    }

    /**
     * The addresses of a name, with the aliases that lead to them.
     *
     * @param owner under which they stand
     * @param from whose keys are looked at
     * @param before the aliases that led here
     * @param both whether those of both families are wanted, or the question's alone
     * @param outside gets the aliases whose targets lie in no domain of ours
     */
    private List<Record> addresses(
        Name owner, Name from, List<CNAMERecord> before, boolean both, List<Record> outside) {
      List<Record> records = new ArrayList<>();
      for (SkydnsKeys.Found found : leaves(from)) {
        SkydnsLeaf leaf = found.leaf();
        InetAddress address = leaf.address();
        Name target = leaf.target();
        if (address != null) {
          boolean wanted = both || (address instanceof Inet4Address) == (type == Type.A);
          if (wanted) {
            records.add(address(owner, address, ttl(leaf)));
          }
        } else if (target != null && !target.equals(owner)) {
          records.addAll(
              through(new CNAMERecord(owner, DClass.IN, ttl(leaf), target), before, both, outside));
        }
      }
      return records;
    }

    /** An alias with what its target has; nothing if that is nothing, or the chain is a circle. */
    private List<Record> through(
        CNAMERecord alias, List<CNAMERecord> before, boolean both, List<Record> outside) {
      Name target = alias.getTarget();
      boolean again =
          target.equals(name) || before.stream().anyMatch(one -> one.getTarget().equals(target));
      if (again || before.size() >= rules.mostAliases() || looks <= 0) {
        return List.of();
      }
      if (domain(target).isEmpty()) {
        outside.addAll(before);
        outside.add(alias);
        return List.of();
      }
      List<CNAMERecord> chain = new ArrayList<>(before);
      chain.add(alias);
      List<Record> next = addresses(target, target, chain, both, outside);
      List<Record> records = new ArrayList<>();
      if (!next.isEmpty()) {
        records.add(alias);
        records.addAll(next);
      }
      return records;
    }

    private void addAlias() {
      for (SkydnsKeys.Found found : keys.at(KeyNames.labels(name))) {
        Name target = found.leaf().target();
        if (target != null) {
          answer.add(new CNAMERecord(name, DClass.IN, ttl(found.leaf()), target));
        }
      }
    }

    private void addNameServers() {
      for (SkydnsKeys.Found found : leaves(below("ns.dns"))) {
        InetAddress address = found.leaf().address();
        Name server = address == null ? null : ownName(found);
        if (address != null && server != null) {
          answer.add(new NSRecord(name, DClass.IN, ttl(found.leaf()), server));
          additional.add(address(server, address, ttl(found.leaf())));
        }
      }
    }

    private void addServices() {
      List<SkydnsKeys.Found> services =
          leaves(name).stream().filter(found -> !found.leaf().message().host().isEmpty()).toList();
      Map<Integer, Long> shares = new HashMap<>();
      services.forEach(
          found ->
              shares.merge(
                  found.leaf().message().srvPriority(),
                  (long) found.leaf().message().share(),
                  Long::sum));
      for (SkydnsKeys.Found found : services) {
        int priority = found.leaf().message().srvPriority();
        long sum = shares.getOrDefault(priority, 1L);
        // As they compute it: a share of 97 alone comes to 99.
        long weight = (long) Math.floor(100.0 / sum * found.leaf().message().share());
        Name target = targetWithAddresses(found);
        if (target != null) {
          answer.add(
              new SRVRecord(
                  name,
                  DClass.IN,
                  ttl(found.leaf()),
                  priority,
                  (int) Math.max(weight, rules.leastWeight()),
                  found.leaf().message().port(),
                  target));
        }
      }
    }

    private void addMailServers() {
      for (SkydnsKeys.Found found : leaves(name)) {
        Name target = found.leaf().message().mail() ? targetWithAddresses(found) : null;
        if (target != null) {
          answer.add(
              new MXRecord(
                  name,
                  DClass.IN,
                  ttl(found.leaf()),
                  found.leaf().message().srvPriority(),
                  target));
        }
      }
    }

    /** The host's name, or the key's own if the host is an address; its addresses are added. */
    private @Nullable Name targetWithAddresses(SkydnsKeys.Found found) {
      SkydnsLeaf leaf = found.leaf();
      InetAddress address = leaf.address();
      Name target = leaf.target();
      if (address != null) {
        Name own = ownName(found);
        if (own != null) {
          additional.add(address(own, address, ttl(leaf)));
        }
        return own;
      }
      if (target == null) {
        return null;
      }
      Name stripped = stripped(target, leaf.message().targetStrip());
      if (domain(stripped).isPresent()) {
        additional.addAll(addresses(stripped, stripped, List.of(), true, new ArrayList<>()));
      }
      return stripped;
    }

    private @Nullable Name ownName(SkydnsKeys.Found found) {
      return stripped(KeyNames.name(found.path()), found.leaf().message().targetStrip());
    }

    /** Without its left labels; whole if there are no more than those. */
    private Name stripped(Name whole, int labels) {
      return labels == 0 || labels >= whole.labels() - 1 ? whole : new Name(whole, labels);
    }

    private void addTexts() {
      for (SkydnsKeys.Found found : leaves(name)) {
        String text = found.leaf().message().text();
        if (!text.isEmpty()) {
          answer.add(new TXTRecord(name, DClass.IN, ttl(found.leaf()), pieces(text)));
        }
      }
    }

    /** A string of TXT holds 255 bytes (RFC 1035 §3.3); longer text comes in several. */
    private List<String> pieces(String text) {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      List<String> pieces = new ArrayList<>();
      for (int from = 0; from < bytes.length; from += LONGEST_STRING) {
        int to = Math.min(bytes.length, from + LONGEST_STRING);
        pieces.add(escaped(bytes, from, to));
      }
      return pieces;
    }

    private String escaped(byte[] bytes, int from, int to) {
      StringBuilder text = new StringBuilder();
      for (int i = from; i < to; i++) {
        int b = bytes[i] & 0xff;
        if (b == '\\' || b == '"') {
          text.append('\\').append((char) b);
        } else if (b < ' ' || b > '~') {
          text.append(String.format("\\%03d", b));
        } else {
          text.append((char) b);
        }
      }
      return text.toString();
    }

    private Record address(Name owner, InetAddress address, long ttl) {
      return address instanceof Inet4Address
          ? new ARecord(owner, DClass.IN, ttl, address)
          : new AAAARecord(owner, DClass.IN, ttl, address);
    }
  }

  /** dnsjava's records can't change; so it is made again from its bytes. */
  private static Record withTtl(Record record, long ttl) {
    if (record.getTTL() == ttl) {
      return record;
    }
    byte[] wire = record.toWire(Section.ANSWER);
    int at = record.getName().length() + TTL_BEHIND_NAME;
    for (int i = 0; i < Integer.BYTES; i++) {
      wire[at + i] = (byte) (ttl >>> (24 - 8 * i));
    }
    try {
      return Record.fromWire(wire, Section.ANSWER);
    } catch (IOException e) {
      throw new IllegalStateException("a record's own bytes can't be read back: " + record, e);
    }
  }
}
