package io.herald.balancer.control;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets names out once the planes carry what they lead to: a name before that leads to whatever
 * listens there. A plane that doesn't keep up holds them only for a while, if another one does.
 * Used by one thread at a time.
 */
final class NameGate {

  /** While no plane applies anything, those in the middle are of no use. */
  private static final int MOST_WAITING = 64;

  /** Names of states that wait, the latest last. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private PublishedNames published = PublishedNames.NONE;

  private record Waiting(
      long revision, Instant since, SortedMap<String, List<InetAddress>> names) {}

  /**
   * The planes are told of this state.
   *
   * @param named whether a name came, went or has other addresses; if not, nothing waits for it
   */
  void told(DesiredState state, boolean named, Instant now) {
    if (!named && (published.isKnown() || !waiting.isEmpty())) {
      return;
    }
    if (waiting.size() >= MOST_WAITING) {
      waiting.removeLast();
    }
    waiting.addLast(new Waiting(state.revision(), now, names(state)));
  }

  private static SortedMap<String, List<InetAddress>> names(DesiredState state) {
    SortedMap<String, List<InetAddress>> names = new TreeMap<>();
    Map<String, Set<InetAddress>> all = new TreeMap<>();
    for (Vip vip : state.vips().values()) {
      if (vip.key().host() instanceof VipHost.Named named) {
        all.computeIfAbsent(named.text(), name -> new LinkedHashSet<>()).addAll(vip.addresses());
      }
    }
    all.forEach(
        (name, addresses) -> {
          List<InetAddress> sorted = new ArrayList<>(addresses);
          // IPv4 first, as in a VIP.
          sorted.sort(
              (a, b) -> Boolean.compare(a instanceof Inet6Address, b instanceof Inet6Address));
          names.put(name, List.copyOf(sorted));
        });
    return Collections.unmodifiableSortedMap(names);
  }

  /**
   * Lets out what the planes carry.
   *
   * @param applied revision that each plane has applied
   * @param patience how long one plane holds back what another one carries
   * @return whether other names are published than before
   */
  boolean open(List<Long> applied, Duration patience, Instant now) {
    Waiting out = null;
    while (!waiting.isEmpty() && mayGo(waiting.peekFirst(), applied, patience, now)) {
      out = waiting.removeFirst();
    }
    if (out == null) {
      return false;
    }
    boolean changed = !published.isKnown() || !published.names().equals(out.names());
    published = new PublishedNames(out.revision(), out.names());
    return changed;
  }

  private static boolean mayGo(Waiting state, List<Long> applied, Duration patience, Instant now) {
    long ready = applied.stream().filter(revision -> revision >= state.revision()).count();
    return ready == applied.size() || (ready > 0 && !state.since().plus(patience).isAfter(now));
  }

  /** When {@link #open} is to be asked again at the latest; empty: nothing waits. */
  Optional<Instant> nextDeadline(Duration patience) {
    return Optional.ofNullable(waiting.peekFirst()).map(state -> state.since().plus(patience));
  }

  PublishedNames published() {
    return published;
  }
}
