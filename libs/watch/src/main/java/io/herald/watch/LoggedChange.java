package io.herald.watch;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceEvent.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log: an instance of one service as it was and as it is. Immutable.
 *
 * @param place of the entry in the log; the first has 0, the next one more
 * @param old null if it is new
 * @param now null if it is gone
 */
record LoggedChange(
    long place, long revision, @Nullable Instance old, @Nullable Instance now, Instant at) {

  ServiceKey service() {
    return requireNonNull(now == null ? old : now).service();
  }

  /** Whether a reader with that filter sees anything of it. */
  boolean concerns(InstanceFilter filter) {
    return filter.matches(service()) && (matches(filter, old) || matches(filter, now));
  }

  /** What a reader with that filter sees of it; null: nothing. */
  @Nullable InstanceEvent event(InstanceFilter filter) {
    if (!filter.matches(service())) {
      return null;
    }
    Instance was = matches(filter, old) ? old : null;
    Instance is = matches(filter, now) ? now : null;
    if (is != null) {
      return new InstanceEvent(revision, was == null ? Kind.ADDED : Kind.CHANGED, is, at);
    }
    return was == null ? null : new InstanceEvent(revision, Kind.REMOVED, was, at);
  }

  private static boolean matches(InstanceFilter filter, @Nullable Instance instance) {
    return instance != null && filter.matches(instance);
  }
}
