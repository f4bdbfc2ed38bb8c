package io.herald.dns.http;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.runtime.time.MonotonicClock;
import io.herald.runtime.version.ProductVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /ready}: whether queries are answered from the zone, and how old its data may be. */
final class Readiness {

  private Readiness() {}

  static Map<String, @Nullable Object> of(ServiceStatus status, Clock clock) {
    Instant now = clock.instant();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("ready", status.loaded());
    if (!status.loaded()) {
      view.put("waitingFor", status.catalog().awaited());
    }
    view.put("version", ProductVersion.current());
    view.put("stale", status.stale());
    view.put("serial", status.serial());
    putAge(view, status.oldest(), now);
    view.put("lastChange", date(Optional.of(status.catalog().appliedAt()), clock));
    List<Object> sources = new ArrayList<>();
    for (SourceStatus source : status.sources()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("name", source.name());
      one.put("stale", source.stale());
      one.put("following", source.following().orElse(null));
      one.put("trouble", source.trouble().orElse(null));
      one.put("heardSecondsAgo", seconds(source.lastHeard(), now));
      putAge(one, source.lastSnapshot(), now);
      one.put("recoveringAgents", source.recovering());
      one.put("worstAgeSeconds", seconds(source.reading().map(SourceStatus.Reading::asOf), now));
      one.put("readEverySeconds", every(source));
      one.put("hint", source.hint().orElse(null));
      sources.add(one);
    }
    view.put("sources", sources);
    view.put("savedSecondsAgo", seconds(status.saved().flatMap(SnapshotStatus::saved), now));
    view.put("configuration", configuration(status.configuration(), clock));
    return view;
  }

  private static @Nullable Double every(SourceStatus source) {
    return source.reading().map(reading -> reading.every().toMillis() / 1000.0).orElse(null);
  }

  /** The age of what is known from a snapshot on, also under the key that it had before. */
  private static void putAge(
      Map<String, @Nullable Object> view, Optional<Instant> snapshot, Instant now) {
    Long age = seconds(snapshot, now);
    view.put("snapshotSecondsAgo", age);
    view.put("pictureSecondsAgo", age);
  }

  private static Map<String, @Nullable Object> configuration(ConfigStatus status, Clock clock) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("inForceSince", date(Optional.of(status.inForceSince()), clock));
    view.put("awaitedSince", date(status.awaited(), clock));
    view.put("refusedAt", date(status.refused().map(ConfigStatus.Refusal::at), clock));
    view.put("refusedFor", status.refused().map(ConfigStatus.Refusal::problems).orElse(List.of()));
    return view;
  }

  private static @Nullable String date(Optional<Instant> reading, Clock clock) {
    return reading
        .map(instant -> MonotonicClock.dateOf(instant, clock).truncatedTo(MILLIS).toString())
        .orElse(null);
  }

  private static @Nullable Long seconds(Optional<Instant> then, Instant now) {
    return then.map(instant -> Math.max(0, Duration.between(instant, now).toSeconds()))
        .orElse(null);
  }
}
