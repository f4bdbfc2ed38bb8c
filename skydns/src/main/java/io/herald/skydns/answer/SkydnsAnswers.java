package io.herald.skydns.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers as SkyDNS and CoreDNS do from the same keys, from memory alone. Safe for any thread;
 * looks at keys without a lock.
 */
public final class SkydnsAnswers {

  /** More keys than this, with those of aliases' targets, are not looked at for one answer. */
  static final int MOST_KEYS = 5_000;

  private static final Name IN_ADDR = Name.fromConstantString("in-addr.arpa.");
  private static final Name IP6 = Name.fromConstantString("ip6.arpa.");

  private final AnswerBasis basis;
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
    this(new AnswerBasis(keys, domains, rules, leases, serial), KeyEnvironments.NONE);
  }

  private SkydnsAnswers(AnswerBasis basis, KeyEnvironments environments) {
    this.basis = basis;
    this.environments = environments;
    this.everything = KeyView.everything(basis.keys(), environments);
  }

  /** The same from keys of which some are an environment's. */
  public SkydnsAnswers withEnvironments(KeyEnvironments apart) {
    return new SkydnsAnswers(basis, apart);
  }

  private KeyView view(Optional<String> environment) {
    return environment.isEmpty()
        ? everything
        : views.computeIfAbsent(
            environment.get(), name -> KeyView.of(basis.keys(), environments, name));
  }

  /** The domain that a name is in. */
  public Optional<Name> domain(Name name) {
    return basis.domain(name);
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
    return basis.keys().at(KeyNames.labels(name), view).stream()
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
    Optional<Name> own = domain(name);
    if (own.isEmpty()) {
      List<SkydnsKeys.Found> addresses = reverse(name, view);
      if (!addresses.isEmpty()) {
        return Optional.of(reverse(name, type, addresses));
      }
    }
    return at(name, view)
        .map(
            at -> {
              Name domain = own.or(() -> domain(at)).orElseThrow();
              return new KeyQuestion(basis, domain, name, at, type, view).answer();
            });
  }

  /** The name whose keys answer for a name; empty if it is in no domain and means nothing. */
  private Optional<Name> at(Name name, KeyView view) {
    NameMeaning meaning = new NameMeaning(basis.keys(), view);
    return domain(name)
        .map(domain -> meaning.in(domain, name))
        .or(() -> meaning.bare(basis.domains(), name));
  }

  /** The name whose keys answer for a name to an environment's clients, if there are any. */
  public Optional<Name> meaning(Name name, String environment) {
    NameMeaning meaning = new NameMeaning(basis.keys(), view(Optional.of(environment)));
    return domain(name)
        .map(domain -> meaning.in(domain, name))
        .filter(meaning::exists)
        .or(() -> meaning.bare(basis.domains(), name));
  }

  /** The paths of the keys that give a record of such an answer. */
  public List<String> keysOf(Record record, Optional<String> environment) {
    KeyView view = view(environment);
    return at(record.getName(), view)
        .map(at -> RecordKeys.of(record, basis.keys().below(KeyNames.labels(at), MOST_KEYS, view)))
        .orElse(List.of());
  }

  /** Environments that have keys at or below a name which an environment's clients don't see. */
  public NavigableSet<String> hidden(Name name, String environment) {
    KeyView view = view(Optional.of(environment));
    NavigableSet<String> hidden = new TreeSet<>();
    basis.keys().below(KeyNames.labels(name), MOST_KEYS, everything).stream()
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
        records.add(new PTRRecord(name, DClass.IN, basis.ttl(found.leaf()), target));
      }
    }
    return new SkydnsAnswer(Rcode.NOERROR, false, records, List.of(), List.of());
  }
}
