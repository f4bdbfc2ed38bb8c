package io.herald.launcher.modules;

import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.Rule;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.record.RecordType;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.SkydnsSettings;
import io.herald.skydns.answer.SkydnsAnswer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Why names are answered from SkyDNS' keys as they are.
 *
 * @param environments that there are
 */
public record SkydnsExplanations(SkydnsReader reader, Environments environments) {

  /** What a name's explanation shows. */
  private static final Map<RecordType, Integer> SHOWN =
      new EnumMap<>(
          Map.of(
              RecordType.A, Type.A,
              RecordType.AAAA, Type.AAAA,
              RecordType.CNAME, Type.CNAME,
              RecordType.SRV, Type.SRV));

  /** Whether a name is in one of the keys' domains, so that nothing but the keys answers it. */
  public static boolean isOfDomain(String text, SkydnsSettings settings) {
    return parsed(text)
        .filter(name -> settings.domains().stream().anyMatch(name::subdomain))
        .isPresent();
  }

  private static Optional<Name> parsed(String text) {
    try {
      return Optional.of(Name.fromString(text.strip(), Name.root));
    } catch (TextParseException e) {
      return Optional.empty(); // whoever asked is told so by the zones
    }
  }

  /**
   * Why a name is answered as it is to a client.
   *
   * @return empty if it isn't answered from keys
   */
  public Optional<Explanation> explain(String text, Optional<InetAddress> client) {
    Optional<Name> name = parsed(text);
    return name.flatMap(asked -> explain(asked, client));
  }

  private Optional<Explanation> explain(Name name, Optional<InetAddress> client) {
    Optional<String> environment = client.flatMap(environments::of);
    Optional<SkydnsAnswer> address = reader.answer(name, Type.A, environment);
    if (address.isEmpty() && !reader.has(name)) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    client.ifPresent(asking -> reasons.add(environments.place(asking)));
    reader
        .staleReason()
        .ifPresent(why -> reasons.add("the keys are as they were last known: " + why));
    environment.ifPresent(in -> reasons.addAll(seenIn(in, name)));
    List<Found> found = new ArrayList<>();
    SHOWN.forEach(
        (type, number) ->
            reader
                .answer(name, number, environment)
                .ifPresent(
                    answer -> answer.answer().forEach(one -> add(type, one, environment, found))));
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
    if (reader.meaning(name, environment).isEmpty()) {
      for (String other : environments.names()) {
        reader
            .meaning(name, other)
            .filter(meant -> !meant.equals(name) && !other.equals(environment))
            .ifPresent(
                meant ->
                    reasons.add(
                        "in "
                            + other
                            + " it stands for "
                            + meant.toString(true)
                            + ", which is hidden from "
                            + environment
                            + "; see imports, shared and alias keys"));
      }
    }
    return reasons;
  }

  private void add(
      RecordType type, Record record, Optional<String> environment, List<Found> found) {
    if (record.getType() != SHOWN.getOrDefault(type, 0)) {
      return;
    }
    List<String> keys = reader.keysOf(record, environment);
    found.add(
        new Found(
            type,
            record.rdataToString(),
            keys.stream()
                .map(key -> new Origin(Rule.SKYDNS_KEY, "skydns", Map.of("key", key)))
                .toList()));
  }

  private static Verdict verdict(int rcode, boolean found) {
    if (rcode == Rcode.SERVFAIL) {
      return Verdict.NOT_LOADED;
    }
    return found
        ? Verdict.ANSWERED
        : rcode == Rcode.NXDOMAIN ? Verdict.NO_SUCH_NAME : Verdict.ONLY_NAMES_BELOW;
  }
}
