package io.herald.dns.http;

import io.herald.catalog.follow.SkippedBySource;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.http.HttpAuth;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is served under one configuration; a reload replaces it.
 *
 * @param configuration what {@code /v1/config} shows, but for the serial
 * @param refresh between two polls of a master
 * @param zones the domain's, then all others
 * @param snapshot everything that has names, at the time of the call
 * @param skipped what the sources could not read, at the time of the call
 */
public record ApiContext(
    HttpSettings settings,
    Map<String, @Nullable Object> configuration,
    Duration refresh,
    List<Zone> zones,
    Naming naming,
    Supplier<NamingSnapshot> snapshot,
    Supplier<List<SkippedBySource>> skipped,
    HttpAuth access) {

  /** The domain's zone. */
  Zone zone() {
    return zones.get(0);
  }

  /** The zones that the domain's names are in: its own, and those that lie in it. */
  List<Zone> domainZones() {
    DnsName domain = zone().index().apex();
    return zones.stream().filter(zone -> zone.index().apex().isAtOrBelow(domain)).toList();
  }

  /** The innermost zone that the name is in; the domain's if it is in none. */
  Zone zoneOf(DnsName name) {
    return zones.stream()
        .filter(zone -> name.isAtOrBelow(zone.index().apex()))
        .max(Comparator.comparing(zone -> zone.index().apex().labels()))
        .orElse(zone());
  }
}
