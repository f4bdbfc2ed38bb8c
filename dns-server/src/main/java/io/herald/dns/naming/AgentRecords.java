package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What one agent adds to the names that all agents share: its addresses and its port. */
final class AgentRecords {

  private AgentRecords() {}

  /**
   * The agent's contribution.
   *
   * @param addresses of the agent's pid; empty while its host isn't resolved
   */
  static Contribution of(NamingOptions options, Agent agent, List<InetAddress> addresses) {
    RecordCollector records = new RecordCollector(options, agent.key(), problem -> {});
    Optional<DnsName> name = records.name("slave");
    records.addresses(name, addresses);
    records.srv(records.name("_slave._tcp"), agent.pid().port(), name);
    return records.contribution();
  }
}
