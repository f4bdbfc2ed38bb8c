package io.herald.launcher.modules;

import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.Rule;
import io.herald.dns.record.RecordType;
import io.herald.dns.server.NamesBeside;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsSection;
import io.herald.skydns.SkydnsParameters;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.SkydnsSettings;
import io.herald.skydns.answer.SkydnsAnswer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** SkyDNS' keys beside the zones, if a source of them is given. */
final class SkydnsModule implements ServiceModule<SkydnsSettings> {

  private static final Logger log = LoggerFactory.getLogger(SkydnsModule.class);

  /** What a name's explanation shows. */
  private static final Map<RecordType, Integer> SHOWN =
      new EnumMap<>(
          Map.of(RecordType.A, Type.A, RecordType.AAAA, Type.AAAA, RecordType.SRV, Type.SRV));

  private final SkydnsReader reader;

  SkydnsModule(Clock clock) {
    this.reader = new SkydnsReader(clock);
  }

  @Override
  public String name() {
    return "skydns";
  }

  @Override
  public SettingsSection<SkydnsSettings> parameters() {
    return SkydnsParameters.SECTION;
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
    public Optional<Reply> answer(Name name, int type) {
      return reader.answer(name, type).map(Names::reply);
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
  public Optional<Explanation> explain(String text) {
    Name name;
    try {
      name = Name.fromString(text.strip(), Name.root);
    } catch (TextParseException e) {
      return Optional.empty(); // whoever asked is told so by the zones
    }
    if (!reader.has(name)) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    reader
        .staleReason()
        .ifPresent(why -> reasons.add("the keys are as they were last known: " + why));
    List<Found> found = new ArrayList<>();
    SHOWN.forEach(
        (type, number) ->
            reader
                .answer(name, number)
                .ifPresent(answer -> answer.answer().forEach(one -> add(type, one, found))));
    int rcode = reader.answer(name, Type.A).map(SkydnsAnswer::rcode).orElse(Rcode.NXDOMAIN);
    Verdict verdict = verdict(rcode, !found.isEmpty());
    if (found.isEmpty()) {
      reasons.add(
          rcode == Rcode.SERVFAIL
              ? "not all of SkyDNS' keys have been read yet"
              : rcode == Rcode.NXDOMAIN
                  ? "SkyDNS' keys have none at this name or below it"
                  : "the name has keys, but none gives an address or a service");
    }
    return Optional.of(
        new Explanation(
            name.toString(true).toLowerCase(Locale.ROOT), verdict, found, reasons, List.of()));
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
    reader.use(settings);
  }

  @Override
  public void close() {
    reader.close();
  }
}
