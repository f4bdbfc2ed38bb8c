package io.herald.balancer.vip;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which name has which addresses. Immutable. What a name has it keeps, whoever comes later; new
 * names choose in the order of their bytes, so that everyone who begins with the same names comes
 * to the same end.
 *
 * @param names in their order
 */
public record VipAssignment(SortedMap<String, VipAddresses> names) {

  /** Nobody has anything. */
  public static final VipAssignment NONE = new VipAssignment(new TreeMap<>());

  /** A name that comes back within this time, after a deployment for example, finds its address. */
  static final Duration KEPT = Duration.ofDays(1);

  public VipAssignment {
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }

  /** What the name has. */
  public Optional<VipAddresses> of(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /**
   * The assignment in which each of these names has its addresses.
   *
   * @param wanted names that tasks ask for
   * @param reserved addresses that stand in labels, or are used otherwise: new names don't get them
   * @param preferred addresses that names have had elsewhere; they get them if nobody else has them
   * @param now the time of day, by which names that nobody wants are let go
   */
  public VipAssignment with(
      SortedSet<String> wanted,
      Set<InetAddress> reserved,
      VipAssignment preferred,
      VipPool pool,
      Instant now) {
    return new Change(this, wanted, reserved, preferred, pool, now).make();
  }

  /** Whether each name has what it can get, so that nothing needs to be assigned. */
  public boolean covers(SortedSet<String> wanted, VipPool pool) {
    for (String name : wanted) {
      VipAddresses has = names.get(name);
      if (has == null || !isWhole(has, pool)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(VipAddresses has, VipPool pool) {
    return has.ipv4().filter(pool.ipv4()::contains).isPresent()
        && (pool.ipv6().isEmpty() || has.ipv6().filter(pool.ipv6().get()::contains).isPresent());
  }

  /** The making of one. */
  private static final class Change {
    private final SortedMap<String, VipAddresses> names;
    private final SortedSet<String> wanted;
    private final VipAssignment preferred;
    private final VipPool pool;
    private final Instant now;
    private final Set<InetAddress> taken;

    private Change(
        VipAssignment before,
        SortedSet<String> wanted,
        Set<InetAddress> reserved,
        VipAssignment preferred,
        VipPool pool,
        Instant now) {
      this.names = new TreeMap<>(before.names);
      this.wanted = wanted;
      this.preferred = preferred;
      this.pool = pool;
      this.now = now;
      this.taken = new HashSet<>(reserved);
    }

    private VipAssignment make() {
      names.replaceAll(this::kept);
      names.values().removeIf(this::isOver);
      names.values().forEach(has -> taken.addAll(has.all()));
      for (String name : wanted) {
        VipAddresses has = names.get(name);
        Optional<InetAddress> ipv4 = has == null ? Optional.empty() : has.ipv4();
        Optional<InetAddress> ipv6 = has == null ? Optional.empty() : has.ipv6();
        VipAddresses all =
            new VipAddresses(
                ipv4.isPresent() ? ipv4 : choose(name, false),
                ipv6.isPresent() ? ipv6 : choose(name, true),
                Optional.empty());
        taken.addAll(all.all());
        names.put(name, all);
      }
      return new VipAssignment(names);
    }

    /** What lies outside of the pool, which may have been changed, is given up. */
    private VipAddresses kept(String name, VipAddresses has) {
      Optional<Instant> released =
          wanted.contains(name) ? Optional.empty() : Optional.of(has.released().orElse(now));
      return new VipAddresses(
          has.ipv4().filter(pool.ipv4()::contains),
          has.ipv6().filter(address -> pool.ipv6().map(r -> r.contains(address)).orElse(false)),
          released);
    }

    private boolean isOver(VipAddresses has) {
      return has.released().map(since -> since.plus(KEPT).isBefore(now)).orElse(false);
    }

    private Optional<InetAddress> choose(String name, boolean ofIpv6) {
      Optional<PoolRange> range = pool.range(ofIpv6);
      if (range.isEmpty()) {
        return Optional.empty();
      }
      Optional<InetAddress> had =
          preferred.of(name).flatMap(had6 -> ofIpv6 ? had6.ipv6() : had6.ipv4());
      if (had.isPresent() && range.get().contains(had.get()) && !taken.contains(had.get())) {
        return had;
      }
      Optional<InetAddress> free = firstFree(name, range.get());
      return free.isPresent() ? free : takeBack(ofIpv6);
    }

    private Optional<InetAddress> firstFree(String name, PoolRange range) {
      InetAddress first = pool.firstChoice(name, range.isIpv6()).orElseThrow();
      InetAddress address = first;
      while (taken.contains(address)) {
        address = range.after(address);
        if (address.equals(first)) {
          return Optional.empty();
        }
      }
      return Optional.of(address);
    }

    /** The address of the name that has been without tasks for longest. */
    private Optional<InetAddress> takeBack(boolean ofIpv6) {
      Optional<Map.Entry<String, VipAddresses>> oldest =
          names.entrySet().stream()
              .filter(entry -> entry.getValue().released().isPresent())
              .filter(
                  entry -> (ofIpv6 ? entry.getValue().ipv6() : entry.getValue().ipv4()).isPresent())
              .min(
                  Map.Entry.comparingByValue(
                      (a, b) -> a.released().orElseThrow().compareTo(b.released().orElseThrow())));
      if (oldest.isEmpty()) {
        return Optional.empty();
      }
      VipAddresses given = oldest.get().getValue();
      names.put(
          oldest.get().getKey(),
          new VipAddresses(
              ofIpv6 ? given.ipv4() : Optional.empty(),
              ofIpv6 ? Optional.empty() : given.ipv6(),
              given.released()));
      return ofIpv6 ? given.ipv6() : given.ipv4();
    }
  }
}
