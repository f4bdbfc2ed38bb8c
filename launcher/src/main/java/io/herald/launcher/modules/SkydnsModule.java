package io.herald.launcher.modules;

import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.Rule;
import io.herald.dns.naming.options.EnvironmentParameters;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.record.RecordType;
import io.herald.dns.server.NamesBeside;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.Ascii;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsSection;
import io.herald.settings.Values;
import io.herald.skydns.SkydnsParameters;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.SkydnsSettings;
import io.herald.skydns.answer.KeyEnvironments;
import io.herald.skydns.answer.SkydnsAnswer;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** SkyDNS' keys beside the zones, if a source of them is given. */
public final class SkydnsModule implements ServiceModule<SkydnsSettings> {

  private static final Logger log = LoggerFactory.getLogger(SkydnsModule.class);

  /** What a name's explanation shows. */
  private static final Map<RecordType, Integer> SHOWN =
      new EnumMap<>(
          Map.of(RecordType.A, Type.A, RecordType.AAAA, Type.AAAA, RecordType.SRV, Type.SRV));

  /** Its parameters. */
  public static final SettingsSection<SkydnsSettings> SECTION =
      SettingsSection.of(SkydnsParameters.SECTION.parameters(), SkydnsModule::read);

  private final SkydnsReader reader;
  private volatile Environments environments = Environments.NONE;

  SkydnsModule(Clock clock) {
    this.reader = new SkydnsReader(clock);
  }

  @Override
  public String name() {
    return "skydns";
  }

  @Override
  public SettingsSection<SkydnsSettings> parameters() {
    return SECTION;
  }

  /** Which environments there are is the DNS server's to say. */
  private static SkydnsSettings read(Values values) {
    Set<String> known =
        values.get(EnvironmentParameters.ENVIRONMENTS).keySet().stream()
            .map(Ascii::lowerCase)
            .collect(Collectors.toCollection(TreeSet::new));
    SkydnsSettings settings = SkydnsParameters.SECTION.read(values);
    settings
        .subtrees()
        .ifPresent(
            subtrees ->
                subtrees.keySet().stream()
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .forEach(name -> unknown(values, name, known)));
    return settings;
  }

  private static void unknown(Values values, String name, Set<String> known) {
    values.problem(
        SkydnsParameters.SKYDNS_ENVIRONMENTS,
        "there is no environment \""
            + name
            + "\"; "
            + (known.isEmpty() ? "" : "use one of " + String.join(", ", known) + ", or ")
            + "write it into "
            + EnvironmentParameters.ENVIRONMENTS.key());
  }

  @Override
  public List<Metric> metrics() {
    return reader.metrics();
  }

  @Override
  public Optional<ProblemBook> problems() {
    return Optional.of(reader.problems());
  }

  @Override
  public Optional<NamesBeside> names() {
    return Optional.of(new Names());
  }

  private final class Names implements NamesBeside {

    @Override
    public Optional<Reply> answer(Name name, int type, Optional<String> environment) {
      return reader.answer(name, type, environment).map(Names::reply);
    }

    private static Reply reply(SkydnsAnswer answer) {
      return new Reply(
          answer.rcode(),
          answer.authoritative(),
          answer.answer(),
          answer.authority(),
          answer.additional());
    }

    @Override
    public boolean isOn() {
      return reader.isOn();
    }
  }

  @Override
  public Optional<Explanation> explain(String text, Optional<InetAddress> client) {
    Name name;
    try {
      name = Name.fromString(text.strip(), Name.root);
    } catch (TextParseException e) {
      return Optional.empty(); // whoever asked is told so by the zones
    }
    Environments now = environments;
    Optional<String> environment = client.flatMap(now::of);
    Optional<SkydnsAnswer> address = reader.answer(name, Type.A, environment);
    if (address.isEmpty() && !reader.has(name)) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    client.ifPresent(asking -> reasons.add(now.place(asking)));
    reader
        .staleReason()
        .ifPresent(why -> reasons.add("the keys are as they were last known: " + why));
    environment.ifPresent(in -> reasons.addAll(seenIn(in, name)));
    List<Found> found = new ArrayList<>();
    SHOWN.forEach(
        (type, number) ->
            reader
                .answer(name, number, environment)
                .ifPresent(answer -> answer.answer().forEach(one -> add(type, one, found))));
    int rcode = address.map(SkydnsAnswer::rcode).orElse(Rcode.NXDOMAIN);
    Verdict verdict = verdict(rcode, !found.isEmpty());
    if (found.isEmpty()) {
      reasons.add(
          rcode == Rcode.SERVFAIL
              ? "not all of SkyDNS' keys have been read yet"
              : rcode == Rcode.NXDOMAIN
                  ? "SkyDNS' keys have none at this name or below it"
                      + (environment.isPresent() ? " that the client sees" : "")
                  : "the name has keys, but none gives an address or a service");
    }
    return Optional.of(
        new Explanation(
            name.toString(true).toLowerCase(Locale.ROOT), verdict, found, reasons, List.of()));
  }

  /** What a name means in an environment, and what is hidden of it. */
  private List<String> seenIn(String environment, Name name) {
    List<String> reasons = new ArrayList<>();
    reader
        .meaning(name, environment)
        .filter(other -> !other.equals(name))
        .ifPresent(
            other -> reasons.add("in " + environment + " it stands for " + other.toString(true)));
    for (String other : reader.hidden(name, environment)) {
      reasons.add(
          "keys of the environment "
              + other
              + " are hidden from "
              + environment
              + ", which doesn't import this name; see imports, shared and alias keys");
    }
    return reasons;
  }

  private static void add(RecordType type, Record record, List<Found> found) {
    if (record.getType() == SHOWN.getOrDefault(type, 0)) {
      found.add(
          new Found(
              type,
              record.rdataToString(),
              List.of(new Origin(Rule.SKYDNS_KEY, "skydns", Map.of()))));
    }
  }

  private static Verdict verdict(int rcode, boolean found) {
    if (rcode == Rcode.SERVFAIL) {
      return Verdict.NOT_LOADED;
    }
    return found
        ? Verdict.ANSWERED
        : rcode == Rcode.NXDOMAIN ? Verdict.NO_SUCH_NAME : Verdict.ONLY_NAMES_BELOW;
  }

  @Override
  public void serve(ServedCluster served, SkydnsSettings settings) {
    if (settings.isOn()) {
      for (Name domain : settings.domains()) {
        if (served.resolve(domain.toString(), "SOA").isPresent()) {
          log.warn(
              "skydnsDomains: {} is in a zone of Herald's own, which answers in place of the keys;"
                  + " name another domain",
              domain.toString(true));
        }
      }
    }
    environments = served.naming().environments();
    reader.separate(separated(environments, settings));
    reader.use(settings);
  }

  private static KeyEnvironments separated(Environments environments, SkydnsSettings settings) {
    if (environments.isEmpty()) {
      return KeyEnvironments.NONE;
    }
    return new KeyEnvironments(
        settings.subtrees(environments.names()),
        Set.copyOf(environments.shared()),
        environments.imports().stream()
            .map(
                each ->
                    new KeyEnvironments.Import(
                        each.environment(), each.name(), each.from(), each.fromName()))
            .toList());
  }

  @Override
  public void close() {
    reader.close();
  }
}
