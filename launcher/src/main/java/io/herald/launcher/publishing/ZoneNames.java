package io.herald.launcher.publishing;

import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.publish.keys.ServiceNames;
import io.herald.runtime.text.Ascii;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that the zone has for services: those of Mesos-DNS. The names with dots of tasks
 * without DiscoveryInfo aren't among them, as they depend on who else claims them; nor are the
 * server's own, unless the options share them.
 */
public record ZoneNames(NamingOptions options) implements ServiceNames {

  @Override
  public String shared(ServiceKey service) {
    return options.rules().fragment(service.framework()) + " " + Ascii.lowerCase(service.name());
  }

  @Override
  public List<List<String>> names(Instance instance) {
    String framework = options.rules().fragment(instance.service().framework());
    if (framework.isEmpty() || ReservedNames.isReserved(framework)) {
      return List.of();
    }
    List<List<String>> names = new ArrayList<>(2);
    for (String form : TaskName.forms(options.rules(), instance.task(), (kind, what) -> {})) {
      String relative = form + "." + framework;
      if (options.shareOwnNames() || !options.isOwn(relative)) {
        fitted(relative).ifPresent(name -> names.add(List.of(name.split("\\."))));
      }
    }
    return names;
  }

  /** The name as DNS can hold it, without the domain; empty if it can't. */
  private Optional<String> fitted(String relative) {
    String domain = options.domain();
    if (DnsName.under(relative, DnsName.parse(domain)) != null) {
      return Optional.of(relative);
    }
    return NameFitter.name(relative, domain)
        .map(DnsName::toString)
        .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
        .map(name -> name.substring(0, name.length() - domain.length() - 1));
  }
}
