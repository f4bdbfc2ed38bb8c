package io.herald.balancer.haproxy;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the file of a desired state. Not for several threads, as slots are kept. */
final class ConfigPlanner {

  private static final String DESCRIPTION = "herald:";

  /**
   * Servers that are tried after one that refuses: where most have just begun and don't listen yet,
   * HAProxy's own 3 may all be such.
   */
  private static final int RETRIES = 10;

  /** Items, and the VIP or web service that they were made of. */
  private record Made(Object source, List<ConfigItem> items) {}

  private final HaproxySettings settings;
  private final Slots slots;
  private Map<Object, Made> made = new HashMap<>();
  private @Nullable SharedFrontends shared;

  ConfigPlanner(HaproxySettings settings, Slots slots) {
    this.settings = settings;
    this.slots = slots;
  }

  /**
   * What the VIPs over TCP and the web services add to the file, in its order. What hasn't changed
   * since the last time is the same item.
   *
   * @param blocked addresses that can't be opened, as HAProxy writes them
   */
  List<ConfigItem> items(DesiredState state, Set<String> blocked) {
    List<ConfigItem> items = new ArrayList<>();
    Map<Object, Made> now = new HashMap<>();
    for (Vip vip : state.vips().values()) {
      if (vip.key().protocol() == VipProtocol.TCP) {
        Made of = made.get(vip.key());
        if (of == null || !of.source().equals(vip)) {
          of = new Made(vip, VipItems.of(vip, settings.failOpen()));
        }
        now.put(vip.key(), of);
        of.items().stream()
            .filter(item -> item.binds().stream().noneMatch(blocked::contains))
            .forEach(items::add);
      }
    }
    Set<String> slotted = new HashSet<>();
    for (WebService given : state.web().values()) {
      WebService service = opened(given, blocked);
      Made of = made.get(service.name());
      if (of == null || !of.source().equals(service)) {
        of = new Made(service, List.of(item(service)));
      }
      now.put(service.name(), of);
      items.addAll(of.items());
      if (WebItems.isSlotted(service)) {
        slotted.add(service.name());
      }
    }
    made = now;
    slots.keepOnly(slotted);
    return items;
  }

  /** What a web service adds to the file. */
  ConfigItem item(WebService service) {
    return WebItems.of(service, slots, settings.failOpen());
  }

  /** A service whose port can't be opened still has its routes. */
  private static WebService opened(WebService service, Set<String> blocked) {
    return WebItems.bind(service).filter(blocked::contains).isEmpty()
        ? service
        : new WebService(
            service.name(), service.app(), OptionalInt.empty(), service.byApp(), service.spec());
  }

  /** Every address that the state, and the shared ports, are to open. */
  Set<String> binds(DesiredState state) {
    Set<String> binds = new HashSet<>();
    for (Vip vip : state.vips().values()) {
      vip.addresses().forEach(address -> binds.add(VipItems.bind(address, vip.key().port())));
    }
    state.web().values().forEach(service -> WebItems.bind(service).ifPresent(binds::add));
    settings.ownPorts().forEach(port -> binds.add(settings.address() + ":" + port));
    return binds;
  }

  /**
   * The file with these items.
   *
   * @param certificates files, each with certificate and key, the default one first
   * @param blocked shared ports that can't be opened
   */
  ConfigPlan plan(List<ConfigItem> items, List<String> certificates, Set<String> blocked) {
    List<WebService> services = items.stream().flatMap(item -> item.web().stream()).toList();
    if (shared == null || !shared.isOf(services, blocked)) {
      shared = new SharedFrontends(settings, services, blocked);
    }
    List<String> lines = shared.lines(!certificates.isEmpty());
    StringBuilder frame = new StringBuilder();
    head("").forEach(line -> frame.append(line).append('\n'));
    lines.forEach(line -> frame.append(line).append('\n'));
    SortedMap<String, ProxyBackend> backends = new TreeMap<>();
    for (ConfigItem item : items) {
      frame.append(item.frame()).append('\n');
      item.sections().forEach(of -> backends.put(of.backend().name(), of.backend()));
    }
    frame.append("certificates\n").append(String.join("\n", certificates));
    String mark = Digests.of(frame);
    return new ConfigPlan(mark, head(mark), lines, items, backends, shared, certificates);
  }

  private List<String> head(String mark) {
    return List.of(
        "global",
        "  description " + DESCRIPTION + mark,
        "  stats socket " + settings.adminSocket() + " mode 600 level admin expose-fd listeners",
        "  stats timeout 1m",
        "  server-state-file " + settings.serverState(),
        "  hard-stop-after " + settings.hardStopAfter().toMillis() + "ms",
        "  tune.ssl.default-dh-param 2048",
        "  ssl-default-bind-options ssl-min-ver TLSv1.2",
        "defaults",
        "  mode tcp",
        "  retries " + RETRIES,
        "  option redispatch 1",
        "  option dontlognull",
        "  load-server-state-from-file global",
        "  timeout connect 3s",
        "  timeout client 50s",
        "  timeout server 50s",
        "  timeout queue 10s",
        "  timeout http-request 30s",
        "  timeout tunnel 1h");
  }

  /** The mark in what {@code show info} says; empty for a configuration that isn't Herald's. */
  static Optional<String> markIn(String info) {
    return info.lines()
        .filter(line -> line.startsWith("description: " + DESCRIPTION))
        .map(line -> line.substring(("description: " + DESCRIPTION).length()).strip())
        .findFirst();
  }
}
