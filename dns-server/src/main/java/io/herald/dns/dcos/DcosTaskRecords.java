package io.herald.dns.dcos;

import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Instance;
import io.herald.services.instance.IpSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of one running task under {@code TASK.FRAMEWORK}, its name as one label: its
 * agent's under {@code agentip}, its own under {@code containerip}, and under {@code autoip} those
 * at which it is reached. Health is not looked at. Pure.
 */
final class DcosTaskRecords {

  private static final String RUNNING = "TASK_RUNNING";

  /** Label of a port that says where its number counts. */
  private static final String SCOPE = "network-scope";

  private static final List<IpSource> OWN =
      List.of(IpSource.NETINFO, IpSource.MESOS, IpSource.DOCKER, IpSource.HOST);

  private DcosTaskRecords() {}

  /**
   * Its records.
   *
   * @param zone {@code dcos.thisdcos.directory}
   */
  static Contribution of(Instance instance, DnsName zone) {
    String task = LabelRules.RFC1123.label(instance.service().name());
    String framework = LabelRules.RFC1123.fragment(instance.service().framework());
    if (!instance.state().equals(RUNNING) || task.isEmpty() || framework.isEmpty()) {
      return Contribution.NONE;
    }
    String name = task + "." + framework;
    List<InetAddress> agent = instance.agentAddresses();
    List<InetAddress> own = IpSource.select(OWN, instance.task(), agent, unreadable -> {});
    List<ResourceRecord> records = new ArrayList<>();
    records.addAll(AddressRecords.of(name + ".agentip", zone, agent).records());
    records.addAll(AddressRecords.of(name + ".containerip", zone, own).records());
    records.addAll(
        AddressRecords.of(name + ".autoip", zone, isReachedAtAgent(instance) ? agent : own)
            .records());
    return new Contribution(records);
  }

  private static boolean isReachedAtAgent(Instance instance) {
    return !instance.addresses(List.of()).mappings().isEmpty()
        || instance.ports(List.of()).stream()
            .anyMatch(port -> "host".equals(port.labels().get(SCOPE)));
  }
}
