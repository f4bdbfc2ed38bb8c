package io.herald.balancer.haproxy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that can't be opened. They are left out of the file, and tried again from time to time.
 * Not for several threads.
 */
final class BlockedBinds {

  private static final Logger log = LoggerFactory.getLogger(BlockedBinds.class);
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Clock clock;
  private final Map<String, String> blocked = new TreeMap<>();

  /** Those that were open elsewhere when they were tried, and of which the log tells. */
  private final Set<String> shared = new HashSet<>();

  private Instant next = Instant.MIN;

  BlockedBinds(Clock clock) {
    this.clock = clock;
  }

  /**
   * Tries addresses that HAProxy doesn't hold.
   *
   * @return whether one of them can't be opened
   */
  boolean probe(Set<String> binds) {
    boolean found = false;
    for (String bind : binds) {
      Optional<String> refusal = BindProbe.refusal(bind);
      if (refusal.isPresent()) {
        blocked.put(bind, refusal.get());
        log.warn("{}", refusal.get());
        next = clock.instant().plus(AGAIN);
        found = true;
      }
      warnIfShared(bind, refusal.isEmpty());
    }
    return found;
  }

  private void warnIfShared(String bind, boolean canBeOpened) {
    if (!canBeOpened || !BindProbe.isShared(bind)) {
      shared.remove(bind);
    } else if (shared.add(bind)) {
      log.warn(
          "{} is open in another process too, which gets a part of HAProxy's clients: the HAProxy of"
              + " another Herald, which is to have other ports or to be ended, or the proxy, if that"
              + " carries the VIPs beside HAProxy",
          bind);
    }
  }

  /** Tries them again, if it is time; true if one can be opened now. */
  boolean probeAgain() {
    if (blocked.isEmpty() || clock.instant().isBefore(next)) {
      return false;
    }
    next = clock.instant().plus(AGAIN);
    return blocked.keySet().removeIf(bind -> BindProbe.refusal(bind).isEmpty());
  }

  /** Forgets those that aren't wanted any more. */
  void keepOnly(Set<String> wanted) {
    blocked.keySet().retainAll(wanted);
  }

  Set<String> binds() {
    return Set.copyOf(blocked.keySet());
  }

  /** Each with why it can't be opened, and the remedy. */
  Map<String, String> reasons() {
    return new TreeMap<>(blocked);
  }
}
