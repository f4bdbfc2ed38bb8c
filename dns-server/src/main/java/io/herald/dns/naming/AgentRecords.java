package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.dns.naming.Problem.Kind;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of one agent: what it adds to the names that all agents share, and if wanted a name
 * of its own, {@code HOST.agent}.
 */
final class AgentRecords {

  private AgentRecords() {}

  /**
   * The agent's contribution.
   *
   * @param addresses of the agent's pid; empty while its host isn't resolved
   */
  static Contribution of(
      NamingOptions options, Agent agent, List<InetAddress> addresses, Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, agent.key(), problems);
    if (!HostName.isPossible(agent.pid().host())) {
      records.report(
          Kind.HOST,
          "its host \"" + agent.pid().host() + "\" is neither an address nor a host name");
    }
    Optional<DnsName> name = records.name("slave");
    records.addresses(name, addresses);
    records.srv(records.name("_slave._tcp"), agent.pid().port(), name);
    if (options.forms().hosts()) {
      Optional<DnsName> own = ownName(options, agent).flatMap(records::name);
      if (own.isEmpty()) {
        records.report(
            Kind.EMPTY_LABEL,
            "nothing of its host name \"" + agent.hostname() + "\" can stand in a DNS name");
      } else if (!addresses.isEmpty()) {
        records.addresses(own, addresses);
        records.srv(records.name("_agent._tcp"), agent.pid().port(), own);
      }
    }
    return records.contribution();
  }

  /** The name of this agent alone, relative to the domain. */
  static Optional<String> ownName(NamingOptions options, Agent agent) {
    String host = agent.hostname().isEmpty() ? agent.pid().host() : agent.hostname();
    String labels = HostName.labels(options.rules(), host);
    return labels.isEmpty() ? Optional.empty() : Optional.of(labels + ".agent");
  }
}
