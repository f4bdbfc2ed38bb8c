package io.herald.skydns.answer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Types whose records are those of the name that another name stands for. */
  private static final Set<Integer> COMPOSED =
      Set.of(Type.A, Type.AAAA, Type.SRV, Type.TXT, Type.MX, Type.CNAME);

  private static final Name IN_ADDR = Name.fromConstantString("in-addr.arpa.");
  private static final Name IP6 = Name.fromConstantString("ip6.arpa.");

  private final SkydnsKeys keys;
  private final List<Name> domains;
  private final SkydnsRules rules;
  private final LeaseLeft leases;
  private final LongSupplier serial;
  private final KeyEnvironments environments;
  private final KeyView everything;

  /** By the name of an environment that has keys. */
  private final Map<String, KeyView> views = new ConcurrentHashMap<>();

  /**
   * With every key for everyone.
   *
   * @param domains whose names are answered; a domain inside another counts as that one's
   * @param serial of SOA: rises with each change
   */
  public SkydnsAnswers(
      SkydnsKeys keys,
      List<Name> domains,
      SkydnsRules rules,
      LeaseLeft leases,
      LongSupplier serial) {
    this(keys, domains, rules, leases, serial, KeyEnvironments.NONE);
  }

  private SkydnsAnswers(
      SkydnsKeys keys,
      List<Name> domains,
      SkydnsRules rules,
      LeaseLeft leases,
      LongSupplier serial,
      KeyEnvironments environments) {
    this.keys = keys;
    this.domains = List.copyOf(domains);
    this.rules = rules;
    this.leases = leases;
    this.serial = serial;
    this.environments = environments;
    this.everything = KeyView.everything(keys, environments);
  }

  /** The same from keys of which some are an environment's. */
  public SkydnsAnswers withEnvironments(KeyEnvironments apart) {
    return new SkydnsAnswers(keys, domains, rules, leases, serial, apart);
  }

  private KeyView view(Optional<String> environment) {
    return environment.isEmpty()
        ? everything
        : views.computeIfAbsent(environment.get(), name -> KeyView.of(keys, environments, name));
  }

  /** The domain that a name is in. */
  public Optional<Name> domain(Name name) {
    return domains.stream()
        .filter(name::subdomain)
        .max(java.util.Comparator.comparingInt(Name::labels));
  }

  /** Whether a name is answered, to one who sees everything. */
  public boolean has(Name name) {
    return domain(name).isPresent() || !reverse(name, everything).isEmpty();
  }

  /** The keys of an address' name; those that lead to a hidden name are hidden too. */
  private List<SkydnsKeys.Found> reverse(Name name, KeyView view) {
    if (!name.subdomain(IN_ADDR) && !name.subdomain(IP6)) {
      return List.of();
    }
    return keys.at(KeyNames.labels(name), view).stream()
        .filter(
            found -> {
              Name target = found.leaf().target();
              return target == null || view.sees(KeyNames.path(target));
            })
        .toList();
  }

  /** The answer to one who sees everything. */
  public Optional<SkydnsAnswer> answer(Name name, int type) {
    return answer(name, type, Optional.empty());
  }

  /**
   * The answer to a question of class IN.
   *
   * @param environment that the client is in; empty: it sees everything
   * @return empty if the name is in none of the domains, is no address' with a key, and means
   *     nothing as a short name in the client's environment
   */
  public Optional<SkydnsAnswer> answer(Name name, int type, Optional<String> environment) {
    KeyView view = view(environment);
    NameMeaning meaning = new NameMeaning(keys, view);
    Optional<Name> domain = domain(name);
    if (domain.isPresent()) {
      return Optional.of(
          new Question(domain.get(), name, meaning.in(domain.get(), name), type, view).answer());
    }
    List<SkydnsKeys.Found> addresses = reverse(name, view);
    return addresses.isEmpty()
        ? meaning
            .bare(domains, name)
            .map(at -> new Question(domain(at).orElseThrow(), name, at, type, view).answer())
        : Optional.of(reverse(name, type, addresses));
  }

  /** The name whose keys answer for a name to an environment's clients, if there are any. */
  public Optional<Name> meaning(Name name, String environment) {
    NameMeaning meaning = new NameMeaning(keys, view(Optional.of(environment)));
    return domain(name)
        .map(domain -> meaning.in(domain, name))
        .filter(meaning::exists)
        .or(() -> meaning.bare(domains, name));
  }

  /** Environments that have keys at or below a name which an environment's clients don't see. */
  public NavigableSet<String> hidden(Name name, String environment) {
    KeyView view = view(Optional.of(environment));
    NavigableSet<String> hidden = new TreeSet<>();
    keys.below(KeyNames.labels(name), MOST_KEYS, everything).stream()
        .filter(found -> !view.sees(found.path()))
        .forEach(found -> environments.of(found.path()).ifPresent(hidden::add));
    return hidden;
  }

  /** SkyDNS leaves out the bit AA here, as it has no zone. */
  private SkydnsAnswer reverse(Name name, int type, List<SkydnsKeys.Found> addresses) {
    List<Record> records = new ArrayList<>();
    for (SkydnsKeys.Found found : addresses) {
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

  /** One question about a name in a domain, or one that means such a name. */
  private final class Question {
    private final Name domain;

    /** As it was asked, which owns the answer. */
    private final Name name;

    /** Whose keys answer. */
    private final Name at;

    private final int type;
    private final KeyView view;
    private final List<Record> answer = new ArrayList<>();
    private final List<Record> additional = new ArrayList<>();
    private int looks = MOST_KEYS;

    Question(Name domain, Name name, Name at, int type, KeyView view) {
      this.domain = domain;
      this.name = name;
      this.at = at;
      this.type = type;
      this.view = view;
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

    /**
     * The name that the whole of this one stands for: an alias key that leads into another
     * environment, or an import. In SkyDNS, where no key is an environment's, an alias key is one
     * for addresses, and a server with port 0 for SRV.
     */
    private Optional<Name> composed() {
      if (view.environments().isEmpty() || !COMPOSED.contains(type)) {
        return Optional.empty();
      }
      NameMeaning meaning = new NameMeaning(keys, view);
      List<SkydnsKeys.Found> found = keys.below(KeyNames.labels(at), 2, view);
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
      return domain(target).isPresent() && (elsewhere || meaning.source(target).isPresent())
          ? Optional.of(target)
          : Optional.empty();
    }

    private void addComposed(Name target, List<Name> before) {
      if (before.contains(target) || target.equals(at) || before.size() >= rules.mostAliases()) {
        return;
      }
      List<Name> passed = new ArrayList<>(before);
      passed.add(at);
      Name in = domain(target).orElseThrow();
      SkydnsAnswer behind =
          new Question(in, target, target, type == Type.CNAME ? Type.A : type, view).answer(passed);
      List<SkydnsKeys.Found> alias = keys.at(KeyNames.labels(at), view);
      if (type == Type.CNAME || !behind.answer().isEmpty()) {
        // An import has no TTL of its own: it is there as long as what it stands for.
        long ttl =
            alias.isEmpty()
                ? behind.answer().stream().mapToLong(Record::getTTL).min().orElse(0)
                : ttl(alias.get(0).leaf());
        answer.add(new CNAMERecord(name, DClass.IN, ttl, target));
      }
      if (type != Type.CNAME) {
        answer.addAll(behind.answer());
        additional.addAll(behind.additional());
      }
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
      boolean exists = at.equals(domain) || new NameMeaning(keys, view).exists(at);
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
      List<SkydnsKeys.Found> found = keys.below(KeyNames.labels(of), looks, view);
      looks -= found.size();
      if (!rules.ownKeys() && found.size() > 1) {
        String own = KeyNames.path(of);
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
      Name from = at.equals(domain) && rules.apexKeys() ? below("apex.dns") : at;
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
        } else if (target != null && !target.equals(owner) && !target.equals(from)) {
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
          target.equals(at) || before.stream().anyMatch(one -> one.getTarget().equals(target));
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
      for (SkydnsKeys.Found found : keys.at(KeyNames.labels(at), view)) {
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
          leaves(at).stream().filter(found -> !found.leaf().message().host().isEmpty()).toList();
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
      for (SkydnsKeys.Found found : leaves(at)) {
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
      for (SkydnsKeys.Found found : leaves(at)) {
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
