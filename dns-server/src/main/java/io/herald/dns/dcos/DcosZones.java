package io.herald.dns.dcos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.loading.ZoneLoader;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.services.ServiceBatch;
import io.herald.services.ServiceListener;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedChange;
import io.herald.services.instance.LocatedMasters;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The zones of DC/OS' names below each of some domains: {@code l4lb}, and {@code dclb} as it was
 * called before, with the VIPs, and {@code dcos} with the addresses of tasks and masters. A zone
 * answers SERVFAIL until what it is made of is known. Safe for any thread.
 */
public final class DcosZones implements ServiceListener {

  /** TTL of all of them, in seconds. */
  public static final int TTL = 5;

  /** TTL of negative answers, in seconds. */
  public static final int NEGATIVE_TTL = 1;

  private static final List<String> VIPS = List.of("l4lb", "dclb");
  private static final String TASKS = "dcos";

  private final List<Zone> vips = new ArrayList<>();
  private final List<Zone> tasks = new ArrayList<>();
  private final List<ZoneLoader> loaders;
  private final ToIntFunction<Instance> audiences;

  @GuardedBy("this")
  private Optional<SortedMap<String, List<InetAddress>>> published = Optional.empty();

  /**
   * Empty zones.
   *
   * @param domains {@code thisdcos.directory}; none: no zones
   * @param newZone makes the zone of an apex, with {@link #TTL} and {@link #NEGATIVE_TTL}
   * @param audiences who may see an instance's records
   * @param loading puts the pieces of large changes in
   */
  public DcosZones(
      List<DnsName> domains,
      Function<DnsName, Zone> newZone,
      ToIntFunction<Instance> audiences,
      Executor loading) {
    this.audiences = audiences;
    for (DnsName domain : domains) {
      VIPS.forEach(label -> vips.add(newZone.apply(below(label, domain))));
      tasks.add(newZone.apply(below(TASKS, domain)));
    }
    this.loaders = tasks.stream().map(zone -> new ZoneLoader(zone, loading)).toList();
  }

  private static DnsName below(String label, DnsName domain) {
    return DnsName.parse(label + "." + domain);
  }

  /** All of them. */
  public List<Zone> all() {
    return Stream.concat(vips.stream(), tasks.stream()).toList();
  }

  /** Those that are complete with the tasks. */
  public List<Zone> ofTasks() {
    return Collections.unmodifiableList(tasks);
  }

  /**
   * What VIPs are called and what addresses they have, from now on; nothing else is answered as
   * one.
   *
   * @param names without the zone, {@code sise.marathon}; a name without an address has no record
   */
  public synchronized void publish(SortedMap<String, List<InetAddress>> names) {
    SortedMap<String, List<InetAddress>> before = published.orElseGet(TreeMap::new);
    SortedMap<String, List<InetAddress>> now = new TreeMap<>(names);
    for (Zone zone : vips) {
      List<Contribution> removed = vipsThatDiffer(before, now, zone);
      List<Contribution> added = vipsThatDiffer(now, before, zone);
      if (!removed.isEmpty() || !added.isEmpty()) {
        zone.apply(removed, added);
      }
      zone.markLoaded();
    }
    published = Optional.of(now);
  }

  /** Goes on with the VIPs of another configuration's zones, if they knew any. */
  public void publishAs(DcosZones before) {
    before.published().ifPresent(this::publish);
  }

  private synchronized Optional<SortedMap<String, List<InetAddress>>> published() {
    return published;
  }

  private static List<Contribution> vipsThatDiffer(
      Map<String, List<InetAddress>> from, Map<String, List<InetAddress>> other, Zone zone) {
    DnsName apex = zone.index().apex();
    return from.entrySet().stream()
        .filter(vip -> !vip.getValue().equals(other.get(vip.getKey())))
        .map(vip -> AddressRecords.of(vip.getKey(), apex, vip.getValue()))
        .toList();
  }

  @Override
  public void onBatch(ServiceBatch batch, ServicesView now) {
    for (ZoneLoader loader : loaders) {
      loader.apply(
          records(batch, LocatedChange::before, loader.apex()),
          records(batch, LocatedChange::after, loader.apex()));
      if (batch.complete()) {
        loader.loaded();
      }
    }
  }

  /** Computed while they are read, as the first batch is the whole cluster. */
  private Iterable<Contribution> records(
      ServiceBatch batch, Function<LocatedChange, Optional<Located>> side, DnsName zone) {
    return () ->
        batch.changes().stream()
            .flatMap(change -> side.apply(change).stream())
            .map(located -> records(located, zone))
            .filter(contribution -> !contribution.records().isEmpty())
            .iterator();
  }

  private Contribution records(Located located, DnsName zone) {
    if (located instanceof Instance instance) {
      return DcosTaskRecords.of(instance, zone).to(audiences.applyAsInt(instance));
    }
    return located instanceof LocatedMasters masters ? of(masters, zone) : Contribution.NONE;
  }

  private static Contribution of(LocatedMasters located, DnsName zone) {
    List<InetAddress> leader = addresses(located, located.masters().leader().stream());
    List<InetAddress> all =
        addresses(
            located,
            Stream.concat(
                located.masters().leader().stream(), located.masters().others().stream()));
    List<ResourceRecord> records = new ArrayList<>();
    records.addAll(AddressRecords.of("leader", zone, leader).records());
    records.addAll(AddressRecords.of("master", zone, all).records());
    return new Contribution(records);
  }

  private static List<InetAddress> addresses(
      LocatedMasters located, Stream<AnnouncedEndpoint> masters) {
    return masters.flatMap(master -> located.addresses(master.host()).stream()).distinct().toList();
  }
}
