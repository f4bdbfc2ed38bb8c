package io.herald.balancer.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The frontend of HAProxy's statistics, with Marathon-LB's pages. What HAProxy can't tell by itself
 * it asks of Herald, over {@link MarathonLbPages}' socket.
 */
final class StatsFrontend {

  /** The path of HAProxy's own page, and its question for the same as CSV. */
  static final String PATH = "/haproxy";

  static final String CSV = "stats;csv";

  private static final String HERALD = "herald";

  private StatsFrontend() {}

  static List<String> lines(HaproxySettings settings, String name, String bind) {
    List<String> lines = new ArrayList<>();
    lines.add("frontend " + name);
    lines.add("  bind " + bind);
    lines.add("  mode http");
    lines.add("  monitor-uri /_haproxy_health_check");
    lines.add("  http-request use-service prometheus-exporter if { path /metrics }");
    lines.add("  http-request redirect code 302 location " + PATH + "?stats if { path / }");
    lines.add("  acl of_admins path " + String.join(" ", MarathonLbPages.OF_ADMINS));
    List<String> clients = settings.adminClients().stream().map(Object::toString).toList();
    WebItems.acl("admin", "src", clients, lines);
    lines.add(
        "  http-request deny deny_status 403 content-type text/plain string "
            + WebItems.quoted("this page is for clients in haproxyAdminClients")
            + " if of_admins"
            + (clients.isEmpty() ? "" : " !admin"));
    lines.add(
        "  use_backend "
            + HERALD
            + " if of_admins or { path "
            + MarathonLbPages.OF_ALL.stream().collect(Collectors.joining(" "))
            + " } or { path "
            + PATH
            + " } { query "
            + CSV
            + " }");
    lines.add("  default_backend " + name);
    lines.add("backend " + name);
    lines.add("  mode http");
    lines.add("  stats enable");
    lines.add("  stats uri " + PATH + "?stats");
    lines.add("backend " + HERALD);
    lines.add("  mode http");
    lines.add("  retries 0");
    lines.add(
        "  http-error status 503 content-type text/plain string "
            + WebItems.quoted("Herald does not answer; start it, or see its log"));
    lines.add("  server " + HERALD + " unix@" + settings.pageSocket());
    return lines;
  }
}
