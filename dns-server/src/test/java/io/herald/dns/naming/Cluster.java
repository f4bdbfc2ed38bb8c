package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.IpSource;
import io.herald.services.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Entities as the tests need them, and records as text. */
public final class Cluster {

  private Cluster() {}

  public static final NamingOptions OPTIONS =
      new NamingOptions(
          "mesos",
          LabelRules.RFC1123,
          List.of(IpSource.NETINFO, IpSource.MESOS, IpSource.HOST),
          1,
          List.of(),
          "ns1.mesos",
          List.of());

  public static NamingOptions rules(LabelRules rules) {
    return with(rules, OPTIONS.ipSources());
  }

  public static NamingOptions with(LabelRules rules, List<IpSource> sources) {
    return new NamingOptions("mesos", rules, sources, 1, List.of(), "ns1.mesos", List.of());
  }

  public static Framework framework(String name, String pid) {
    return new Framework(
        "f-" + name,
        name,
        "",
        pid.isEmpty() ? Optional.empty() : Optional.of(Upid.parse(pid)),
        true);
  }

  public static Agent agent(String id, String host) {
    return ClusterParts.agent(id, "host-of-" + id, host);
  }

  public static Task task(Framework framework, Agent agent, String id, String name) {
    return new TaskDraft(framework, agent, id, name).task();
  }

  public static Task on(Task t, Framework framework, Agent agent) {
    return new Task(
        framework.id(),
        t.id(),
        t.name(),
        agent.id(),
        t.state(),
        t.running(),
        t.ports(),
        t.discovery(),
        t.labels(),
        t.network(),
        t.recovering());
  }

  public static Task ports(Task t, PortRange... ports) {
    return new Task(
        t.frameworkId(),
        t.id(),
        t.name(),
        t.agentId(),
        t.state(),
        t.running(),
        List.of(ports),
        t.discovery(),
        t.labels(),
        t.network(),
        t.recovering());
  }

  public static Task state(Task t, String state) {
    return t.updated(state, t.running());
  }

  public static Task netinfo(Task t, String... addresses) {
    return running(
        t, new RunningStatus(Optional.empty(), List.of(addresses), Map.of(), Network.UNSPECIFIED));
  }

  public static Task label(Task t, String label, String... values) {
    return running(
        t,
        new RunningStatus(
            Optional.empty(), List.of(), Map.of(label, List.of(values)), Network.UNSPECIFIED));
  }

  public static Task running(Task t, RunningStatus status) {
    return t.withRunning(Optional.of(status));
  }

  public static Task discovery(Task t, String name, Discovery.Port... ports) {
    return t.withDiscovery(
        new Discovery(name, "", "", "", "EXTERNAL", Arrays.asList(ports), Map.of()));
  }

  static Task labels(Task t, Map<String, String> labels) {
    return new Task(
        t.frameworkId(),
        t.id(),
        t.name(),
        t.agentId(),
        t.state(),
        t.running(),
        t.ports(),
        t.discovery(),
        labels,
        t.network(),
        t.recovering());
  }

  public static Task network(Task t, Network network) {
    return new Task(
        t.frameworkId(),
        t.id(),
        t.name(),
        t.agentId(),
        t.state(),
        t.running(),
        t.ports(),
        t.discovery(),
        t.labels(),
        network,
        t.recovering());
  }

  /** The same task with the result of a health check; null: none yet. */
  static Task healthy(Task t, @Nullable Boolean healthy) {
    RunningStatus status = t.running().orElse(RunningStatus.EMPTY);
    return running(
        t,
        new RunningStatus(
            Optional.ofNullable(healthy), status.addresses(), status.labels(), status.network()));
  }

  public static Discovery.Port port(String protocol, long number, String name) {
    return new Discovery.Port(number, name, protocol, Map.of());
  }

  /** The records of one task that is looked at alone. */
  static Contribution records(
      NamingOptions options,
      Task task,
      Framework framework,
      List<InetAddress> agentAddresses,
      NameStatus status,
      Consumer<Problem> problems) {
    String fragment = options.rules().fragment(framework.name());
    return TaskRecords.of(options, task, framework, fragment, "", agentAddresses, status, problems);
  }

  /** Records as {@code A owner address}, {@code SRV owner target:port}, sorted. */
  public static SortedSet<String> text(Contribution contribution) {
    return text(contribution.records());
  }

  public static SortedSet<String> text(Collection<ResourceRecord> records) {
    TreeSet<String> texts = new TreeSet<>();
    records.forEach(record -> texts.add(text(record)));
    return texts;
  }

  /** The SRV records of an owner as {@code priority weight port target}, sorted. */
  static List<String> srv(Collection<ResourceRecord> records, String owner) {
    return records.stream()
        .filter(record -> record.owner().equals(DnsName.parse(owner)))
        .map(Cluster::decoded)
        .filter(record -> record instanceof org.xbill.DNS.SRVRecord)
        .map(Record::rdataToString)
        .sorted()
        .toList();
  }

  /** Decoded by dnsjava, so that the wire form is held to someone else's word. */
  private static Record decoded(ResourceRecord record) {
    try {
      return Record.fromWire(wire(record), Section.ANSWER);
    } catch (IOException e) {
      throw new UncheckedIOException("a record that dnsjava can't read: " + record, e);
    }
  }

  private static String text(ResourceRecord record) {
    Record read = decoded(record);
    if (read instanceof org.xbill.DNS.SRVRecord srv) {
      return "SRV " + read.getName() + " " + srv.getTarget() + ":" + srv.getPort();
    }
    return org.xbill.DNS.Type.string(read.getType())
        + " "
        + read.getName()
        + " "
        + read.rdataToString();
  }

  private static byte[] wire(ResourceRecord record) {
    DnsName owner = record.owner();
    byte[] rdata = record.rdata();
    byte[] wire = new byte[owner.length() + 10 + rdata.length];
    int at = owner.writeTo(wire, 0);
    wire[at + 1] = (byte) record.type().number();
    wire[at + 3] = DClass.IN;
    wire[at + 8] = (byte) (rdata.length >> 8);
    wire[at + 9] = (byte) rdata.length;
    System.arraycopy(rdata, 0, wire, at + 10, rdata.length);
    return wire;
  }
}
