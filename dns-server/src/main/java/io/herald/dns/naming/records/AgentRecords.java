package io.herald.dns.naming.records;

import io.herald.catalog.model.Agent;
import io.herald.dns.naming.names.HostLabels;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.services.host.HostName;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of one agent: what it adds to the names that all agents share, and if wanted a name
 * of its own, {@code HOST.agent}.
 */
public final class AgentRecords {

  private AgentRecords() {}

  /**
   * The agent's contribution.
   *
   * @param addresses of the agent's pid; empty while its host isn't resolved
   */
  public static Contribution of(
      NamingOptions options, Agent agent, List<InetAddress> addresses, Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, agent.key(), problems);
    if (!HostName.isPossible(agent.pid().host())) {
      records.report(
          EntityProblem.HOST,
          "its host \"" + agent.pid().host() + "\" is neither an address nor a host name");
    }
    int name = records.name("slave");
    records.addresses(name, addresses);
    records.srv(records.name("_slave._tcp"), agent.pid().port(), name);
    if (options.forms().hosts()) {
      int own = ownName(options, agent).map(records::name).orElse(RecordCollector.NO_NAME);
      if (own == RecordCollector.NO_NAME) {
        records.report(
            NameProblem.EMPTY_LABEL,
            "its host name \""
                + agent.hostname()
                + "\" has no character that a DNS name may contain");
      } else if (!addresses.isEmpty()) {
        records.addresses(own, addresses);
        records.srv(records.name("_agent._tcp"), agent.pid().port(), own);
      }
    }
    return records.contribution();
  }

  /** The name of this agent alone, relative to the domain. */
  public static Optional<String> ownName(NamingOptions options, Agent agent) {
    String host = agent.hostname().isEmpty() ? agent.pid().host() : agent.hostname();
    String labels = HostLabels.labels(options.rules(), host);
    return labels.isEmpty() ? Optional.empty() : Optional.of(labels + ".agent");
  }
}
