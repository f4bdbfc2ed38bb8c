package io.herald.dns.http;

import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.PictureStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /ready}: whether the zone is answered from, and how old the picture behind it is. */
final class Readiness {

  private Readiness() {}

  static Map<String, @Nullable Object> of(ServiceStatus status, Instant now) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("ready", status.loaded());
    if (!status.loaded()) {
      view.put("waitingFor", status.catalog().awaited());
    }
    view.put("stale", status.stale());
    view.put("serial", status.serial());
    view.put("pictureSecondsAgo", age(status, now));
    view.put("lastChange", status.catalog().appliedAt().toString());
    List<Object> sources = new ArrayList<>();
    for (SourceStatus source : status.sources()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("name", source.name());
      one.put("stale", source.stale());
      one.put("following", source.following().orElse(null));
      one.put("trouble", source.trouble().orElse(null));
      one.put("heardSecondsAgo", seconds(source.lastHeard(), now));
      one.put("pictureSecondsAgo", seconds(source.lastPicture(), now));
      one.put("recoveringAgents", source.recovering());
      one.put("worstAgeSeconds", seconds(source.reading().map(SourceStatus.Reading::asOf), now));
      one.put("readEverySeconds", every(source));
      one.put("hint", source.hint().orElse(null));
      sources.add(one);
    }
    view.put("sources", sources);
    view.put("savedSecondsAgo", seconds(status.saved().flatMap(PictureStatus::saved), now));
    view.put("configuration", configuration(status.configuration()));
    return view;
  }

  private static @Nullable Double every(SourceStatus source) {
    return source.reading().map(reading -> reading.every().toMillis() / 1000.0).orElse(null);
  }

  /**
   * How old what is known may be: the seconds since the source was heard that is longest silent.
   */
  private static @Nullable Long age(ServiceStatus status, Instant now) {
    return seconds(status.oldest(), now);
  }

  private static Map<String, @Nullable Object> configuration(ConfigStatus status) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("inForceSince", status.inForceSince().toString());
    view.put("awaitedSince", status.awaited().map(Instant::toString).orElse(null));
    view.put("refusedAt", status.refused().map(r -> r.at().toString()).orElse(null));
    view.put("refusedFor", status.refused().map(ConfigStatus.Refusal::problems).orElse(List.of()));
    return view;
  }

  private static @Nullable Long seconds(Optional<Instant> then, Instant now) {
    return then.map(instant -> Math.max(0, Duration.between(instant, now).toSeconds()))
        .orElse(null);
  }
}
