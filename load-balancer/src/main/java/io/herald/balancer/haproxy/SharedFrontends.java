package io.herald.balancer.haproxy;

import io.herald.balancer.web.WebRule;
import io.herald.balancer.web.WebService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The frontends that services share: hosts with and without TLS, and app ids. A host whose requests
 * all go to one service is a line of a map, which the Runtime API can change; where paths or
 * several services meet, there are rules in their order.
 */
final class SharedFrontends {

  static final String HTTP = "http";
  static final String HTTPS = "https";
  static final String APPS = "apps";
  static final String STATS = "stats";

  private static final String UNSET = "!{ var(txn.service) -m found }";

  private final HaproxySettings settings;
  private final List<WebService> services;
  private final Set<String> blocked;
  private final SortedMap<String, String> hosts = new TreeMap<>();
  private final SortedMap<String, String> apps = new TreeMap<>();
  private final List<String> rules = new ArrayList<>();
  private final List<String> httpLines = new ArrayList<>();
  private final List<String> httpsLines = new ArrayList<>();
  private final List<String> appLines = new ArrayList<>();

  SharedFrontends(HaproxySettings settings, List<WebService> services, Set<String> blocked) {
    this.settings = settings;
    this.services = List.copyOf(services);
    this.blocked = Set.copyOf(blocked);
    List<WebRule> ordered = WebRule.of(services);
    Map<String, Integer> rulesOf = new HashMap<>();
    ordered.forEach(rule -> rulesOf.merge(rule.host(), 1, Integer::sum));
    Set<String> withPaths = new HashSet<>();
    for (WebRule rule : ordered) {
      if (rule.isOfWholeHost() && rulesOf.getOrDefault(rule.host(), 0) == 1) {
        hosts.put(rule.host(), rule.service().name());
      } else {
        addRule(rule, withPaths);
      }
    }
    for (WebService service : services) {
      RawLines raw = new RawLines(service);
      httpLines.addAll(raw.or("HTTP_FRONTEND_ACL", List.of()));
      httpsLines.addAll(raw.or("HTTPS_FRONTEND_ACL", List.of()));
      appLines.addAll(raw.or("HTTP_FRONTEND_APPID_ACL", List.of()));
      if (service.byApp()) {
        apps.putIfAbsent(service.app().toLowerCase(Locale.ROOT), service.name());
      }
    }
  }

  private void addRule(WebRule rule, Set<String> withPaths) {
    WebService service = rule.service();
    String paths = "";
    if (!rule.isOfWholeHost()) {
      paths = " " + service.name() + ".path";
      if (withPaths.add(service.name())) {
        String ignoreCase = service.spec().route().ignoreCase() ? "path_beg -i" : "path_beg";
        WebItems.acl(service.name() + ".path", ignoreCase, service.spec().route().paths(), rules);
      }
    }
    rules.add(
        "  http-request set-var(txn.service) str("
            + service.name()
            + ") if "
            + UNSET
            + " { var(txn.host) -m str "
            + rule.host()
            + " }"
            + paths);
  }

  /** Whether it is made of these services, as far as their routes go. */
  boolean isOf(List<WebService> others, Set<String> otherBlocked) {
    if (others.size() != services.size() || !blocked.equals(otherBlocked)) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      WebService a = services.get(i);
      WebService b = others.get(i);
      if (!a.equals(b)
          && !(a.name().equals(b.name())
              && a.app().equals(b.app())
              && a.port().equals(b.port())
              && a.byApp() == b.byApp()
              && a.spec().withServers(List.of()).equals(b.spec().withServers(List.of())))) {
        return false;
      }
    }
    return true;
  }

  SortedMap<String, String> hosts() {
    return hosts;
  }

  SortedMap<String, String> apps() {
    return apps;
  }

  /**
   * Their lines.
   *
   * @param tls whether there is a certificate
   */
  List<String> lines(boolean tls) {
    List<String> lines = new ArrayList<>();
    open(settings.httpPort()).ifPresent(port -> addHosts(HTTP, bind(port), httpLines, lines));
    if (tls) {
      open(settings.httpsPort())
          .ifPresent(
              port ->
                  addHosts(
                      HTTPS,
                      bind(port)
                          + " ssl crt-list "
                          + settings.certificateList()
                          + " alpn h2,http/1.1",
                      httpsLines,
                      lines));
    }
    open(settings.appPort())
        .ifPresent(
            port -> {
              lines.add("frontend " + APPS);
              lines.add("  bind " + bind(port));
              lines.add("  mode http");
              lines.addAll(appLines);
              addOpen(true, lines);
              lines.add("  use_backend %[" + app() + "]");
            });
    open(settings.statsPort())
        .ifPresent(port -> lines.addAll(StatsFrontend.lines(settings, STATS, bind(port))));
    return lines;
  }

  private void addHosts(String name, String bind, List<String> raw, List<String> lines) {
    lines.add("frontend " + name);
    lines.add("  bind " + bind);
    lines.add("  mode http");
    lines.add("  http-request set-var(txn.host) req.hdr(host),host_only,lower,rtrim(.)");
    String https =
        settings.httpsPort().isPresent() && settings.httpsPort().getAsInt() != 443
            ? ":" + settings.httpsPort().getAsInt()
            : "";
    lines.add("  http-request set-var(txn.https) str(" + https + ")");
    lines.addAll(rules);
    lines.add(
        "  http-request set-var(txn.service) var(txn.host),map("
            + settings.hostMap()
            + ") if "
            + UNSET);
    lines.addAll(raw);
    addOpen(false, lines);
    lines.add("  use_backend %[var(txn.service)] if { var(txn.service) -m found }");
  }

  private String app() {
    return "req.hdr(x-marathon-app-id),lower,map(" + settings.appMap() + ")";
  }

  /** Services of which no server passes its check, as far as those have a backend for that. */
  private void addOpen(boolean byApp, List<String> lines) {
    for (WebService service : services) {
      if (WebItems.hasOpenBackend(service, settings.failOpen()) && (service.byApp() || !byApp)) {
        lines.add(
            "  use_backend "
                + WebItems.openBackend(service)
                + " if { "
                + (byApp ? app() : "var(txn.service)")
                + " -m str "
                + service.name()
                + " } "
                + WebItems.noneLeft(service));
      }
    }
  }

  private OptionalInt open(OptionalInt port) {
    return port.isPresent() && blocked.contains(bind(port.getAsInt())) ? OptionalInt.empty() : port;
  }

  private String bind(int port) {
    return settings.address() + ":" + port;
  }
}
