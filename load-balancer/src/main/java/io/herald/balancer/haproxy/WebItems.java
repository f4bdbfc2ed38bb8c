package io.herald.balancer.haproxy;

import io.herald.balancer.web.ServerName;
import io.herald.balancer.web.WebAuth;
import io.herald.balancer.web.WebMode;
import io.herald.balancer.web.WebOptions;
import io.herald.balancer.web.WebPort;
import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import io.herald.runtime.net.CidrNetwork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Web services as userlists, frontends and backends. What a service asks for stands in its own
 * sections, so that the shared frontends only choose a backend.
 */
final class WebItems {

  private static final String CHECK = " check inter 2s fastinter 500ms fall 3 rise 2";

  /** HAProxy's limit is 64 words a line. */
  private static final int WORDS = 30;

  private WebItems() {}

  static ConfigItem of(WebService service, Slots slots, boolean failOpen) {
    List<String> lines = new ArrayList<>();
    RawLines raw = new RawLines(service);
    List<String> binds = new ArrayList<>();
    bind(service).ifPresent(binds::add);
    if (!binds.isEmpty()) {
      lines.addAll(raw.or("FRONTEND_HEAD", frontend(service, binds.get(0))));
      List<String> glue = new ArrayList<>();
      if (hasOpenBackend(service, failOpen)) {
        glue.add("  use_backend " + openBackend(service) + " if " + noneLeft(service));
      }
      glue.add("  default_backend " + service.name());
      lines.addAll(raw.or("FRONTEND_BACKEND_GLUE", glue));
    }
    boolean open = failOpen && service.spec().options().check().isPresent() && !isSlotted(service);
    lines.addAll(backendLines(service, open));
    ProxyBackend backend = servers(service, slots, open);
    List<ConfigSection> sections = new ArrayList<>();
    sections.add(new ConfigSection(lines, backend));
    if (hasOpenBackend(service, failOpen)) {
      sections.add(opened(service, backend));
    }
    return ConfigItem.of(service.name(), Optional.empty(), Optional.of(service), sections, binds);
  }

  private static List<String> backendLines(WebService service, boolean open) {
    WebPort spec = service.spec();
    RawLines raw = new RawLines(service);
    List<String> lines = new ArrayList<>();
    spec.options()
        .auth()
        .ifPresent(auth -> lines.addAll(raw.or("USERLIST_HEAD", users(service, auth))));
    lines.addAll(raw.or("BACKEND_HEAD", backend(service)));
    allowed(spec.options(), raw, lines);
    if (spec.options().mode() == WebMode.HTTP) {
      http(service, raw, lines);
    }
    check(spec.options(), raw, lines);
    if (open) {
      lines.add("  option allbackups");
    }
    return lines;
  }

  /**
   * Whether it has a second backend of the same servers without their checks, for when none passes.
   * With slots such servers can't stand in the same backend: a cookie would lead to one of them
   * while others pass.
   */
  static boolean hasOpenBackend(WebService service, boolean failOpen) {
    return failOpen && service.spec().options().check().isPresent() && isSlotted(service);
  }

  static String openBackend(WebService service) {
    return service.name() + ProxyServer.OPEN;
  }

  /** In the file's words: no server of the service passes its check. */
  static String noneLeft(WebService service) {
    return "{ nbsrv(" + service.name() + ") eq 0 }";
  }

  private static ConfigSection opened(WebService service, ProxyBackend backend) {
    WebPort spec = service.spec();
    WebService unchecked =
        new WebService(
            openBackend(service),
            service.app(),
            service.port(),
            service.byApp(),
            spec.withOptions(spec.options().withoutCheck()));
    List<ProxyServer> servers = backend.servers().stream().map(ProxyServer::withoutCheck).toList();
    return new ConfigSection(
        backendLines(unchecked, false), new ProxyBackend(unchecked.name(), true, "", servers));
  }

  /** The address that it opens, as HAProxy writes it. */
  static Optional<String> bind(WebService service) {
    return service.port().isEmpty()
        ? Optional.empty()
        : Optional.of(service.spec().bind().address() + ":" + service.port().getAsInt());
  }

  /** Whether its servers need slots: for cookies, or as their algorithm can't be changed. */
  static boolean isSlotted(WebService service) {
    return service.spec().options().sticky()
        || algorithm(service.spec().options()).equals("static-rr");
  }

  private static List<String> users(WebService service, WebAuth auth) {
    return List.of(
        "userlist " + service.name(),
        "  user " + quoted(auth.user()) + " password " + quoted(auth.password()));
  }

  private static List<String> frontend(WebService service, String bind) {
    WebPort spec = service.spec();
    return List.of(
        "frontend " + service.name(),
        "  bind "
            + bind
            + spec.bind().certificate().map(path -> " ssl crt " + path).orElse("")
            + spec.bind().options().map(options -> " " + options).orElse(""),
        "  mode " + spec.options().mode().text());
  }

  private static List<String> backend(WebService service) {
    WebOptions options = service.spec().options();
    List<String> lines = new ArrayList<>();
    lines.add("backend " + service.name());
    lines.add("  balance " + options.balance());
    if (Set.of("source", "uri", "url_param", "rdp-cookie", "hash").contains(algorithm(options))
        || algorithm(options).startsWith("hdr(")) {
      lines.add("  hash-type consistent");
    }
    lines.add("  mode " + options.mode().text());
    return lines;
  }

  private static String algorithm(WebOptions options) {
    return options.balance().split("[\\s(]")[0].equals("hdr")
        ? "hdr("
        : options.balance().split("\\s")[0];
  }

  private static void allowed(WebOptions options, RawLines raw, List<String> lines) {
    if (options.allowed().isEmpty()) {
      return;
    }
    boolean http = options.mode() == WebMode.HTTP;
    List<String> own = new ArrayList<>();
    List<String> networks = options.allowed().get().stream().map(CidrNetwork::toString).toList();
    acl("allowed", "src", networks, own);
    String unless = networks.isEmpty() ? "" : " unless allowed";
    own.add(
        http
            ? "  http-request deny deny_status 403" + unless
            : "  tcp-request content reject" + unless);
    lines.addAll(
        raw.or(http ? "HTTP_BACKEND_NETWORK_ALLOWED_ACL" : "TCP_BACKEND_NETWORK_ALLOWED_ACL", own));
  }

  private static void http(WebService service, RawLines raw, List<String> lines) {
    WebOptions options = service.spec().options();
    List<String> hosts = service.spec().route().hosts();
    options
        .auth()
        .ifPresent(
            auth ->
                lines.add(
                    "  http-request auth realm "
                        + quoted(auth.realm())
                        + " unless { http_auth("
                        + service.name()
                        + ") }"));
    if (service.spec().route().toHttps()) {
      lines.add(
          "  http-request redirect code 301 location https://%[var(txn.host)]%[var(txn.https)]%[pathq]"
              + " if { fe_name "
              + SharedFrontends.HTTP
              + " }");
    }
    options
        .redirectRoot()
        .ifPresent(
            path -> {
              acl("own_host", "req.hdr(host),host_only,lower", hosts, lines);
              lines.add(
                  "  http-request redirect code 301 location "
                      + format(path)
                      + " if { path / }"
                      + (hosts.isEmpty() ? "" : " own_host"));
            });
    options
        .stripPath()
        .ifPresent(
            path -> lines.addAll(raw.or("HTTP_BACKEND_PROXYPASS_GLUE", proxyPass(path, hosts))));
    options
        .returnPath()
        .ifPresent(
            path -> lines.addAll(raw.or("HTTP_BACKEND_REVPROXY_GLUE", reverse(path, hosts))));
    lines.addAll(
        raw.or(
            "BACKEND_HTTP_OPTIONS",
            List.of(
                "  option forwardfor",
                "  http-request set-header X-Forwarded-Port %[dst_port]",
                "  http-request set-header X-Forwarded-Proto https if { ssl_fc }",
                "  http-request set-header X-Forwarded-Proto http if !{ ssl_fc } !{"
                    + " req.hdr(X-Forwarded-Proto) -m found }")));
    if (options.hsts()) {
      lines.addAll(
          raw.or(
              "BACKEND_HSTS_OPTIONS",
              List.of("  http-response set-header Strict-Transport-Security max-age=15768000")));
    }
    if (options.sticky()) {
      lines.addAll(
          raw.or(
              "BACKEND_STICKY_OPTIONS",
              List.of("  cookie mesosphere_server_id insert indirect nocache")));
    }
  }

  private static List<String> proxyPass(String path, List<String> hosts) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<String> lines = new ArrayList<>();
    hosts.stream().findFirst().ifPresent(h -> lines.add("  http-request set-header Host " + h));
    lines.add("  http-request replace-path '^" + regex(bare) + "(/|$)(.*)' '/\\2'");
    return lines;
  }

  private static List<String> reverse(String path, List<String> hosts) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String host = hosts.stream().findFirst().map(WebItems::regex).orElse("[^/:]*");
    return List.of(
        "  http-response replace-header Location '^(https?://"
            + host
            + "(:[0-9]+)?)?(/.*)$' '"
            + format(bare)
            + "\\3'");
  }

  private static void check(WebOptions options, RawLines raw, List<String> lines) {
    if (options.check().isEmpty()) {
      return;
    }
    Optional<String> path = options.check().get().path();
    if (path.isPresent()) {
      lines.addAll(
          raw.or(
              "BACKEND_HTTP_HEALTHCHECK_OPTIONS",
              List.of(
                  "  option httpchk GET " + path.get(),
                  "  http-check expect status 200-399",
                  "  timeout check 5s")));
    } else {
      lines.addAll(raw.or("BACKEND_TCP_HEALTHCHECK_OPTIONS", List.of("  timeout check 5s")));
    }
  }

  private static ProxyBackend servers(WebService service, Slots slots, boolean open) {
    WebOptions options = service.spec().options();
    String check = options.check().isPresent() ? CHECK : "";
    if (isSlotted(service)) {
      return new ProxyBackend(
          service.name(),
          true,
          check,
          slots.place(service.name(), service.spec().servers(), options.sticky(), check));
    }
    Set<Integer> ids = new HashSet<>();
    List<ProxyServer> servers = new ArrayList<>();
    for (WebServer server : service.spec().servers()) {
      String port =
          !check.isEmpty() && server.checkPort().isPresent()
              ? " port " + server.checkPort().getAsInt()
              : "";
      servers.add(
          new ProxyServer(
              server.name(),
              ServerName.id(server.name(), ids),
              server.address().getHostAddress(),
              server.port(),
              server.drained() && !server.replaced() ? 0 : server.weight(),
              !server.replaced(),
              Optional.empty(),
              check + port));
    }
    if (open) {
      VipItems.addUnchecked(servers, ids);
    }
    return new ProxyBackend(service.name(), false, check, servers);
  }

  /** An ACL of many values, in as many lines as it takes. */
  static void acl(String name, String what, List<String> values, List<String> lines) {
    for (int i = 0; i < values.size(); i += WORDS) {
      lines.add(
          "  acl "
              + name
              + " "
              + what
              + " "
              + String.join(" ", values.subList(i, Math.min(values.size(), i + WORDS))));
    }
  }

  /** In HAProxy's weak quotes nothing is left to a shell but backslash, quote and dollar. */
  static String quoted(String text) {
    return "'" + text + "'";
  }

  /** In a log format, which HAProxy reads there, a percent sign begins a variable. */
  private static String format(String text) {
    return text.replace("%", "%%");
  }

  private static String regex(String text) {
    return text.replaceAll("[.+*?(){}\\[\\]^$|]", "\\\\$0");
  }
}
