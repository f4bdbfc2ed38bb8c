package io.herald.balancer.config;

import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.runtime.net.CidrNetwork;
import io.herald.services.host.IpText;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters of the haproxy plane. */
final class HaproxyParameters {

  /** In the folder that the process was started in. */
  private static final String OWN_FOLDER = "herald-haproxy";

  private static final HaproxySettings DEFAULT = HaproxySettings.in(Path.of("/"));

  static final Parameter<String> HAPROXY_PROGRAM =
      Parameter.of(
              "haproxyProgram",
              "haproxy-program",
              ValueTypes.text("PATH"),
              "HAProxy's program, 2.6 or newer: a path, or a name in PATH")
          .withDefault(DEFAULT.program());
  static final Parameter<Path> HAPROXY_FOLDER =
      Parameter.of(
              "haproxyFolder",
              "haproxy-folder",
              ValueTypes.file("FOLDER"),
              "folder of HAProxy's configuration, maps and sockets; Herald's alone")
          .withDefaultWords(
              "haproxy in stateDirectory; without that, herald-haproxy in this folder");
  static final Parameter<Path> HAPROXY_MASTER_SOCKET =
      Parameter.of(
          "haproxyMasterSocket",
          "haproxy-master-socket",
          ValueTypes.file("SOCKET"),
          "master socket of a HAProxy that something else runs, with haproxy.cfg of haproxyFolder; if not"
              + " given, Herald runs one");
  static final Parameter<String> HAPROXY_LISTENER =
      Parameter.of(
              "haproxyListener",
              "haproxy-listener",
              ValueTypes.parsed("ADDRESS", HaproxyParameters::listener, text -> text),
              "address of HAProxy's shared ports; *: every one")
          .withDefault(DEFAULT.address());
  static final Parameter<Integer> HAPROXY_HTTP_PORT =
      port("haproxyHttpPort", "haproxy-http-port", "port of hosts without TLS", DEFAULT.httpPort());
  static final Parameter<Integer> HAPROXY_HTTPS_PORT =
      port(
          "haproxyHttpsPort",
          "haproxy-https-port",
          "port of hosts with TLS, once there is a certificate",
          DEFAULT.httpsPort());
  static final Parameter<Integer> HAPROXY_STATS_PORT =
      port(
          "haproxyStatsPort",
          "haproxy-stats-port",
          "port of HAProxy's statistics and its own /metrics",
          DEFAULT.statsPort());
  static final Parameter<List<CidrNetwork>> HAPROXY_ADMIN_CLIENTS =
      Parameter.of(
              "haproxyAdminClients",
              "haproxy-admin-clients",
              ValueTypes.listOf("A,B,…", CidrNetwork::parse, CidrNetwork::toString),
              "networks from which haproxyStatsPort answers /_haproxy_getconfig and /_mlb_signal; empty:"
                  + " none")
          .withDefault(DEFAULT.adminClients());
  static final Parameter<Integer> HAPROXY_APP_PORT =
      port(
          "haproxyAppPort",
          "haproxy-app-port",
          "port of requests with the header X-Marathon-App-Id",
          DEFAULT.appPort());
  static final Parameter<Path> HAPROXY_CERTIFICATES =
      Parameter.of(
          "haproxyCertificates",
          "haproxy-certificates",
          ValueTypes.file("FOLDER"),
          "folder of PEM files, each a certificate with its key, for haproxyHttpsPort");
  static final Parameter<Duration> HAPROXY_RELOAD_SECONDS =
      Parameter.of(
              "haproxyReloadSeconds",
              "haproxy-reload-seconds",
              ValueTypes.seconds(new Range(0, 3600)),
              "least seconds between two reloads of HAProxy")
          .withDefault(DEFAULT.reloadInterval());
  static final Parameter<Duration> HAPROXY_HARD_STOP_SECONDS =
      Parameter.of(
              "haproxyHardStopSeconds",
              "haproxy-hard-stop-seconds",
              ValueTypes.seconds(new Range(1, 604_800)),
              "seconds that connections may go on in an old process after a reload")
          .withDefault(DEFAULT.hardStopAfter());
  static final Parameter<Integer> HAPROXY_SPARE_SLOTS =
      Parameter.of(
              "haproxySpareSlots",
              "haproxy-spare-slots",
              ValueTypes.number(new Range(0, 10_000)),
              "servers by which a sticky service can grow without a reload")
          .withDefault(DEFAULT.spareSlots());

  private static final List<Parameter<Integer>> OWN_PORTS =
      List.of(HAPROXY_HTTP_PORT, HAPROXY_HTTPS_PORT, HAPROXY_STATS_PORT, HAPROXY_APP_PORT);

  /** In the order of the help. */
  static final List<Parameter<?>> ROWS =
      List.of(
          HAPROXY_PROGRAM,
          HAPROXY_FOLDER,
          HAPROXY_MASTER_SOCKET,
          HAPROXY_LISTENER,
          HAPROXY_HTTP_PORT,
          HAPROXY_HTTPS_PORT,
          HAPROXY_STATS_PORT,
          HAPROXY_ADMIN_CLIENTS,
          HAPROXY_APP_PORT,
          HAPROXY_CERTIFICATES,
          HAPROXY_RELOAD_SECONDS,
          HAPROXY_HARD_STOP_SECONDS,
          HAPROXY_SPARE_SLOTS);

  private HaproxyParameters() {}

  private static String listener(String text) {
    String given = text.strip();
    boolean bracketed = given.startsWith("[") && given.endsWith("]");
    String bare = bracketed ? given.substring(1, given.length() - 1) : given;
    if (given.equals("*")) {
      return given;
    }
    return IpText.parse(bare)
        .map(address -> address instanceof Inet4Address ? bare : "ipv6@[" + bare + "]")
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + text + "\" is not an address; write *, or an address of this host"));
  }

  private static Parameter<Integer> port(
      String key, String flag, String meaning, OptionalInt otherwise) {
    return Parameter.of(key, flag, ValueTypes.number(Range.PORTS), meaning + "; 0: none is opened")
        .withDefault(otherwise.orElse(0));
  }

  /**
   * The settings; empty if something is wrong, or the plane isn't asked for.
   *
   * @param stateDirectory empty: none is given
   */
  static Optional<HaproxySettings> read(
      Values values, boolean asked, Optional<Path> stateDirectory, boolean failOpen) {
    Path otherwise =
        stateDirectory.map(path -> path.resolve("haproxy")).orElse(Path.of(OWN_FOLDER));
    int problems = values.problems().size();
    Optional<Path> folder = values.find(HAPROXY_FOLDER);
    Optional<Path> socket = values.find(HAPROXY_MASTER_SOCKET).map(Path::toAbsolutePath);
    Optional<Path> certificates = values.find(HAPROXY_CERTIFICATES).map(Path::toAbsolutePath);
    String program = values.get(HAPROXY_PROGRAM);
    String listener = values.get(HAPROXY_LISTENER);
    OptionalInt http = opened(values, HAPROXY_HTTP_PORT);
    OptionalInt https = opened(values, HAPROXY_HTTPS_PORT);
    OptionalInt stats = opened(values, HAPROXY_STATS_PORT);
    List<CidrNetwork> admins = values.get(HAPROXY_ADMIN_CLIENTS);
    OptionalInt app = opened(values, HAPROXY_APP_PORT);
    Duration reload = values.get(HAPROXY_RELOAD_SECONDS);
    Duration hardStop = values.get(HAPROXY_HARD_STOP_SECONDS);
    int slots = values.get(HAPROXY_SPARE_SLOTS);
    if (asked) {
      refuseSharedPorts(values);
    }
    if (!asked || values.problems().size() > problems) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HaproxySettings(
              program,
              folder.orElse(otherwise),
              socket,
              listener,
              http,
              https,
              stats,
              admins,
              app,
              certificates,
              reload,
              hardStop,
              failOpen,
              slots));
    } catch (IllegalArgumentException e) {
      values.problem(HAPROXY_FOLDER, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** HAProxy would refuse its whole file, or two frontends would share the clients. */
  private static void refuseSharedPorts(Values values) {
    Optional<ServicePortRange> services = values.find(WebParameters.WEB_SERVICE_PORTS);
    ServicePortRange pool = services.orElse(WebParameters.WEB_SERVICE_PORTS.defaultValue().get());
    for (int i = 0; i < OWN_PORTS.size(); i++) {
      Parameter<Integer> own = OWN_PORTS.get(i);
      int port = values.get(own);
      if (port == 0) {
        continue;
      }
      for (Parameter<Integer> before : OWN_PORTS.subList(0, i)) {
        if (values.get(before) == port) {
          boolean blameOwn = values.isGiven(own);
          values.problem(
              blameOwn ? own : before,
              (blameOwn ? before : own).key()
                  + " is "
                  + port
                  + " too; give each a port of its own, or 0");
        }
      }
      if (pool.first() <= port && port <= pool.last()) {
        values.problem(
            values.isGiven(own) ? own : WebParameters.WEB_SERVICE_PORTS,
            (values.isGiven(own)
                    ? "webServicePorts, " + pool + ", has it for services"
                    : own.key() + " is " + port + ", one of them")
                + "; give one of the two other ports");
      }
    }
  }

  private static OptionalInt opened(Values values, Parameter<Integer> port) {
    int number = values.get(port);
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
