package io.herald.launcher.inspect;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.launcher.inspect.InspectedNames.Service;
import io.herald.services.Services;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Labels;

/** The DNS server's own naming, shown a cluster of one task. */
final class InspectedServer {

  /** What stands in an instance's own name for what only the cluster knows. */
  static final String UNKNOWN = "-<hash of the task>-<agent>";

  /** What stands for a member's number. */
  static final String MEMBER = "member-<number>";

  private static final String FRAMEWORK_ID = "framework";
  private static final String MEMBER_NODE = "member_0000000000";
  private static final String AGENT_TAIL =
      ExampleInstance.AGENT_ID.substring(ExampleInstance.AGENT_ID.lastIndexOf('-'));

  private final ExampleInstance instance;
  private final Optional<ServerSetEntry> entry;
  private final String frameworkName;
  private final InspectionOptions options;

  InspectedServer(
      ExampleInstance instance,
      Optional<ServerSetEntry> entry,
      String frameworkName,
      InspectionOptions options) {
    this.instance = instance;
    this.entry = entry;
    this.frameworkName = frameworkName;
    this.options = options;
  }

  /** The names that a server gives as it comes. */
  InspectedNames names() {
    return names(false, false);
  }

  /** Those of one with {@code rfc2782Names}. */
  InspectedNames withRfc2782() {
    return names(true, false);
  }

  /** Those of one that follows ServerSets. */
  InspectedNames withServerSets() {
    return names(false, true);
  }

  private InspectedNames names(boolean rfc2782, boolean serverSets) {
    NamingOptions naming =
        new NamingOptions(
                options.domain(),
                options.labels(),
                List.of(IpSource.HOST),
                1,
                List.of(),
                "ns1." + options.domain(),
                List.of())
            .with(Publication.DEFAULT, new NameForms(true, rfc2782, true), List.of())
            .withOwnNames(false);
    KnownHosts hosts = new KnownHosts();
    Services services =
        new Services(
            naming.services(),
            new KnownHosts(),
            Optional.of(new Services.FollowedSets(options.serverSetRoot(), hosts)),
            new ProblemBook(NameProblem.REPORTED));
    Naming names = new Naming(naming, services, new NoZone());
    services.subscribe(names);
    List<Change> cluster = cluster();
    if (serverSets) {
      entry.map(InspectedServer::announcement).map(Change.Added::new).ifPresent(cluster::add);
    }
    services.onBatch(new ChangeBatch(1, Instant.EPOCH, true, true, cluster));
    hosts.tell();
    return names(
        names.snapshot().entities().stream()
            .filter(InspectedServer::isOfJob)
            .map(NamedEntity::records)
            .flatMap(List::stream),
        names.problems().list(100).stream().map(problem -> problem.what()).toList());
  }

  private static boolean isOfJob(NamedEntity entity) {
    return entity.entity() instanceof Task || entity.entity() instanceof Announcement;
  }

  private InspectedNames names(Stream<ResourceRecord> records, List<String> problems) {
    SortedSet<String> hosts = new TreeSet<>();
    SortedMap<String, SortedSet<Service>> services = new TreeMap<>();
    records.forEach(
        found -> {
          String owner = name(found);
          if (found.type() == RecordType.SRV) {
            services.computeIfAbsent(owner, name -> new TreeSet<>()).add(service(found));
          } else {
            hosts.add(owner);
          }
        });
    return new InspectedNames(hosts, services, problems);
  }

  private String name(ResourceRecord found) {
    String known = "-" + TaskHash.of(instance.taskId()) + AGENT_TAIL.toLowerCase(Locale.ROOT);
    String name =
        found
            .owner()
            .toString()
            .replace(known, UNKNOWN)
            .replace(MEMBER_NODE.replace('_', '-'), MEMBER);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** RFC 2782: two bytes each. */
  private static Service service(ResourceRecord srv) {
    return new Service(number(srv, 0), number(srv, 2), number(srv, 4));
  }

  private static int number(ResourceRecord srv, int at) {
    return (srv.rdata()[at] & 0xFF) << 8 | (srv.rdata()[at + 1] & 0xFF);
  }

  private List<Change> cluster() {
    return new ArrayList<>(
        List.of(
            new Change.Added(
                new Framework(FRAMEWORK_ID, frameworkName, "", Optional.empty(), true)),
            new Change.Added(
                new Agent(
                    ExampleInstance.AGENT_ID,
                    ExampleInstance.AGENT_HOST,
                    new Upid("slave(1)", ExampleInstance.AGENT_ADDRESS, 5051),
                    true)),
            new Change.Added(task())));
  }

  private Task task() {
    return new Task(
        FRAMEWORK_ID,
        instance.taskId(),
        instance.task().getName(),
        ExampleInstance.AGENT_ID,
        Task.RUNNING,
        Optional.of(new RunningStatus(Optional.of(true), List.of(), Map.of(), Network.UNSPECIFIED)),
        instance.assigned().values().stream()
            .sorted()
            .map(number -> new PortRange(number, number))
            .toList(),
        instance.task().hasDiscovery()
            ? Optional.of(discovery(instance.task().getDiscovery()))
            : Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
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

  private static Announcement announcement(ServerSetEntry entry) {
    Map<String, AnnouncedEndpoint> additional = new HashMap<>();
    entry
        .member()
        .additionalEndpoints()
        .forEach((name, endpoint) -> additional.put(name, endpoint(endpoint)));
    return new Announcement(
        entry.path().value(),
        MEMBER_NODE,
        endpoint(entry.member().serviceEndpoint()),
        additional,
        entry.member().shard(),
        Announcement.ALIVE,
        entry.member().metadata());
  }

  private static AnnouncedEndpoint endpoint(io.herald.serverset.member.Endpoint endpoint) {
    return new AnnouncedEndpoint(endpoint.host(), endpoint.port());
  }

  /** Every host has the agent's address: no name is looked up. */
  private static final class KnownHosts implements HostResolver {

    private final Map<String, Listener> listeners = new LinkedHashMap<>();

    @Override
    public void watch(String host, Listener listener) {
      listeners.put(host, listener);
    }

    @Override
    public void unwatch(String host) {
      listeners.remove(host);
    }

    /** Reports what it would have found, now that no thread works on it. */
    void tell() {
      Map.copyOf(listeners)
          .forEach((host, listener) -> listener.resolved(host, List.of(agentAddress())));
    }

    private static InetAddress agentAddress() {
      try {
        return InetAddress.getByName(ExampleInstance.AGENT_ADDRESS);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address needs no look-up", e);
      }
    }
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
