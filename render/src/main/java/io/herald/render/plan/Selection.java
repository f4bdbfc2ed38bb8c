package io.herald.render.plan;

import static java.util.Objects.requireNonNull;

import io.herald.render.config.FileQuery;
import io.herald.render.config.HealthChoice;
import io.herald.services.ServicesView;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.InstancePorts;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import io.herald.watch.ServiceKeys;
import io.herald.watch.targets.ScrapeTarget;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The instances that a query finds, in an order that depends on nothing but them. Published ones
 * alone, as in DNS: in an admitted state, not hidden by a label, and by their health as the query
 * chooses. One whose address isn't known yet is left out until it is. Immutable.
 */
public final class Selection {

  private static final Comparator<RenderItem> ORDER =
      Comparator.comparing(RenderItem::service, ServiceKeys.ORDER)
          .thenComparing(RenderItem::address)
          .thenComparing(item -> item.port().map(InstancePort::number).orElse(0))
          .thenComparing(item -> item.task().taskId())
          .thenComparing(item -> item.task().frameworkId());

  private final Publication publication;
  private final List<IpSource> sources;

  /**
   * Makes one for all queries.
   *
   * @param publication in which states tasks are published
   * @param sources of addresses; empty: each task's network decides
   */
  public Selection(Publication publication, List<IpSource> sources) {
    this.publication = requireNonNull(publication, "publication");
    this.sources = List.copyOf(sources);
  }

  /** What matches now, for {@link #items}; quick, as changes wait meanwhile. */
  static List<Instance> matching(FileQuery query, ServicesView view) {
    InstanceFilter filter = withoutHealth(query.filter());
    List<Instance> matching = new ArrayList<>();
    for (ServiceKey service : services(filter, view)) {
      for (Instance instance : view.instances(service)) {
        if (filter.matches(instance)) {
          matching.add(instance);
        }
      }
    }
    return matching;
  }

  private static List<ServiceKey> services(InstanceFilter filter, ServicesView view) {
    Optional<ServiceKey> one = filter.service();
    if (one.isPresent()) {
      return view.services().contains(one.get()) ? List.of(one.get()) : List.of();
    }
    return view.services().stream().filter(filter::matches).toList();
  }

  /** The filter by which changes are waited for: health decides later, among all of a service. */
  static InstanceFilter withoutHealth(InstanceFilter filter) {
    return new InstanceFilter(
        filter.framework(),
        filter.environment(),
        filter.role(),
        filter.name(),
        filter.namePrefix(),
        filter.portName(),
        Optional.empty(),
        filter.agent(),
        filter.query());
  }

  /** What the query shows of these. */
  List<RenderItem> items(FileQuery query, List<Instance> matching) {
    List<Instance> published = new ArrayList<>();
    Map<ServiceKey, Boolean> anyHealthy = new HashMap<>();
    for (Instance instance : matching) {
      if (publication.admits(instance.task(), new InstanceLabels(instance.task()))) {
        published.add(instance);
        anyHealthy.merge(
            instance.service(), Publication.isHealthy(instance.task()), Boolean::logicalOr);
      }
    }
    List<RenderItem> items = new ArrayList<>();
    for (Instance instance : published) {
      boolean others = anyHealthy.getOrDefault(instance.service(), false);
      if (chosen(query.choice(), instance.health(), others)) {
        item(instance, query.filter().portName()).ifPresent(items::add);
      }
    }
    boolean weighted = items.stream().anyMatch(item -> item.weight().isPresent());
    int least = items.stream().mapToInt(RenderItem::priority).min().orElse(0);
    return items.stream().map(item -> item.among(weighted, least)).sorted(ORDER).toList();
  }

  private static boolean chosen(HealthChoice choice, Health health, boolean anyHealthy) {
    return switch (choice) {
      case SERVING -> health != Health.UNHEALTHY || !anyHealthy;
      case PASSING -> health != Health.UNHEALTHY;
      case HEALTHY -> health == Health.HEALTHY;
      case ANY -> true;
    };
  }

  /** Empty while it has no address, or if it has not the port. */
  private Optional<RenderItem> item(Instance instance, Optional<String> portName) {
    List<InstancePort> ports =
        instance.ports(sources).stream()
            .filter(port -> new InstanceLabels(instance.task()).isPublished(port.labels()))
            .toList();
    Optional<InstancePort> port =
        portName.isEmpty()
            ? InstancePorts.primary(ports)
            : ports.stream().filter(one -> one.name().equals(portName.get())).findFirst();
    if (portName.isPresent() && port.isEmpty()) {
      return Optional.empty();
    }
    boolean atAgent = port.map(InstancePort::atAgent).orElse(false);
    List<String> addresses =
        texts(atAgent ? instance.agentAddresses() : instance.addresses(sources).addresses());
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RenderItem(
            instance.task().key(),
            instance.service(),
            instance.agent().hostname(),
            instance.agent().id(),
            addresses.get(0),
            addresses,
            port,
            ports,
            instance.labels(),
            instance.health().name().toLowerCase(Locale.ROOT),
            instance.state(),
            port.map(InstancePort::weight).orElseGet(instance::weight),
            port.map(InstancePort::priority).orElseGet(instance::priority),
            false,
            ScrapeTarget.of(instance, portName, sources)));
  }

  /** Each once, IPv4 first, in the order of their texts. */
  private static List<String> texts(List<InetAddress> addresses) {
    Set<String> texts = new LinkedHashSet<>();
    addresses.stream()
        .sorted(
            Comparator.comparing((InetAddress address) -> !(address instanceof Inet4Address))
                .thenComparing(InetAddress::getHostAddress))
        .forEach(address -> texts.add(address.getHostAddress()));
    return List.copyOf(texts);
  }
}
