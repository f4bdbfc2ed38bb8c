package io.herald.launcher;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.server.DnsService;
import io.herald.examples.framework.ExampleFramework;
import io.herald.examples.framework.FrameworkModule;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.jobs.file.JobFiles;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.scheduler.DiscoveryFlags;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.ZoneTransferIn;

/**
 * What {@code inspect} says of a job, held to a cluster that runs it: the master's state, the
 * member in ZooKeeper, the whole zone. What only the cluster knows is put in the same terms first.
 */
class InspectedClusterTest {

  private static final String SET = "/aurora/www/prod/shop_front";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String JOB =
      """
      cluster: west
      role: www
      environment: prod
      name: shop_front
      ports:
        - {name: http, labels: {zone: b, io.herald.dns.priority: "10"}}
        - {name: dns, protocol: udp}
        - {name: hidden, labels: {io.herald.dns.publish: "false"}}
      task:
        processes: [{name: p, cmdline: "exec sleep 600"}]
        resources: {cpu: 0.1, ram: 32MB, disk: 16MB}
        finalization_wait: 1
      announce: {primary_port: http, portmap: {www: http, dns-tcp: dns}}
      discovery: {version: 1.2.3, weight: 2.5, labels: {team: search}}
      lifecycle: {drain_secs: 0}
      """;

  @TempDir Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private String ensemble = "";
  private MiniMesos mesos;
  private ZooKeeper zooKeeper;
  private DnsService dns;

  @BeforeEach
  void startCluster() throws Exception {
    MiniZooKeeper server = own(MiniZooKeeper.start(folder.resolve("zookeeper"), 0));
    ensemble = server.connectString();
    zooKeeper = own(new ZooKeeper(ensemble, 30_000, event -> {}));
    mesos = own(MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withAgents(1)));
    dns =
        own(
            new DnsService(
                new DnsConfigReader()
                    .options(
                        Map.of(
                            "masters", URI.create(mesos.httpUrl()).getAuthority(),
                            "listener", "127.0.0.1",
                            "port", "0",
                            "http-on", "false",
                            "external-on", "false",
                            "rfc2782-names", "true",
                            "serverset-zk", "zk://" + ensemble))
                    .read()));
    dns.start();
  }

  @AfterEach
  void stopCluster() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  @ParameterizedTest(name = "D16, {0}")
  @ValueSource(
      strings = {
        "-populate_discovery_info=true -framework_name=testing",
        "-populate_discovery_info=true -framework_name=testing -discovery_info_mode=aurora",
        "-framework_name=testing",
      })
  void aJobIsFoundAsItWasInspected(String flags) throws Exception {
    Path file = Files.writeString(folder.resolve("job.yaml"), JOB);
    List<String> inspected = inspect(file, flags.split(" ", -1));
    start(file, flags.split(" ", -1));

    JsonNode task = awaitTask();
    assertThat(state().at("/frameworks/0/name").asText()).isEqualTo("testing");
    assertThat(numbered(task.path("discovery"))).isEqualTo(numbered(discovery(inspected)));

    String node = awaitMember();
    String member =
        new String(zooKeeper.getData(SET + "/" + node, false, null), StandardCharsets.UTF_8);
    String promised = after(inspected, "  member_NNNNNNNNNN ");
    assertThat(inspected).contains("  " + SET);
    assertThat(neutral(member)).isEqualTo(neutral(promised));

    Map<Integer, Integer> numbers = new HashMap<>();
    JSON.readTree(member)
        .path("additionalEndpoints")
        .properties()
        .forEach(
            port ->
                numbers.put(
                    port.getValue().path("port").asInt(), endpoint(promised, port.getKey())));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(zone(task, node, numbers)).isEqualTo(promisedNames(inspected)));
  }

  private List<String> inspect(Path file, String... flags) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("inspect", file.toString()));
    arguments.addAll(List.of(flags));
    int exit =
        Herald.commandLine(Map.of())
            .setOut(new PrintWriter(out, true))
            .execute(FlagSpelling.canonical(arguments.toArray(String[]::new)));
    assertThat(exit).isZero();
    return out.toString().lines().toList();
  }

  private void start(Path file, String... flags) throws IOException {
    ExampleFramework framework =
        own(
            FrameworkModule.framework(
                new FrameworkOptions(
                    mesos.masterUrl(),
                    System.getProperty("user.name"),
                    "*",
                    Optional.empty(),
                    Duration.ZERO,
                    Optional.empty(),
                    CompiledHerald.shell("-Xmx64m", "executor --announcer-ensemble " + ensemble),
                    Map.of("CLASSPATH", CompiledHerald.classPath()),
                    FrameworkOptions.OnExit.TEARDOWN),
                DiscoveryFlags.parse(List.of(flags)).options(),
                List.of(JobFiles.read(file))));
    framework.start();
  }

  // ---- the cluster --------------------------------------------------------------------------

  private JsonNode state() throws IOException {
    try (InputStream state = URI.create(mesos.httpUrl() + "/state").toURL().openStream()) {
      return JSON.readTree(state);
    }
  }

  private JsonNode awaitTask() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> state().at("/frameworks/0/tasks/0"),
            task -> task.path("state").asText().equals("TASK_RUNNING"));
  }

  private String awaitMember() {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                zooKeeper.exists(SET, false) == null
                    ? List.<String>of()
                    : zooKeeper.getChildren(SET, false),
            members -> members.size() == 1)
        .get(0);
  }

  /** The task's part of the zone, in the terms of {@code inspect}. */
  private SortedSet<String> zone(JsonNode task, String member, Map<Integer, Integer> numbers)
      throws Exception {
    String agent = task.path("slave_id").asText();
    String own =
        "-"
            + TaskHash.of(task.path("id").asText())
            + agent.substring(agent.lastIndexOf('-')).toLowerCase(Locale.ROOT);
    InetSocketAddress address = dns.dnsAddresses().get(0);
    ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString("mesos."), address, null);
    transfer.run();
    SortedSet<String> names = new TreeSet<>();
    for (Record found : transfer.getAXFR()) {
      String name =
          found
              .getName()
              .toString(true)
              .replace(own, "-<hash of the task>-<agent>")
              .replace(member.replace('_', '-'), "member-<number>");
      boolean tasks = name.contains(".testing.") && !name.startsWith("_framework.");
      if (!tasks && !name.endsWith(".announced.mesos")) {
        continue;
      }
      if (found instanceof ARecord) {
        names.add("A " + name);
      } else if (found instanceof SRVRecord srv) {
        Integer number = numbers.get(srv.getPort());
        String more =
            srv.getPriority() == 0 && srv.getWeight() == 1
                ? ""
                : " (priority " + srv.getPriority() + ", weight " + srv.getWeight() + ")";
        names.add("SRV " + name + " " + number + more);
      }
    }
    return names;
  }

  // ---- what was promised --------------------------------------------------------------------

  private static SortedSet<String> promisedNames(List<String> inspected) {
    SortedSet<String> names = new TreeSet<>();
    for (String line : inspected) {
      String[] words = line.strip().split(" {2,}", 3);
      if (words[0].equals("A")) {
        names.add("A " + words[1]);
      } else if (words[0].equals("SRV")) {
        Matcher service = Pattern.compile("\\d+(?: \\([^)]*\\))?").matcher(words[2]);
        while (service.find()) {
          names.add("SRV " + words[1] + " " + service.group());
        }
      }
      assertThat(line).doesNotContain("Not served");
    }
    return names;
  }

  private static JsonNode discovery(List<String> inspected) throws IOException {
    String json =
        inspected.stream()
            .dropWhile(line -> !line.startsWith("DiscoveryInfo"))
            .skip(1)
            .takeWhile(line -> !line.isEmpty())
            .collect(joining("\n"));
    return json.strip().startsWith("{") ? JSON.readTree(json) : MissingNode.getInstance();
  }

  private static String after(List<String> lines, String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElseThrow();
  }

  private static int endpoint(String member, String name) {
    try {
      return JSON.readTree(member).at("/additionalEndpoints/" + name + "/port").asInt();
    } catch (IOException e) {
      throw new AssertionError(member, e);
    }
  }

  /** Numbers by the order in which they stand there; the cluster chooses them. */
  private static JsonNode numbered(JsonNode discovery) {
    Map<Integer, Integer> known = new HashMap<>();
    for (JsonNode port : discovery.at("/ports/ports")) {
      int number = port.path("number").asInt();
      known.putIfAbsent(number, known.size());
      ((ObjectNode) port).put("number", known.get(number));
    }
    return discovery;
  }

  /** A member without its host, and with its ports numbered in their order. */
  private static String neutral(String member) {
    Map<String, Integer> known = new HashMap<>();
    return Pattern.compile("\"port\":(\\d+)")
        .matcher(member.replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"-\""))
        .replaceAll(
            port -> {
              known.putIfAbsent(port.group(1), known.size());
              return "\"port\":" + known.get(port.group(1));
            });
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }
}
