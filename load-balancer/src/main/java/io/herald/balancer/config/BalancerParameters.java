package io.herald.balancer.config;

import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.nftables.NftablesSettings;
import io.herald.balancer.proxy.ProxySettings;
import io.herald.balancer.vip.VipPool;
import io.herald.catalog.follow.FollowParameters;
import io.herald.runtime.text.Ascii;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameters of the load balancer, beside DNS and alone. */
public final class BalancerParameters {

  private static final Range SECONDS = new Range(0, 86_400);
  private static final Range THREADS = new Range(1, 256);
  private static final ProxySettings PROXY = ProxySettings.defaults();
  private static final LoadBalancerSettings DEFAULT = LoadBalancerSettings.DEFAULT;

  /** Labels of a host name, without a dot at the end. */
  private static final Pattern ZONE =
      Pattern.compile(
          "(?=.{1,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  public static final Parameter<List<PlaneKind>> PLANE =
      Parameter.of(
              "plane",
              "plane",
              ValueTypes.listOf("A,B,…", BalancerParameters::plane, BalancerParameters::text)
                  .distinct()
                  .notEmpty("write at least one of " + planes()),
              "what carries the traffic of VIPs: " + planes() + "; none: names and /v1/vips alone")
          .withDefaultWords("proxy for herald lb; for herald dns there are no VIPs");
  public static final Parameter<VipPool> VIP_POOL =
      Parameter.of(
              "vipPool",
              "vip-pool",
              ValueTypes.texts()
                  .notEmpty("write dcos, or a network as in 10.200.0.0/16")
                  .map(PoolText::parse, PoolText::text),
              "addresses of named VIPs: NETWORK/BITS or FIRST-LAST, of IPv4 and perhaps of IPv6, or"
                  + " dcos for DC/OS' 11.0.0.0/8 and fd01:c::/64")
          .withDefault(DEFAULT.pool());
  public static final Parameter<String> VIP_ZONE =
      Parameter.of(
              "vipZone",
              "vip-zone",
              ValueTypes.parsed("NAME", BalancerParameters::zone, zone -> zone),
              "zone of the names in /v1/vips, the log and problems")
          .withDefaultWords(
              "l4lb. and the first of dcosDomains, else " + LoadBalancerSettings.DCOS_ZONE);
  public static final Parameter<String> VIP_ASSIGNMENTS =
      Parameter.of(
              "vipAssignments",
              "vip-assignments",
              ValueTypes.text("PLACE"),
              "where the addresses that names got are kept: zk://[user:password@]host[:2181],…/node,"
                  + " which replicas share, or a file")
          .withDefaultWords("vip-assignments in stateDirectory; without that, nowhere")
          .withLogin();
  public static final Parameter<Duration> VIP_LOSS_GRACE_SECONDS =
      Parameter.of(
              "vipLossGraceSeconds",
              "vip-loss-grace-seconds",
              ValueTypes.seconds(SECONDS),
              "seconds that lost backends are kept if more than half of a service's went at once")
          .withDefault(DEFAULT.lossGrace());
  public static final Parameter<Duration> VIP_NAME_WAIT_SECONDS =
      Parameter.of(
              "vipNameWaitSeconds",
              "vip-name-wait-seconds",
              ValueTypes.seconds(SECONDS),
              "seconds that a name waits for planes that haven't applied its VIP, once one of several"
                  + " has")
          .withDefault(DEFAULT.nameWait());
  public static final Parameter<List<String>> LB_ENVIRONMENTS =
      Parameter.of(
              "lbEnvironments",
              "lb-environments",
              ValueTypes.listOf("A,B,…", BalancerParameters::environment, name -> name).distinct(),
              "environments whose instances get traffic, beside those in none; all others get none")
          .withDefaultWords("every environment");
  public static final Parameter<Integer> PROXY_THREADS =
      Parameter.of(
              "proxyThreads",
              "proxy-threads",
              ValueTypes.number(THREADS),
              "threads of the proxy that carry traffic")
          .withDefaultWords("one for each processor");
  public static final Parameter<Integer> PROXY_CONNECTIONS =
      Parameter.of(
              "proxyConnections",
              "proxy-connections",
              ValueTypes.number(new Range(1, Integer.MAX_VALUE)),
              "most connections and UDP sessions through the proxy at a time; each has two open files")
          .withDefault(PROXY.maxConnections());
  public static final Parameter<Duration> PROXY_UDP_IDLE_SECONDS =
      Parameter.of(
              "proxyUdpIdleSeconds",
              "proxy-udp-idle-seconds",
              ValueTypes.seconds(new Range(1, 86_400)),
              "seconds without a datagram after which a UDP session through the proxy ends")
          .withDefault(PROXY.udpIdle());
  public static final Parameter<Duration> PROXY_DRAIN_SECONDS =
      Parameter.of(
              "proxyDrainSeconds",
              "proxy-drain-seconds",
              ValueTypes.seconds(SECONDS),
              "seconds that connections through the proxy may go on after SIGTERM; new ones aren't"
                  + " taken then")
          .withDefault(PROXY.drain());
  public static final Parameter<Boolean> CHECK_FAIL_OPEN =
      Parameter.of(
              "checkFailOpen",
              "check-fail-open",
              ValueTypes.onOff(),
              "whether backends that a plane's own checks have taken out are used where none is left")
          .withDefault(PROXY.failOpen());
  public static final Parameter<String> NFTABLES_TABLE =
      Parameter.of(
              "nftablesTable",
              "nftables-table",
              ValueTypes.text("NAME"),
              "table of the nftables plane, in the family inet; it is Herald's alone")
          .withDefault(NftablesSettings.of(List.of()).table());

  private static final List<Parameter<?>> OF_VIPS =
      List.of(
          PLANE,
          VIP_POOL,
          VIP_ZONE,
          VIP_ASSIGNMENTS,
          VIP_LOSS_GRACE_SECONDS,
          VIP_NAME_WAIT_SECONDS,
          LB_ENVIRONMENTS,
          CHECK_FAIL_OPEN,
          PROXY_THREADS,
          PROXY_CONNECTIONS,
          PROXY_UDP_IDLE_SECONDS,
          PROXY_DRAIN_SECONDS,
          NFTABLES_TABLE);

  /** All of them, in the order of the help. */
  public static final List<Parameter<?>> ROWS =
      Stream.of(OF_VIPS, HaproxyParameters.ROWS, WebParameters.ROWS).flatMap(List::stream).toList();

  /** Beside DNS: without {@link #PLANE} there is no balancer. */
  public static final SettingsSection<BalancerSettings> BESIDE_DNS =
      SettingsSection.of(ROWS, values -> read(values, List.of()));

  private BalancerParameters() {}

  /** The settings of a command that is nothing but a balancer. */
  public static BalancerSettings readAlone(Values values) {
    return read(values, List.of(PlaneKind.PROXY));
  }

  private static BalancerSettings read(Values values, List<PlaneKind> otherwise) {
    List<PlaneKind> planes = values.find(PLANE).orElse(otherwise);
    if (planes.size() > 1 && planes.contains(PlaneKind.NONE)) {
      values.problem(PLANE, "none and another plane contradict each other; leave one out");
    }
    VipPool pool = values.get(VIP_POOL);
    Optional<Path> folder =
        values.find(FollowParameters.STATE_DIRECTORY).map(path -> path.toAbsolutePath());
    Optional<HaproxySettings> haproxy =
        HaproxyParameters.read(
            values, planes.contains(PlaneKind.HAPROXY), folder, values.get(CHECK_FAIL_OPEN));
    AssignmentPlace assignments = assignments(values, folder);
    return new BalancerSettings(
        planes,
        pool,
        values.find(VIP_ZONE),
        values.get(VIP_LOSS_GRACE_SECONDS),
        values.get(VIP_NAME_WAIT_SECONDS),
        assignments,
        folder.map(path -> path.resolve("vips.json")),
        proxy(values),
        haproxy,
        WebParameters.read(values),
        place(values, WebParameters.WEB_PORT_ASSIGNMENTS, assignments.ofPorts(folder)),
        Set.copyOf(values.find(LB_ENVIRONMENTS).orElse(List.of())),
        nftables(values, pool));
  }

  private static ProxySettings proxy(Values values) {
    return new ProxySettings(
        values.find(PROXY_THREADS).orElse(PROXY.threads()),
        PROXY.nativeSockets(),
        values.get(CHECK_FAIL_OPEN),
        values.get(PROXY_CONNECTIONS),
        values.get(PROXY_UDP_IDLE_SECONDS),
        values.get(PROXY_DRAIN_SECONDS));
  }

  private static AssignmentPlace assignments(Values values, Optional<Path> folder) {
    AssignmentPlace otherwise =
        folder
            .<AssignmentPlace>map(
                path -> new AssignmentPlace.InFile(path.resolve("vip-assignments")))
            .orElse(new AssignmentPlace.Nowhere());
    return place(values, VIP_ASSIGNMENTS, otherwise);
  }

  private static AssignmentPlace place(
      Values values, Parameter<String> parameter, AssignmentPlace otherwise) {
    try {
      return values.find(parameter).map(AssignmentPlace::parse).orElse(otherwise);
    } catch (IllegalArgumentException e) {
      values.problem(parameter, String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  private static NftablesSettings nftables(Values values, VipPool pool) {
    NftablesSettings usual = NftablesSettings.of(PoolText.networks(pool));
    try {
      return new NftablesSettings(
          values.get(NFTABLES_TABLE),
          usual.pools(),
          usual.checkEvery(),
          usual.nft(),
          usual.ip(),
          usual.conntrack());
    } catch (IllegalArgumentException e) {
      values.problem(NFTABLES_TABLE, String.valueOf(e.getMessage()));
      return usual;
    }
  }

  private static PlaneKind plane(String text) {
    for (PlaneKind kind : PlaneKind.values()) {
      if (text(kind).equalsIgnoreCase(text.strip())) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is not a data plane; write one of " + planes());
  }

  private static String text(PlaneKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String planes() {
    return Stream.of(PlaneKind.values())
        .map(BalancerParameters::text)
        .collect(Collectors.joining(", "));
  }

  private static String environment(String text) {
    String name = Ascii.lowerCase(text.strip());
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an environment; write its name, as DiscoveryInfo has it");
    }
    return name;
  }

  private static String zone(String text) {
    String plain =
        Ascii.lowerCase(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    if (!ZONE.matcher(plain).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a zone; write a name as " + LoadBalancerSettings.DCOS_ZONE);
    }
    return plain;
  }
}
