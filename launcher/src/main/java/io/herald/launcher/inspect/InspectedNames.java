package io.herald.launcher.inspect;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.HostResolver;
import io.herald.dns.naming.IpSource;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.NamingOptions;
import io.herald.dns.naming.TaskHash;
import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Labels;

/**
 * The names that the DNS server will give an instance once it runs: the server's own naming, shown
 * a cluster of one task.
 *
 * @param hosts names with addresses
 * @param services names with SRV records, and the ports in these
 * @param problems sentences on what can't be served
 */
record InspectedNames(
    SortedSet<String> hosts,
    SortedMap<String, SortedSet<Integer>> services,
    List<String> problems) {

  /** What stands in an instance's own name for what only the cluster knows. */
  static final String UNKNOWN = "-<hash of the task>-<agent>";

  private static final String FRAMEWORK_ID = "framework";
  private static final String AGENT_TAIL =
      ExampleInstance.AGENT_ID.substring(ExampleInstance.AGENT_ID.lastIndexOf('-'));

  static InspectedNames of(
      ExampleInstance instance, String frameworkName, InspectionOptions options) {
    Naming naming =
        new Naming(
            new NamingOptions(
                options.domain(),
                options.labels(),
                List.of(IpSource.HOST),
                1,
                List.of(),
                "ns1." + options.domain(),
                List.of()),
            new NoHosts(),
            new NoZone());
    naming.onBatch(
        new ChangeBatch(
            1,
            Instant.EPOCH,
            true,
            true,
            List.of(
                new Change.Added(
                    new Framework(FRAMEWORK_ID, frameworkName, "", Optional.empty(), true)),
                new Change.Added(
                    new Agent(
                        ExampleInstance.AGENT_ID,
                        ExampleInstance.AGENT_HOST,
                        new Upid("slave(1)", ExampleInstance.AGENT_ADDRESS, 5051),
                        true)),
                new Change.Added(task(instance)))));
    SortedSet<String> hosts = new TreeSet<>();
    SortedMap<String, SortedSet<Integer>> services = new TreeMap<>();
    naming.listing().stream()
        .flatMap(framework -> framework.tasks())
        .flatMap(task -> task.records().stream())
        .forEach(
            found -> {
              String owner = name(found);
              if (found.type() == RecordType.SRV) {
                services.computeIfAbsent(owner, name -> new TreeSet<>()).add(port(found));
              } else {
                hosts.add(owner);
              }
            });
    return new InspectedNames(
        hosts,
        services,
        naming.problems().list(100).stream().map(problem -> problem.what()).toList());
  }

  private static String name(ResourceRecord found) {
    String known = "-" + TaskHash.of(ExampleInstance.TASK_ID) + AGENT_TAIL.toLowerCase(Locale.ROOT);
    String name = found.owner().toString().replace(known, UNKNOWN);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** RFC 2782: priority, weight and port stand in front, two bytes each. */
  private static int port(ResourceRecord srv) {
    return (srv.rdata()[4] & 0xFF) << 8 | (srv.rdata()[5] & 0xFF);
  }

  private static Task task(ExampleInstance instance) {
    return new Task(
        FRAMEWORK_ID,
        ExampleInstance.TASK_ID,
        instance.task().getName(),
        ExampleInstance.AGENT_ID,
        Task.RUNNING,
        Optional.of(new RunningStatus(Optional.of(true), List.of(), Map.of())),
        instance.assigned().values().stream()
            .sorted()
            .map(number -> new PortRange(number, number))
            .toList(),
        instance.task().hasDiscovery()
            ? Optional.of(discovery(instance.task().getDiscovery()))
            : Optional.empty(),
        Map.of(),
        false);
  }

  private static Discovery discovery(DiscoveryInfo info) {
    return new Discovery(
        info.getName(),
        info.getEnvironment(),
        info.getLocation(),
        info.getVersion(),
        info.getVisibility().name(),
        info.getPorts().getPortsList().stream()
            .map(
                port ->
                    new Discovery.Port(
                        port.getNumber(),
                        port.getName(),
                        port.getProtocol(),
                        labels(port.getLabels())))
            .toList(),
        labels(info.getLabels()));
  }

  private static Map<String, String> labels(Labels labels) {
    Map<String, String> map = new HashMap<>();
    labels.getLabelsList().forEach(label -> map.putIfAbsent(label.getKey(), label.getValue()));
    return map;
  }

  /** The one agent has an address, so that no name is looked up. */
  private static final class NoHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void forget(String host) {}
  }

  /** The records are read off the naming itself. */
  private static final class NoZone implements ZoneWriter {
    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      added.forEach(contribution -> {}); // Made as they are read, and problems found with it.
    }

    @Override
    public void loaded() {}
  }
}
