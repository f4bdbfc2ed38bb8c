package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.dcos.DcosZones;
import io.herald.dns.loading.ZoneLoader;
import io.herald.dns.loading.ZoneRouter;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.transfer.SerialFile;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.slab.ReadEpochs;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The zones of one configuration, the domain's first, and the way of records into them. The list is
 * immutable; the zones are safe for any thread.
 */
final class ConfiguredZones {

  private final List<Zone> named;
  private final DcosZones dcos;
  private final ZoneLoader domain;
  private final ZoneWriter writer;

  private ConfiguredZones(List<Zone> named, DcosZones dcos, DnsConfig config, ProcessScope scope) {
    this.named = named;
    this.dcos = dcos;
    List<ZoneLoader> loaders =
        named.stream().map(zone -> new ZoneLoader(zone, scope.loading())).toList();
    this.domain = loaders.get(0);
    this.writer =
        loaders.size() == 1
            ? domain
            : new ZoneRouter(loaders, config.naming().others().altDomain(), scope.loading());
  }

  /**
   * Makes them, with no records but their own.
   *
   * @param before whose serials they go on from; null if nothing was served
   * @throws IllegalArgumentException if a file of serials can't be used
   */
  static ConfiguredZones of(
      DnsConfig config, @Nullable ConfiguredZones before, ProcessScope scope) {
    Stream<DnsName> apexes =
        Stream.of(
                Stream.of(config.zone().apex()),
                config.naming().reverse().stream().map(ReverseNetwork::apex),
                config.naming().others().all().stream())
            .flatMap(some -> some);
    // One for all: who answers reads all of them.
    ReadEpochs epochs = new ReadEpochs();
    List<Zone> named =
        apexes.map(apex -> zone(config, config.zoneAt(apex), before, scope, epochs)).toList();
    delegate(named);
    DcosZones dcos =
        new DcosZones(
            config.dcosDomains(),
            apex -> zone(config, config.dcosZone(apex), before, scope, epochs),
            instance -> Named.audience(config.naming(), instance),
            scope.loading());
    if (before != null) {
      dcos.publishAs(before.dcos);
    }
    return new ConfiguredZones(named, dcos, config, scope);
  }

  private static Zone zone(
      DnsConfig config,
      ZoneSettings settings,
      @Nullable ConfiguredZones before,
      ProcessScope scope,
      ReadEpochs epochs) {
    DnsName apex = settings.apex();
    Optional<SerialFile> file =
        config.transfer().stateDirectory().map(folder -> scope.serials().of(folder, apex));
    OptionalLong last = before == null ? OptionalLong.empty() : before.serial(apex);
    if (last.isEmpty() && file.isPresent()) {
      last = file.get().last();
    }
    Zone zone = new Zone(settings, scope.dates(), last, epochs);
    if (config.naming().environments().limitClients()) {
      zone.limitToAudiences();
    }
    file.ifPresent(
        kept -> {
          kept.advancing(zone.serial());
          zone.subscribe(kept);
        });
    return zone;
  }

  private OptionalLong serial(DnsName apex) {
    return served().stream()
        .filter(zone -> zone.index().apex().equals(apex))
        .mapToLong(Zone::serial)
        .findFirst();
  }

  /** A zone inside another is delegated there, for those who have the outer one by transfer. */
  private static void delegate(List<Zone> zones) {
    for (Zone inner : zones) {
      DnsName apex = inner.index().apex();
      zones.stream()
          .filter(outer -> outer != inner && apex.isAtOrBelow(outer.index().apex()))
          .max(Comparator.comparing(outer -> outer.index().apex().labels()))
          .ifPresent(
              outer -> outer.apply(List.of(), List.of(new Contribution(inner.settings().ns()))));
    }
  }

  /** Those that the naming fills: the domain's, then those of reverse networks and all others. */
  List<Zone> named() {
    return named;
  }

  /** Those with DC/OS' names. */
  DcosZones dcos() {
    return dcos;
  }

  /** All that are answered from, the domain's first. */
  List<Zone> served() {
    return Stream.concat(named.stream(), dcos.all().stream()).toList();
  }

  /** The domain's. */
  Zone domain() {
    return named.get(0);
  }

  List<AnswerIndex> indexes() {
    return served().stream().map(Zone::index).toList();
  }

  /** Takes records for all of them. */
  ZoneWriter writer() {
    return writer;
  }

  /** How many records the domain's zone holds, by type; without SOA and NS. */
  Map<RecordType, Long> records() {
    return domain.records();
  }
}
