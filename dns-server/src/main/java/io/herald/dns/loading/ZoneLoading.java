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
   * @param serverSets name of the source that is not waited for
   * @param patience how long it is waited for nevertheless, once the other sources are there
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
        "{} is not there yet: the zone is answered from without it, names below {} are not",
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
