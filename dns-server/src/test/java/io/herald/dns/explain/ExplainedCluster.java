package io.herald.dns.explain;

import io.herald.catalog.Catalog;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.NamedServices;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A cluster that a test adds to, and explanations of it. */
final class ExplainedCluster {

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final SourcePartition portion = catalog.register("mesos");
  private final List<Entity> entities =
      new ArrayList<>(
          List.of(
              new Masters(Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)), List.of()),
              agent("x-S0", "10.1.0.1"),
              agent("x-S1", "10.1.0.2"),
              agent("x-S2", "unknown.example"),
              framework("f1", "marathon"),
              framework("f2", "Chronos Prod"),
              task("t1", "web", "x-S0", 31000),
              task("t2", "web", "x-S1", 31001),
              discovered("t3", "http_example.test.vagrant", 31002)));

  /** All there is; the order of adding is that of the catalog. */
  List<Entity> entities() {
    return entities;
  }

  Explanation explain(String name) {
    return explain(name, List.of(IpSource.NETINFO, IpSource.HOST));
  }

  Explanation explain(String name, List<IpSource> sources) {
    Supplier<NamingSnapshot> picture = picture(sources);
    portion.replace(entities);
    return new Explainer(picture.get()).explain(name);
  }

  /** Of the cluster by these sources of addresses, before it is there. */
  Supplier<NamingSnapshot> picture(List<IpSource> sources) {
    NamingOptions options =
        new NamingOptions(
            "mesos",
            LabelRules.RFC1123,
            sources,
            1,
            List.of(),
            List.of(NameServer.parse("ns1.mesos 192.0.2.53")),
            Publication.DEFAULT,
            new NameForms(true, true),
            List.of(ReverseNetwork.parse("10.0.0.0/8")),
            false,
            OtherZones.NONE);
    NamedServices named =
        NamedServices.withServerSets(
            options, new NobodyKnows(), "/aurora", new NobodyKnows(), new NoZone());
    Naming naming = named.naming();
    naming.replaceStatic(
        List.of(
            ResourceRecord.address(
                DnsName.parse("static.mesos"), new InetSocketAddress("10.7.7.7", 1).getAddress())));
    catalog.subscribe(named.services());
    return naming::snapshot;
  }

  static Framework framework(String id, String name) {
    return new Framework(id, name, "", Optional.of(Upid.parse("s@10.0.0.9:80")), true);
  }

  static Agent agent(String id, String host) {
    return new Agent(id, "", Upid.parse("slave(1)@" + host + ":5051"), true);
  }

  static Task task(String id, String name, String agent, int port) {
    return new Task(
        "f1",
        id,
        name,
        agent,
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(new PortRange(port, port)),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Task discovered(String id, String name, int port) {
    Discovery discovery =
        new Discovery(
            name,
            "",
            "",
            "",
            "CLUSTER",
            List.of(new Discovery.Port(port, "http", "TCP", Map.of())),
            Map.of());
    return new Task(
        "f1",
        id,
        "vagrant/test/http_example",
        "x-S0",
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.of(discovery),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Task healthy(Task task, boolean healthy, Map<String, String> labels) {
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)),
        task.ports(),
        task.discovery(),
        labels,
        Network.UNSPECIFIED,
        false);
  }

  static Task inState(Task task, String state) {
    return task.updated(state, task.running());
  }

  private static final class NobodyKnows implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }

  private static final class NoZone implements ZoneWriter {
    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {}

    @Override
    public void loaded() {}
  }
}
