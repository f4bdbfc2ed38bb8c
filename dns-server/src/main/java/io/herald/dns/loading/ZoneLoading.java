package io.herald.dns.loading;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.ChangeBatch;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a zone with two sources begins to be answered from, so that neither source holds up
 * the other and no name is denied before its source is known:
 *
 * <ul>
 *   <li>announcements' own names: as soon as the ServerSets' first snapshot is there, with or
 *       without the masters'
 *   <li>all other names: with the masters' first snapshot; the ServerSets' is awaited a little
 *       longer, because these names have announced ports too
 *   <li>names whose source has no snapshot yet are answered SERVFAIL
 * </ul>
 *
 * <p>Subscribe it to the catalog after the naming: a batch is in the zones before it comes here.
 * Safe for any thread.
 */
public final class ZoneLoading implements CatalogListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ZoneLoading.class);

  private final List<Part> parts;
  private final List<Zone> others;
  private final Catalog catalog;
  private final String serverSets;
  private final Duration patience;
  private final ScheduledExecutorService scheduler;

  @GuardedBy("this")
  private @Nullable Future<?> waiting;

  @GuardedBy("this")
  private boolean done;

  /** A zone, and the part of it that is the ServerSets' alone. */
  public record Part(Zone zone, DnsName announced) {}

  /**
   * For one catalog.
   *
   * @param parts zones with announcements
   * @param others zones without them
   * @param serverSets name of the source of announcements
   * @param patience how long that is awaited once the other sources are there
   * @param scheduler measures that
   */
  public ZoneLoading(
      List<Part> parts,
      List<Zone> others,
      Catalog catalog,
      String serverSets,
      Duration patience,
      ScheduledExecutorService scheduler) {
    this.parts = List.copyOf(parts);
    this.others = List.copyOf(others);
    this.catalog = requireNonNull(catalog, "catalog");
    this.serverSets = requireNonNull(serverSets, "serverSets");
    this.patience = requireNonNull(patience, "patience");
    this.scheduler = requireNonNull(scheduler, "scheduler");
  }

  @Override
  public synchronized void onBatch(ChangeBatch batch) {
    List<String> awaited = catalog.status().awaited();
    if (awaited.isEmpty()) {
      parts.forEach(part -> part.zone.markLoaded());
      others.forEach(Zone::markLoaded);
      close();
    } else if (!awaited.contains(serverSets)) {
      parts.forEach(part -> part.zone.markLoaded(part.announced));
    } else if (awaited.size() == 1 && waiting == null && !done) {
      waiting = scheduler.schedule(this::goWithout, patience.toMillis(), MILLISECONDS);
    }
  }

  private synchronized void goWithout() {
    if (done) {
      return;
    }
    log.warn(
        "no snapshot of {} yet; serving the zones without it, but no names below {}",
        serverSets,
        parts.stream().map(part -> part.announced.toString()).collect(Collectors.joining(", ")));
    parts.forEach(part -> part.zone.markLoadedExcept(part.announced));
    others.forEach(Zone::markLoaded);
  }

  @Override
  public synchronized void close() {
    done = true;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
