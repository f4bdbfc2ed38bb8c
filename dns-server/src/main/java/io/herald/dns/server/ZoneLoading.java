package io.herald.dns.server;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.ChangeBatch;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides from when on a zone with two sources is answered from, so that neither keeps the other
 * from being served and no name is denied by who can't know it:
 *
 * <ul>
 *   <li>announcements' own names as soon as ServerSets have given their first picture, even if no
 *       master has
 *   <li>all other names when the masters have given theirs; the ServerSets' first picture is waited
 *       for a little, for the announced ports among these names
 *   <li>what has no picture behind it is answered SERVFAIL
 * </ul>
 *
 * <p>Listens to the catalog behind the naming: what a batch brings is in the zone by then.
 */
final class ZoneLoading implements CatalogListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ZoneLoading.class);

  private final Zone zone;
  private final List<Zone> others;
  private final Catalog catalog;
  private final String serverSets;
  private final DnsName announced;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor clock;
  private boolean waiting;

  /**
   * For one catalog.
   *
   * @param others zones without announcements
   * @param serverSets name of the source that is not waited for
   * @param announced the part of the zone that is that source's alone
   * @param patience how long it is waited for nevertheless, once the other sources are there
   */
  ZoneLoading(
      Zone zone,
      List<Zone> others,
      Catalog catalog,
      String serverSets,
      DnsName announced,
      Duration patience) {
    this.zone = requireNonNull(zone, "zone");
    this.others = List.copyOf(others);
    this.catalog = requireNonNull(catalog, "catalog");
    this.serverSets = requireNonNull(serverSets, "serverSets");
    this.announced = requireNonNull(announced, "announced");
    this.patience = requireNonNull(patience, "patience");
    this.clock = new NamedScheduler("dns-zone-loading");
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public synchronized void onBatch(ChangeBatch batch) {
    List<String> awaited = catalog.status().awaited();
    if (awaited.isEmpty()) {
      zone.markLoaded();
      others.forEach(Zone::markLoaded);
      clock.shutdown();
    } else if (!awaited.contains(serverSets)) {
      zone.markLoaded(announced);
    } else if (awaited.size() == 1 && !waiting) {
      waiting = true;
      var unused = clock.schedule(this::goWithout, patience.toMillis(), MILLISECONDS);
    }
  }

  private void goWithout() {
    log.warn(
        "{} is not there yet: the zone is answered from without it, names below {} are not",
        serverSets,
        announced);
    zone.markLoadedExcept(announced);
    others.forEach(Zone::markLoaded);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
