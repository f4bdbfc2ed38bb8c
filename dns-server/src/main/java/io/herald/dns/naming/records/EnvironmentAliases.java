package io.herald.dns.naming.records;

import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.options.Environments.Import;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Instance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names that stand for an instance in environments that import it: an alias for each name that
 * it has in its own, those of its SRV records included. They come and go with it, so that there is
 * no alias of nothing. A pure function of what it is given.
 */
final class EnvironmentAliases {

  private EnvironmentAliases() {}

  /**
   * An instance's own records and, each for the clients of one environment, its aliases.
   *
   * @param own records of the instance
   */
  static List<Contribution> with(NamingOptions options, Instance instance, Contribution own) {
    Environments environments = options.environments();
    Optional<String> environment = environments.configured(instance.service().environment());
    if (environment.isEmpty() || own.records().isEmpty()) {
      return List.of(own);
    }
    String name = options.rules().label(instance.service().name());
    List<Import> imports = environments.importsOf(environment.get(), name);
    if (imports.isEmpty()) {
      return List.of(own);
    }
    Set<DnsName> owners = new LinkedHashSet<>();
    own.records().forEach(record -> owners.add(record.owner()));
    List<Contribution> all = new ArrayList<>();
    all.add(own);
    for (Import each : imports) {
      List<ResourceRecord> aliases = new ArrayList<>();
      for (DnsName owner : owners) {
        alias(each, owner, DnsName.parse(options.domain()))
            .ifPresent(
                alias -> aliases.add(new ResourceRecord(alias, RecordType.CNAME, owner.toWire())));
      }
      all.add(new Contribution(aliases, own.ttl(), environments.audienceOf(each.environment())));
    }
    return all;
  }

  /** {@code _web._billing._tcp.test.mesos} for {@code _web._billing._tcp.prod.mesos}. */
  private static Optional<DnsName> alias(Import each, DnsName owner, DnsName domain) {
    String text = owner.toString();
    String end = "." + each.from() + "." + text(domain);
    String full = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (!full.endsWith(end)) {
      return Optional.empty();
    }
    String relative = full.substring(0, full.length() - end.length());
    String inside = "_" + each.fromName() + "._";
    Optional<String> renamed =
        relative.equals(each.fromName())
            ? Optional.of(each.name())
            : relative.startsWith(inside) || relative.contains("." + inside)
                ? Optional.of(renamed(relative, inside, "_" + each.name() + "._"))
                : Optional.empty();
    return renamed.flatMap(
        name -> Optional.ofNullable(DnsName.under(name + "." + each.environment(), domain)));
  }

  private static String renamed(String relative, String from, String to) {
    int at = relative.startsWith(from) ? 0 : relative.indexOf("." + from) + 1;
    return relative.substring(0, at) + to + relative.substring(at + from.length());
  }

  private static String text(DnsName name) {
    String text = name.toString();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
