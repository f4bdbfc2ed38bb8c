package io.herald.api.watch;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.api.endpoint.ProblemDocument;
import io.herald.runtime.net.ConnectionLimits;
import java.net.InetAddress;
import java.util.Optional;

/** Who may watch or wait: so many at a time, and so many per client. Safe for any thread. */
final class Watchers {

  private static final String RETRY_SECONDS = "5";

  private final WatchFigures figures;
  private volatile Places places = new Places(WatcherLimits.DEFAULT);

  /** The places of one configuration; whoever has one of an earlier one doesn't count here. */
  private static final class Places {
    private final WatcherLimits limits;
    private final ConnectionLimits taken;

    private Places(WatcherLimits limits) {
      this.limits = limits;
      this.taken = new ConnectionLimits(limits.watchers(), limits.watchersPerClient());
    }
  }

  /** A place that was taken. */
  interface Place {
    /** Gives it back; called once. */
    void leave();
  }

  Watchers(WatchFigures figures) {
    this.figures = figures;
  }

  void limit(WatcherLimits limits) {
    if (!places.limits.equals(limits)) {
      places = new Places(limits);
    }
  }

  /** A place for that client; empty if it gets none. */
  Optional<Place> enter(InetAddress client) {
    Places now = places;
    if (!now.taken.enter(client)) {
      figures.refused.increment();
      return Optional.empty();
    }
    figures.watchers.incrementAndGet();
    return Optional.of(
        () -> {
          now.taken.leave(client);
          figures.watchers.decrementAndGet();
        });
  }

  /** For a client that got no place. */
  HttpResponse refusal() {
    Places now = places;
    return problem(now.limits, now.taken.isFull())
        .response()
        .mapHeaders(
            headers -> headers.toBuilder().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS).build());
  }

  private static ProblemDocument problem(WatcherLimits limits, boolean full) {
    if (limits.watchers() == 0) {
      return new ProblemDocument(
          HttpStatus.SERVICE_UNAVAILABLE,
          "nobody may watch here, as watchers is 0; have it raised");
    }
    return full
        ? new ProblemDocument(
            HttpStatus.SERVICE_UNAVAILABLE,
            limits.watchers()
                + " requests watch already, as many as watchers allows; try again later, or have it"
                + " raised")
        : new ProblemDocument(
            HttpStatus.TOO_MANY_REQUESTS,
            "your address has "
                + limits.watchersPerClient()
                + " requests that watch, as many as watchersPerClient allows; end one, or have it"
                + " raised");
  }
}
