package io.herald.launcher.modules;

import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.naming.options.EnvironmentParameters;
import io.herald.dns.naming.options.Environments;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/** SkyDNS' keys beside the zones, if a source of them is given. */
public final class SkydnsModule implements ServiceModule<SkydnsSettings> {

  private static final Logger log = LoggerFactory.getLogger(SkydnsModule.class);

  /** Its parameters. */
  public static final SettingsSection<SkydnsSettings> SECTION =
      SettingsSection.of(SkydnsParameters.SECTION.parameters(), SkydnsModule::read);

  private final SkydnsReader reader;
  private volatile Environments environments = Environments.NONE;
  private volatile @Nullable InForce inForce;

  /** The zones and the keys' settings that are in force. */
  private record InForce(ServedCluster zones, SkydnsSettings keys) {

    /** Whether the zones leave a name to the keys. */
    private boolean leaves(String text, Optional<InetAddress> client) {
      return SkydnsExplanations.isOfDomain(text, keys)
          || zones
              .explain(text, client)
              .filter(ofZones -> ofZones.verdict() != Verdict.OUTSIDE)
              .isEmpty();
    }
  }

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
    InForce now = inForce;
    return new SkydnsExplanations(reader, environments)
        .explain(text, client)
        .filter(ofKeys -> now == null || now.leaves(text, client));
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
    inForce = new InForce(served, settings);
    environments = served.naming().environments();
    reader.separate(separated(environments, settings));
    reader.use(settings);
  }

  /** Which keys are whose, by the environments that there are. */
  static KeyEnvironments separated(Environments environments, SkydnsSettings settings) {
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
