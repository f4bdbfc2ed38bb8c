package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.config.AssignmentPlace;
import io.herald.balancer.config.BalancerParameters;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.config.PlaneKind;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.record.DnsName;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.executor.options.AddressMode;
import io.herald.executor.options.ExecutorOptions;
import io.herald.http.AccessGroup;
import io.herald.http.HttpAccess;
import io.herald.jobs.Launchable;
import io.herald.jobs.file.LaunchableFiles;
import io.herald.launcher.modules.DnsModules;
import io.herald.launcher.modules.SkydnsModule;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import io.herald.skydns.SkydnsSettings;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.xds.XdsSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A default that the help gives in words, as it is no value or depends on something else: what
 * stands where the flag isn't given is what the words say. Each is here once, with its words;
 * {@link ReferencePagesTest} holds the pages to the help.
 */
class DefaultsInWordsTest {

  private static final Pattern DEFAULT = Pattern.compile("\\(default: (.*)\\)\\.?$");

  private static final Path JOB = Path.of("../examples/http-example.yaml");
  private static final String JOBS_CLUSTER = "devcluster";

  /** One address of each network that "loopback, private, shared and link-local" means. */
  private static final List<String> NEAR =
      List.of(
          "127.0.0.1",
          "::1",
          "10.1.2.3",
          "172.31.0.1",
          "192.168.3.4",
          "fd00::1",
          "100.64.0.1",
          "169.254.1.1",
          "fe80::1");

  private static final List<String> FAR =
      List.of("8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1");

  /** What stands there, by a test that fails if it isn't what the words say. */
  private interface Holding {
    void check() throws Exception;
  }

  private record Row(String flag, String words, Holding holding) {
    @Override
    public String toString() {
      return flag + ": " + words;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "--config",
            "config.json in this folder, if there is one",
            () ->
                assertThat(DnsFlags.addTo(CommandSpec.create(), Map.of()).file())
                    .isEqualTo(Optional.of(Path.of("config.json")).filter(Files::exists))),
        new Row(
            "--soa-mname",
            "the first of nameServers, or ns1.<domain>",
            () -> {
              assertThat(dns("domain", "x.example").zone().primary())
                  .isEqualTo(DnsName.parse("ns1.x.example"));
              assertThat(
                      dns("domain", "x.example", "name-servers", "a.example 10.0.0.1,b.example")
                          .zone()
                          .primary())
                  .isEqualTo(DnsName.parse("a.example"));
            }),
        new Row(
            "--soa-rname",
            "root.ns1.<domain>",
            () ->
                assertThat(dns("domain", "x.example").zone().mailbox())
                    .isEqualTo(DnsName.parse("root.ns1.x.example"))),
        new Row(
            "--name-servers",
            "this server alone: ns1.<domain> at the listener's addresses",
            () -> {
              InetAddress own = InetAddress.getByName("10.0.0.9");
              assertThat(dns("domain", "x.example").namingAt(List.of(own)).nameServers())
                  .containsExactly(new NameServer("ns1.x.example", List.of(own)));
            }),
        new Row(
            "--edns-udp-size",
            "4096 to loopback, private, shared (100.64/10) and link-local addresses, 1232 to others",
            () -> {
              DnsConfig config = dns();
              for (String near : NEAR) {
                assertThat(config.answers().udpSizes().to(InetAddress.getByName(near)))
                    .as(near)
                    .isEqualTo(4096);
              }
              for (String far : FAR) {
                assertThat(config.answers().udpSizes().to(InetAddress.getByName(far)))
                    .as(far)
                    .isEqualTo(1232);
              }
            }),
        new Row(
            "--ip-sources",
            "by the task's network mode",
            () -> assertThat(dns().naming().ipSources()).isEmpty()),
        new Row("--http-allow", "all", () -> assertThat(http().allow()).isEmpty()),
        new Row(
            "--http-group-allow",
            "all for v1 and operations; loopback, private, shared (100.64/10) and link-local"
                + " networks for the others",
            () -> {
              HttpAccess access = http();
              for (AccessGroup group : AccessGroup.values()) {
                if (Set.of("v1", "operations").contains(group.text())) {
                  assertThat(access.of(group).allow()).as(group.text()).isEmpty();
                } else {
                  assertNearAlone(access.of(group).allow());
                }
              }
            }),
        new Row(
            "--http-group-token-files",
            "httpTokenFile for all",
            () -> {
              HttpAccess access = http("http-token-file", JOB.toString());
              assertThat(access.tokenFile()).contains(JOB.toAbsolutePath());
              assertThat(AccessGroup.values())
                  .allSatisfy(group -> assertThat(access.of(group).tokenFiles()).isEmpty());
            }),
        new Row(
            "--http-client-cert-groups",
            "all",
            () -> {
              HttpAccess access = http();
              assertThat(AccessGroup.values())
                  .allSatisfy(group -> assertThat(access.of(group).certificate()).isTrue());
            }),
        new Row(
            "--allow-recursion",
            "loopback, private, shared (100.64/10) and link-local networks",
            () -> assertNearAlone(dns().forward().orElseThrow().clients())),
        new Row(
            "--allow-transfer",
            "this machine and the secondaries",
            () -> assertThat(dns("secondaries", "10.0.0.2").transfer().allow()).isEmpty()),
        new Row(
            "--skydns-ttl-seconds",
            "3600 for skydns, 300 for coredns",
            () -> {
              assertThat(skydns().ttl()).isEqualTo(3600);
              assertThat(skydns("skydns-rules", "coredns").ttl()).isEqualTo(300);
            }),
        new Row(
            "--skydns-least-lease-ttl-seconds",
            "0 for skydns, 30 for coredns",
            () -> {
              assertThat(skydns().leastLeaseTtl()).isEqualTo(0);
              assertThat(skydns("skydns-rules", "coredns").leastLeaseTtl()).isEqualTo(30);
            }),
        new Row(
            "--skydns-one-ttl",
            "true for skydns, false for coredns",
            () -> {
              assertThat(skydns().oneTtl()).isEqualTo(true);
              assertThat(skydns("skydns-rules", "coredns").oneTtl()).isEqualTo(false);
            }),
        new Row(
            "--skydns-most-aliases",
            "8 for skydns, 10 for coredns",
            () -> {
              assertThat(skydns().mostAliases()).isEqualTo(8);
              assertThat(skydns("skydns-rules", "coredns").mostAliases()).isEqualTo(10);
            }),
        new Row(
            "--skydns-least-weight",
            "0 for skydns, 1 for coredns",
            () -> {
              assertThat(skydns().leastWeight()).isEqualTo(0);
              assertThat(skydns("skydns-rules", "coredns").leastWeight()).isEqualTo(1);
            }),
        new Row(
            "--skydns-apex-keys",
            "false for skydns, true for coredns",
            () -> {
              assertThat(skydns().apexKeys()).isEqualTo(false);
              assertThat(skydns("skydns-rules", "coredns").apexKeys()).isEqualTo(true);
            }),
        new Row(
            "--skydns-equal-keys-once",
            "true for skydns, false for coredns",
            () -> {
              assertThat(skydns().equalKeysOnce()).isEqualTo(true);
              assertThat(skydns("skydns-rules", "coredns").equalKeysOnce()).isEqualTo(false);
            }),
        new Row(
            "--skydns-own-keys",
            "true for skydns, false for coredns",
            () -> {
              assertThat(skydns().ownKeys()).isEqualTo(true);
              assertThat(skydns("skydns-rules", "coredns").ownKeys()).isEqualTo(false);
            }),
        new Row(
            "--skydns-environments",
            "the key of each environment's name in each of skydnsDomains",
            () -> {
              SkydnsSettings settings =
                  dns("environments", "test=;prod=", "skydns-domains", "a.b,c")
                      .modules()
                      .of(SkydnsModule.SECTION);
              assertThat(settings.subtrees(List.of("test", "prod")))
                  .isEqualTo(
                      Map.of(
                          "test", List.of("/b/a/test", "/c/test"),
                          "prod", List.of("/b/a/prod", "/c/prod")));
            }),
        new Row(
            "--ca-cert-file",
            "the system's authorities",
            () ->
                assertThat(dns("mesos-https-on", "true").follow().masters().tls())
                    .get()
                    .extracting(MesosTls::authorities)
                    .isEqualTo(List.of())),
        new Row(
            "--plane",
            "proxy for herald lb; for herald dns there are no VIPs",
            () -> {
              assertThat(lb().planes()).containsExactly(PlaneKind.PROXY);
              assertThat(dns().modules().of(BalancerParameters.BESIDE_DNS).isOn()).isFalse();
            }),
        new Row(
            "--vip-zone",
            "l4lb. and the first of dcosDomains, else l4lb.thisdcos.directory",
            // With the domains: LoadBalancerModuleTest.
            () -> assertThat(lb().zone()).isEmpty()),
        new Row(
            "--vip-assignments",
            "vip-assignments in stateDirectory; without that, nowhere",
            () -> {
              assertThat(lb().assignments()).isEqualTo(new AssignmentPlace.Nowhere());
              assertThat(lb("--state-directory=/a").assignments())
                  .isEqualTo(new AssignmentPlace.InFile(Path.of("/a/vip-assignments")));
            }),
        new Row(
            "--web-port-assignments",
            "beside vipAssignments if that is in ZooKeeper; else web-ports in stateDirectory; without"
                + " that, nowhere",
            () -> {
              assertThat(lb().webPorts()).isEqualTo(new AssignmentPlace.Nowhere());
              assertThat(lb("--state-directory=/a", "--vip-assignments=/b").webPorts())
                  .isEqualTo(new AssignmentPlace.InFile(Path.of("/a/web-ports")));
              assertThat(lb("--state-directory=/a", "--vip-assignments=zk://zk1/b").webPorts())
                  .isEqualTo(AssignmentPlace.parse("zk://zk1/b-web-ports"));
            }),
        new Row(
            "--haproxy-folder",
            "haproxy in stateDirectory; without that, herald-haproxy in this folder",
            () -> {
              assertThat(lb("--plane=haproxy").haproxy().orElseThrow().folder())
                  .isEqualTo(Path.of("herald-haproxy").toAbsolutePath());
              assertThat(
                      lb("--plane=haproxy", "--state-directory=/a")
                          .haproxy()
                          .orElseThrow()
                          .folder())
                  .isEqualTo(Path.of("/a/haproxy"));
            }),
        new Row(
            "--lb-environments",
            "every environment",
            () -> assertThat(lb().environments()).isEmpty()),
        new Row(
            "--proxy-threads",
            "one for each processor",
            () ->
                assertThat(lb().proxy().threads())
                    .isEqualTo(Runtime.getRuntime().availableProcessors())),
        new Row(
            "--xds-allow",
            "loopback, private, shared (100.64/10) and link-local networks",
            () -> assertNearAlone(xds(dns()).allow())),
        new Row(
            "--ca-cert-file",
            "the system's",
            () -> {
              Values values = values(ExecutorCommand.TABLE, Map.of("mesos-https-on", "true"));
              assertThat(MesosTlsFlags.read(values).tls())
                  .get()
                  .extracting(MesosTls::authorities)
                  .isEqualTo(List.of());
            }),
        new Row(
            "--announcer-hostname",
            "by --announcer-address",
            () -> {
              ExecutorOptions options =
                  ExecutorCommand.options(
                      values(ExecutorCommand.TABLE, Map.of("announcer-address", "IP")));
              assertThat(options.announcerHostname()).isEmpty();
              assertThat(options.announcerAddress()).isEqualTo(AddressMode.IP);
            }),
        new Row(
            "--user",
            "you",
            () -> assertThat(scheduler().user()).isEqualTo(System.getProperty("user.name"))),
        new Row(
            "--failover-timeout-secs",
            "604800 with --framework-id-file, else 0",
            () -> {
              assertThat(scheduler("framework-id-file", "x").failoverTimeout()).hasSeconds(604_800);
              assertThat(scheduler().failoverTimeout()).isZero();
            }),
        new Row(
            "--executor-command",
            "this jar's executor",
            () -> {
              FrameworkOptions options = scheduler();
              assertThat(options.executorCommand())
                  .contains("-cp \"$HERALD_JAR\" " + Herald.class.getName() + " executor");
              assertThat(options.executorEnvironment())
                  .containsEntry("HERALD_JAR", Application.classPath().toString());
            }),
        new Row(
            "--cluster-name",
            "the job's cluster",
            () -> {
              StringWriter out = new StringWriter();
              assertThat(
                      Herald.commandLine(Map.of())
                          .setOut(new PrintWriter(out))
                          .execute("inspect", "--populate-discovery-info=true", JOB.toString()))
                  .isZero();
              assertThat(Files.readString(JOB)).contains("cluster: " + JOBS_CLUSTER);
              assertThat(out.toString()).contains("\"location\" : \"" + JOBS_CLUSTER + "\"");
            }),
        new Row(
            "--environment",
            "the job file's",
            () -> {
              Launchable read = LaunchableFiles.read(JOB);
              assertThat(SchedulerCommand.in(Optional.empty(), read, JOB)).isEqualTo(read);
              assertThat(SchedulerCommand.in(Optional.of("e2"), read, JOB).path())
                  .isEqualTo(read.path().replaceFirst("/[^/]+/", "/e2/"));
            }),
        new Row(
            "--master",
            "the configuration's masters",
            () -> {
              CommandLine explain =
                  ExplainCommand.commandLine(Map.of("HERALD_DNS_MASTERS", "10.0.0.7:5050"));
              explain.parseArgs("web.mesos");
              ExplainCommand command = explain.getCommand();
              assertThat(command.config(command.values()).follow().masters().addresses())
                  .containsExactly(new MasterAddress("10.0.0.7", 5050));
            }),
        new Row(
            "--job",
            "examples/http-example.yaml",
            () ->
                assertThat(DemoCommand.jobFile(values(DemoCommand.TABLE, Map.of())))
                    .isEqualTo(Application.home().resolve("examples/http-example.yaml"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void whatStandsThereIsWhatTheWordsSay(Row row) throws Exception {
    row.holding().check();
  }

  @Test
  void everyDefaultInWordsIsHeld() {
    Set<String> there = new TreeSet<>();
    allOptions(Herald.commandLine(Map.of())).forEach(option -> words(option).ifPresent(there::add));
    assertThat(rows().map(Row::toString)).containsExactlyInAnyOrderElementsOf(there);
  }

  private static Stream<OptionSpec> allOptions(CommandLine command) {
    return Stream.concat(
            command.getCommandSpec().options().stream(),
            command.getSubcommands().values().stream().flatMap(DefaultsInWordsTest::allOptions))
        // What all commands take is on the page of logging.
        .filter(option -> option.scopeType() != CommandLine.ScopeType.INHERIT);
  }

  /** The flag with the words of its default; empty if that is a value, or if it has none. */
  private static Optional<String> words(OptionSpec option) {
    Matcher help = DEFAULT.matcher(String.join(" ", option.description()));
    if (!help.find()
        || help.group(1).equals("${DEFAULT-VALUE}")
        || help.group(1).equals(option.defaultValueString())
        || ReferencePagesTest.pages().stream()
            .map(ReferencePagesTest.Page::table)
            .flatMap(table -> table.of(option.longestName()).stream())
            .flatMap(parameter -> value(parameter).stream())
            .anyMatch(help.group(1)::equals)) {
      return Optional.empty();
    }
    return Optional.of(option.longestName() + ": " + help.group(1));
  }

  /** The default as a flag takes it. */
  private static <T> Optional<String> value(Parameter<T> parameter) {
    return parameter.defaultValue().map(parameter.type()::text);
  }

  private static SkydnsRules skydns(String... flags) throws Exception {
    return dns(flags).modules().of(SkydnsModule.SECTION).rules();
  }

  private static DnsConfig dns(String... flags) throws Exception {
    Map<String, String> all = new HashMap<>(Map.of("masters", "127.0.0.1:5050"));
    for (int i = 0; i < flags.length; i += 2) {
      all.put(flags[i], flags[i + 1]);
    }
    return new DnsConfigReader(DnsModules.SECTIONS).options(all).read();
  }

  private static HttpAccess http(String... flags) throws Exception {
    return dns(flags).http().access();
  }

  private static XdsSettings xds(DnsConfig config) {
    Parameter<?> allow = DnsModules.TABLE.of("xdsAllow").orElseThrow();
    return DnsModules.SECTIONS.stream()
        .filter(section -> section.parameters().contains(allow))
        .map(section -> (XdsSettings) config.modules().of(section))
        .findFirst()
        .orElseThrow();
  }

  private static BalancerSettings lb(String... flags) throws Exception {
    CommandSpec spec = CommandSpec.create();
    CommandFlags added = CommandFlags.addTo(spec, LbFlags.TABLE, Map.of());
    new CommandLine(spec)
        .parseArgs(
            Stream.concat(Stream.of("--masters=127.0.0.1:5050"), Arrays.stream(flags))
                .toArray(String[]::new));
    return LbFlags.read(added, Optional.empty(), warning -> {}).balancer();
  }

  private static FrameworkOptions scheduler(String... flags) throws Exception {
    Map<String, String> all =
        new HashMap<>(Map.of("master", "127.0.0.1:5050", "job", JOB.toString()));
    for (int i = 0; i < flags.length; i += 2) {
      all.put(flags[i], flags[i + 1]);
    }
    return SchedulerCommand.options(values(SchedulerCommand.TABLE, all));
  }

  private static Values values(ParameterTable table, Map<String, String> flags) throws Exception {
    return new SettingsReader(table).flags(flags).read();
  }

  private static void assertNearAlone(List<CidrNetwork> networks) throws Exception {
    for (String near : NEAR) {
      InetAddress address = InetAddress.getByName(near);
      assertThat(networks).as(near).anyMatch(network -> network.contains(address));
    }
    for (String far : FAR) {
      InetAddress address = InetAddress.getByName(far);
      assertThat(networks).as(far).noneMatch(network -> network.contains(address));
    }
  }
}
