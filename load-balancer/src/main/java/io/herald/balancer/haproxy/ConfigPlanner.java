package io.herald.balancer.haproxy;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the file of a desired state. Not for several threads, as slots are kept. */
final class ConfigPlanner {

  private final HaproxySettings settings;
  private final Slots slots;

  ConfigPlanner(HaproxySettings settings, Slots slots) {
    this.settings = settings;
    this.slots = slots;
  }

  /**
   * What the VIPs over TCP and the web services add to the file, in its order.
   *
   * @param blocked addresses that can't be opened, as HAProxy writes them
   */
  List<ConfigItem> items(DesiredState state, Set<String> blocked) {
    List<ConfigItem> items = new ArrayList<>();
    for (Vip vip : state.vips().values()) {
      if (vip.key().protocol() == VipProtocol.TCP) {
        VipItems.of(vip, settings.failOpen()).stream()
            .filter(item -> item.binds().stream().noneMatch(blocked::contains))
            .forEach(items::add);
      }
    }
    Set<String> slotted = new HashSet<>();
    for (WebService service : state.web().values()) {
      items.add(WebItems.of(opened(service, blocked), slots, settings.failOpen()));
      if (WebItems.isSlotted(service)) {
        slotted.add(service.name());
      }
    }
    slots.keepOnly(slotted);
    return items;
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
    SharedFrontends shared = new SharedFrontends(settings, services, blocked);
    List<String> shareds = shared.lines(!certificates.isEmpty());
    List<String> head = head();
    StringBuilder frame = new StringBuilder();
    append(frame, head);
    append(frame, shareds);
    SortedMap<String, ProxyBackend> backends = new TreeMap<>();
    StringBuilder body = new StringBuilder();
    append(body, shareds);
    for (ConfigItem item : items) {
      append(frame, item.lines());
      append(body, item.lines());
      frame.append("  servers").append(item.backend().keywords()).append('\n');
      if (item.backend().slotted()) {
        item.backend()
            .servers()
            .forEach(slot -> frame.append("  slot ").append(slot.name()).append('\n'));
      }
      for (ProxyServer server : item.backend().servers()) {
        body.append(server.line()).append('\n');
      }
      backends.put(item.name(), item.backend());
    }
    frame.append(certificates.isEmpty() ? "" : "certificates\n" + String.join("\n", certificates));
    String mark = mark(frame);
    StringBuilder text = new StringBuilder("# Written by Herald. Changes by hand are lost.\n");
    text.append(head.get(0)).append("\n  description herald:").append(mark).append('\n');
    append(text, head.subList(1, head.size()));
    text.append(body);
    return new ConfigPlan(
        mark, text.toString(), backends, shared.hosts(), shared.apps(), certificates);
  }

  private List<String> head() {
    return List.of(
        "global",
        "  stats socket " + settings.adminSocket() + " mode 600 level admin expose-fd listeners",
        "  stats timeout 1m",
        "  server-state-file " + settings.serverState(),
        "  hard-stop-after " + settings.hardStopAfter().toMillis() + "ms",
        "  tune.ssl.default-dh-param 2048",
        "  ssl-default-bind-options ssl-min-ver TLSv1.2",
        "defaults",
        "  mode tcp",
        "  retries 3",
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

  private static void append(StringBuilder text, List<String> lines) {
    lines.forEach(line -> text.append(line).append('\n'));
  }

  private static String mark(CharSequence frame) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(frame.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The mark in what {@code show info} says; empty for a configuration that isn't Herald's. */
  static Optional<String> markIn(String info) {
    return info.lines()
        .filter(line -> line.startsWith("description: herald:"))
        .map(line -> line.substring("description: herald:".length()).strip())
        .findFirst();
  }
}
