package io.herald.balancer.proxy;

import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.proxy.choice.BackendPool.Census;
import io.herald.balancer.proxy.traffic.VipCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One VIP, at one address or two. Changed by the plane's thread alone, read by any. */
final class ServedVip implements AutoCloseable {

  private final VipKey key;
  private final ProxyParts parts;
  private final VipCounters counters;
  private final Map<InetAddress, ServedAddress> addresses = new ConcurrentHashMap<>();
  private volatile Vip vip;

  ServedVip(Vip vip, ProxyParts parts) {
    this.key = vip.key();
    this.vip = vip;
    this.parts = parts;
    this.counters = new VipCounters(parts.connects());
  }

  /** What it was told last. */
  Vip vip() {
    return vip;
  }

  /** As the log and metrics have it: {@code sise.marathon:80}. */
  static String text(VipKey key) {
    String host = key.host().text();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + key.port();
  }

  /** Is so from now on. */
  void serve(Vip wanted) {
    vip = wanted;
    addresses
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.addresses().contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    for (InetAddress address : wanted.addresses()) {
      addresses.computeIfAbsent(address, this::newAddress).serve(wanted);
    }
  }

  private ServedAddress newAddress(InetAddress address) {
    return new ServedAddress(
        parts, text(key), new InetSocketAddress(address, key.port()), key.protocol(), counters);
  }

  /** Tries to bind what isn't bound yet; whether all is. */
  boolean bind() {
    boolean all = true;
    for (ServedAddress address : addresses.values()) {
      all &= address.bind();
    }
    return all;
  }

  /** Whether clients can come at all of its addresses. */
  boolean isBound() {
    return addresses.values().stream().allMatch(address -> address.problem().isEmpty());
  }

  List<PlaneProblem> problems() {
    List<PlaneProblem> problems = new ArrayList<>();
    for (ServedAddress address : addresses.values()) {
      address.problem().ifPresent(what -> problems.add(problem(what)));
    }
    Census census = census();
    int unhealthy = census.down() + census.ejected();
    if (census.up() == 0 && unhealthy > 0) {
      problems.add(
          problem(
              "all "
                  + unhealthy
                  + " backends are unhealthy"
                  + (parts.settings().failOpen()
                      ? "; connections are tried with them all the same"
                      : ", and connections are reset")
                  + "; see why they fail their checks or refuse connections"));
    }
    if (key.protocol() == VipProtocol.UDP) {
      if (vip.options().check().isPresent()) {
        problems.add(
            problem(
                "its labels ask for a check, which UDP doesn't have; Mesos' health is used alone"));
      }
      if (vip.options().proxyIn() || vip.options().proxyOut()) {
        problems.add(
            problem("its labels ask for the PROXY protocol, which is for TCP; it isn't used"));
      }
    }
    return problems;
  }

  private PlaneProblem problem(String what) {
    return new PlaneProblem(Optional.of(key), what);
  }

  VipCounters counters() {
    return counters;
  }

  /** Of all addresses; a backend of each family counts in its own. */
  Census census() {
    Census sum = new Census(0, 0, 0, 0);
    for (ServedAddress address : addresses.values()) {
      Census one = address.pool().census();
      sum =
          new Census(
              sum.up() + one.up(),
              sum.draining() + one.draining(),
              sum.ejected() + one.ejected(),
              sum.down() + one.down());
    }
    return sum;
  }

  @Override
  public void close() {
    addresses.values().forEach(ServedAddress::close);
    addresses.clear();
  }
}
