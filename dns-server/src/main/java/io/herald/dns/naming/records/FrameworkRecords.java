package io.herald.dns.naming.records;

import io.herald.catalog.model.Framework;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.runtime.text.Printable;
import io.herald.services.host.HostName;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * The records of one framework: the addresses of its scheduler's host under the framework's name,
 * and an SRV record if it has a pid.
 */
public final class FrameworkRecords {

  private FrameworkRecords() {}

  /**
   * The framework's contribution.
   *
   * @param addresses of its host; empty while it isn't resolved
   */
  public static Contribution of(
      NamingOptions options,
      Framework framework,
      List<InetAddress> addresses,
      Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, framework.key(), problems);
    String fragment = options.rules().fragment(framework.name());
    if (fragment.isEmpty()) {
      records.report(
          NameProblem.EMPTY_LABEL,
          "its name \"" + framework.name() + "\" has no character that a DNS name may contain");
      return Contribution.NONE;
    }
    if (options.environments().configured(fragment).isPresent()) {
      records.report(
          NameProblem.ENVIRONMENT,
          "its name \""
              + Printable.of(framework.name())
              + "\" is that of an environment, so that names of its tasks and of the environment's"
              + " services are mixed; rename one of the two");
    }
    String host = LocatedFramework.host(framework);
    if (!host.isEmpty() && !HostName.isPossible(host)) {
      records.report(
          EntityProblem.HOST, "its host \"" + host + "\" is neither an address nor a host name");
    }
    int name = records.name(fragment);
    records.addresses(name, addresses);
    if (framework.pid().isPresent()) {
      records.srv(records.name("_framework._tcp." + fragment), framework.pid().get().port(), name);
    }
    return records.contribution();
  }
}
