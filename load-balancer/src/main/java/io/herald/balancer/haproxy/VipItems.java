package io.herald.balancer.haproxy;

import io.herald.balancer.plane.ActiveCheck;
import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.web.ServerName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** VIPs over TCP as frontends at their addresses. A pure function of the VIP. */
final class VipItems {

  /** The longest that HAProxy takes; it has no "never". */
  private static final Duration NEVER = Duration.ofDays(24);

  private VipItems() {}

  /** One for each address; backends of its family alone, if there are any. */
  static List<ConfigItem> of(Vip vip, boolean failOpen) {
    List<ConfigItem> items = new ArrayList<>();
    for (InetAddress address : vip.addresses()) {
      String name = BackendNames.of(vip.key(), address);
      String bind = bind(address, vip.key().port());
      VipOptions options = vip.options();
      List<String> lines = new ArrayList<>();
      lines.add("frontend " + name);
      lines.add("  mode tcp");
      lines.add("  bind " + bind + (options.proxyIn() ? " accept-proxy" : ""));
      options.maxConnections().ifPresent(most -> lines.add("  maxconn " + most));
      lines.add("  timeout client " + milliseconds(options.idleTimeout().orElse(NEVER)));
      lines.add("  default_backend " + name);
      lines.add("backend " + name);
      lines.add("  mode tcp");
      lines.add("  balance " + balance(options.method()));
      if (options.method() == VipOptions.Method.SOURCE_HASH) {
        lines.add("  hash-type consistent");
      }
      lines.add("  timeout connect " + milliseconds(options.connectTimeout()));
      String idle = milliseconds(options.idleTimeout().orElse(NEVER));
      lines.add("  timeout server " + idle);
      // Once both sides have spoken this one counts, and neither the client's nor the server's.
      lines.add("  timeout tunnel " + idle);
      options.check().ifPresent(check -> addCheck(check, failOpen, lines));
      items.add(
          ConfigItem.of(
              name,
              Optional.of(vip.key()),
              Optional.empty(),
              List.of(
                  new ConfigSection(
                      lines,
                      new ProxyBackend(
                          name, false, keywords(options), servers(vip, address, failOpen)))),
              List.of(bind)));
    }
    return items;
  }

  private static void addCheck(ActiveCheck check, boolean failOpen, List<String> lines) {
    if (failOpen) {
      lines.add("  option allbackups");
    }
    check.httpPath().ifPresent(path -> lines.add("  option httpchk GET " + path));
    if (check.httpPath().isPresent()) {
      lines.add("  http-check expect status 200-399");
    }
    lines.add("  timeout check " + milliseconds(check.timeout()));
  }

  private static List<ProxyServer> servers(Vip vip, InetAddress address, boolean failOpen) {
    List<Backend> family =
        vip.backends().stream()
            .filter(backend -> backend.address().getClass() == address.getClass())
            .toList();
    List<ProxyServer> servers = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Backend backend : family.isEmpty() ? vip.backends() : family) {
      String ip = backend.address().getHostAddress();
      String name = ServerName.of("", backend.address(), backend.port());
      if (names.add(name)) {
        servers.add(
            new ProxyServer(
                name,
                ServerName.id(name, ids),
                ip,
                backend.port(),
                backend.weight(),
                true,
                Optional.empty(),
                keywords(vip.options())));
      }
    }
    if (failOpen && vip.options().check().isPresent()) {
      addUnchecked(servers, ids);
    }
    return servers;
  }

  /** Adds each server once more without its check. */
  static void addUnchecked(List<ProxyServer> servers, Set<Integer> ids) {
    for (ProxyServer server : List.copyOf(servers)) {
      servers.add(server.unchecked(ServerName.id(server.name() + ".open", ids)));
    }
  }

  private static String keywords(VipOptions options) {
    StringBuilder words = new StringBuilder();
    if (options.proxyOut()) {
      words.append(" send-proxy-v2");
    }
    options
        .check()
        .ifPresent(
            check ->
                words
                    .append(" check inter ")
                    .append(milliseconds(check.interval()))
                    .append(" fall ")
                    .append(check.fall())
                    .append(" rise ")
                    .append(check.rise()));
    return words.toString();
  }

  private static String balance(VipOptions.Method method) {
    return switch (method) {
      case LEAST_CONNECTIONS -> "leastconn";
      case ROUND_ROBIN -> "roundrobin";
      case SOURCE_HASH -> "source";
    };
  }

  static String bind(InetAddress address, int port) {
    String text = address.getHostAddress();
    return (text.contains(":") ? "ipv6@[" + text + "]" : text) + ":" + port;
  }

  private static String milliseconds(Duration time) {
    return Math.max(1, time.toMillis()) + "ms";
  }
}
