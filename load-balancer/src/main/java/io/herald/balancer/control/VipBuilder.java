package io.herald.balancer.control;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipAddresses;
import io.herald.balancer.vip.VipAssignment;
import io.herald.balancer.vip.VipClaim;
import io.herald.balancer.vip.VipPool;
import io.herald.services.problem.Problem;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes a VIP of what is claimed of it. A pure function of its input. */
final class VipBuilder {

  private VipBuilder() {}

  /**
   * The VIP, and what is wrong with it.
   *
   * @param vip empty: nothing is behind it, or it has no address (yet)
   */
  record Built(Optional<Vip> vip, List<Problem> problems) {}

  /**
   * Makes one.
   *
   * @param claims in the order of the instances
   * @param hosts whose addresses no label may take
   * @param name as people write it
   */
  static Built build(
      VipKey key,
      List<VipClaim> claims,
      VipAssignment assignment,
      VipPool pool,
      Predicate<InetAddress> hosts,
      String name) {
    List<Problem> problems = new ArrayList<>();
    TreeMap<Backend, Backend> all = new TreeMap<>();
    for (VipClaim claim : claims) {
      claim.backends().forEach(backend -> all.putIfAbsent(backend, backend));
    }
    List<VipClaim> apart =
        claims.stream()
            .filter(claim -> claim.standing().isBackend() && claim.backends().isEmpty())
            .toList();
    if (all.isEmpty() && apart.isEmpty()) {
      return new Built(Optional.empty(), problems);
    }
    Optional<List<InetAddress>> has = addresses(key, assignment, pool, hosts, name, problems);
    if (has.isEmpty()) {
      return new Built(Optional.empty(), problems);
    }
    if (!apart.isEmpty()) {
      problems.add(apart(key, apart, name));
    }
    List<InetAddress> addresses = new ArrayList<>();
    List<Backend> backends = new ArrayList<>();
    for (InetAddress address : has.get()) {
      if (all.keySet().stream().anyMatch(backend -> isOneFamily(backend.address(), address))) {
        addresses.add(address);
      }
    }
    List<Backend> unreached = new ArrayList<>();
    for (Backend backend : all.keySet()) {
      boolean reached =
          addresses.stream().anyMatch(address -> isOneFamily(backend.address(), address));
      (reached ? backends : unreached).add(backend);
    }
    if (!unreached.isEmpty()) {
      problems.add(
          problem(
              BalancerProblem.VIP_ADDRESS,
              name
                  + " has no address of the family of "
                  + unreached.get(0).address().getHostAddress()
                  + ", so "
                  + unreached.size()
                  + " of its backends get nothing; give the balancer a pool of that family, or a"
                  + " larger one"));
    }
    if (backends.isEmpty()) {
      return new Built(Optional.empty(), problems);
    }
    return new Built(
        Optional.of(new Vip(key, addresses, options(claims, name, problems), backends)), problems);
  }

  /** Tasks that ask for it and have no address that it can lead to. */
  private static Problem apart(VipKey key, List<VipClaim> apart, String name) {
    String which =
        apart.size() == 1
            ? "task " + apart.get(0).instance() + " gets"
            : apart.size() + " tasks, " + apart.get(0).instance() + " among them, get";
    return problem(
        BalancerProblem.VIP_ADDRESS,
        key.host() instanceof VipHost.Fixed fixed
            ? which
                + " nothing of "
                + name
                + ", having no address of "
                + (fixed.address() instanceof Inet4Address ? "IPv4" : "IPv6")
                + "; take a name, or an address of the other family"
            : which
                + " nothing of "
                + name
                + ", as no address of theirs is known; see host problems");
  }

  /** Empty: it may not be served, or its addresses aren't assigned yet. */
  private static Optional<List<InetAddress>> addresses(
      VipKey key,
      VipAssignment assignment,
      VipPool pool,
      Predicate<InetAddress> hosts,
      String name,
      List<Problem> problems) {
    if (key.host() instanceof VipHost.Named named) {
      return assignment.of(named.text()).map(VipAddresses::all);
    }
    InetAddress fixed = ((VipHost.Fixed) key.host()).address();
    if (fixed.isLoopbackAddress() && !pool.contains(fixed)) {
      problems.add(
          problem(
              BalancerProblem.VIP_ADDRESS,
              name
                  + " isn't served: each host has that address for itself; take a name, or an"
                  + " address of the pool "
                  + pool.ipv4()));
      return Optional.empty();
    }
    if (hosts.test(fixed)) {
      problems.add(
          problem(
              BalancerProblem.VIP_ADDRESS,
              name
                  + " isn't served: a host of the cluster has that address; take a name, or an"
                  + " address that no host has"));
      return Optional.empty();
    }
    Optional<String> owner =
        assignment.names().entrySet().stream()
            .filter(entry -> entry.getValue().released().isEmpty())
            .filter(entry -> entry.getValue().all().contains(fixed))
            .map(entry -> entry.getKey())
            .findFirst();
    if (owner.isPresent()) {
      problems.add(
          problem(
              BalancerProblem.VIP_ADDRESS,
              name
                  + " isn't served: its address is that of "
                  + owner.get()
                  + "; take one outside of the pool "
                  + pool.ipv4()));
      return Optional.empty();
    }
    return Optional.of(List.of(fixed));
  }

  /** Those of the first instance that gets connections. */
  private static VipOptions options(List<VipClaim> claims, String name, List<Problem> problems) {
    VipClaim first =
        claims.stream()
            .filter(claim -> claim.standing() == VipClaim.Standing.SERVING)
            .findFirst()
            .orElse(claims.get(0));
    claims.stream()
        .filter(claim -> claim.standing() == VipClaim.Standing.SERVING)
        .filter(claim -> !claim.options().equals(first.options()))
        .findFirst()
        .ifPresent(
            other ->
                problems.add(
                    problem(
                        BalancerProblem.VIP_CONFLICT,
                        "tasks "
                            + first.instance()
                            + " and "
                            + other.instance()
                            + " ask for different options of "
                            + name
                            + "; those of the first one count. Give both the same io.herald.lb"
                            + " labels")));
    return first.options();
  }

  private static Problem problem(BalancerProblem kind, String what) {
    return new Problem(kind, Optional.empty(), what);
  }

  private static boolean isOneFamily(InetAddress one, InetAddress other) {
    return one.getAddress().length == other.getAddress().length;
  }
}
