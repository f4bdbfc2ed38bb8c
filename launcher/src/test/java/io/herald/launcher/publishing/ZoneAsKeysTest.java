package io.herald.launcher.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.publish.keys.DesiredKeys;
import io.herald.publish.keys.KeyLayout;
import io.herald.publish.keys.PublishRules;
import io.herald.services.instance.Publication;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsMessage;
import io.herald.skydns.message.SkydnsTree;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the writer puts, read by SkyDNS' rules, equals the zone's own records. */
class ZoneAsKeysTest {

  private static final NamingOptions OPTIONS =
      new NamingOptions(
              "mesos", LabelRules.RFC1123, List.of(), 1, List.of(), "ns1.mesos", List.of())
          .with(Publication.DEFAULT, new NameForms(true, false, false), List.of())
          .withOwnNames(false);

  private static final List<String> NAMES =
      List.of(
          "web",
          "a",
          "b.a",
          "c.b.a",
          "a.x",
          "Deep_Name",
          "1st",
          "\u00fcn\u00ef.Code",
          "long-".repeat(12),
          "-",
          "with/slash",
          "trailing.");

  private static final Pattern SERVICE =
      Pattern.compile("_([^.].*)\\._(?:tcp|udp)\\.(.+)\\.mesos\\.?");

  /** One endpoint as SRV shows it: where, and in which share. */
  private record Shown(InetAddress host, int port, int priority, int share) {}

  private record Srv(int port, int priority, int weight, String target) {}

  private final Map<String, Set<InetAddress>> addresses = new HashMap<>();
  private final Map<String, Set<Srv>> services = new TreeMap<>();

  private static List<Entity> cluster(Random random) {
    List<Entity> all = new ArrayList<>();
    List<Framework> frameworks = new ArrayList<>();
    for (String name : List.of("marathon", "Dev/Kafka", "x.y", "y")) {
      frameworks.add(ClusterParts.framework(name));
    }
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      agents.add(
          ClusterParts.agent("S" + i, "host" + i, i % 5 == 0 ? "fd00::" + (i + 1) : "10.0.0." + i));
    }
    all.addAll(frameworks);
    all.addAll(agents);
    for (int i = 0; i < 400; i++) {
      all.add(
          task(
                  random,
                  new TaskDraft(
                      frameworks.get(random.nextInt(frameworks.size())),
                      agents.get(random.nextInt(agents.size())),
                      "task." + i,
                      NAMES.get(random.nextInt(NAMES.size()))))
              .task());
    }
    return all;
  }

  private static TaskDraft task(Random random, TaskDraft task) {
    if (random.nextInt(4) == 0) {
      task.healthy(random.nextBoolean());
    }
    if (random.nextInt(10) == 0) {
      task.state("TASK_STAGING");
    }
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(8) == 0) {
      labels.put("io.herald.dns.weight", String.valueOf(1 + random.nextInt(256)));
    }
    if (random.nextInt(8) == 0) {
      labels.put("io.herald.dns.priority", String.valueOf(random.nextInt(100)));
    }
    if (random.nextInt(20) == 0) {
      labels.put("io.herald.dns.publish", "false");
    }
    task.labels(labels);
    int ports = 1 + random.nextInt(3);
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < ports; i++) {
        task.resource(31000 + random.nextInt(50));
      }
      return task;
    }
    List<String> protocols = List.of("tcp", "udp", "");
    for (int i = 0; i < ports; i++) {
      task.port("p" + i, 31000 + random.nextInt(50), protocols.get(random.nextInt(3)), Map.of());
    }
    if (random.nextBoolean()) {
      task.environment(random.nextBoolean() ? "prod" : "test");
    }
    if (random.nextInt(3) == 0) {
      task.network(Network.Mode.OWN)
          .at("9.0.0." + random.nextInt(200), "fd01::" + (1 + random.nextInt(200)));
    }
    return task;
  }

  @Test
  void of400TasksTheKeysAreAnsweredAsTheZoneIs() throws Exception {
    long seed = System.nanoTime();
    ChangingCluster cluster = new ChangingCluster();
    cluster.put(true, cluster(new Random(seed)));
    Collected zone = new Collected();
    cluster.services().subscribe(new Naming(OPTIONS, cluster.services(), zone));
    zone.records.forEach(this::sort);

    Map<String, SkydnsMessage> keys = keys(cluster);
    Set<String> names = new TreeSet<>();
    for (String owner : services.keySet()) {
      Matcher service = SERVICE.matcher(owner);
      boolean ofPort = service.matches() && service.group(1).contains("._");
      if (service.matches() && !ofPort && !service.group(2).endsWith(".slave")) {
        names.add(service.group(1) + "." + service.group(2));
      }
    }
    assertThat(names).as("seed %s", seed).hasSizeGreaterThan(30);
    Set<String> groups = new TreeSet<>();
    keys.values().forEach(message -> groups.add(message.group()));
    names.removeIf(name -> name.contains("/")); // no key can say it
    assertThat(groups).as("seed %s", seed).isEqualTo(names);

    for (String name : names) {
      List<SkydnsMessage> found = answer(keys, name);
      assertThat(shown(found)).as("SRV %s, seed %s", name, seed).isEqualTo(inZone(name));
      assertThat(hosts(found))
          .as("A and AAAA of %s, seed %s", name, seed)
          .isEqualTo(addresses.get(name + ".mesos"));
      assertThat(found).allSatisfy(message -> assertThat(message.ttl()).isBetween(1L, 30L));
    }
  }

  private static Map<String, SkydnsMessage> keys(ChangingCluster cluster) throws Exception {
    KeyLayout layout = new KeyLayout(SkydnsTree.DEFAULT, "mesos", "herald", 30);
    DesiredKeys desired =
        new DesiredKeys(
            layout, new PublishRules(new ZoneNames(OPTIONS), OPTIONS.publication(), List.of(), 60));
    Set<String> unused = cluster.services().read(view -> desired.update(view.services(), view));
    Map<String, SkydnsMessage> keys = new TreeMap<>();
    for (String key : desired.keys()) {
      keys.put(key, SkydnsJson.parse(key, desired.value(key)));
    }
    return keys;
  }

  /** Every leaf at the name or below it, then those of the shallowest ones' group alone. */
  private static List<SkydnsMessage> answer(Map<String, SkydnsMessage> keys, String name) {
    String top = SkydnsTree.DEFAULT.key(name + ".mesos");
    Map<String, SkydnsMessage> below = new TreeMap<>();
    keys.forEach(
        (key, message) -> {
          if (key.equals(top) || key.startsWith(top + "/")) {
            below.put(key, message);
          }
        });
    long least = below.keySet().stream().mapToLong(ZoneAsKeysTest::depth).min().orElseThrow();
    Set<String> groups = new HashSet<>();
    below.forEach(
        (key, message) -> {
          if (depth(key) == least && !message.group().isEmpty()) {
            groups.add(message.group());
          }
        });
    return below.values().stream()
        .filter(
            message ->
                groups.size() != 1 || message.group().isEmpty() || groups.contains(message.group()))
        .toList();
  }

  private static long depth(String key) {
    return key.chars().filter(c -> c == '/').count();
  }

  private static Set<InetAddress> hosts(List<SkydnsMessage> found) throws Exception {
    Set<InetAddress> hosts = new HashSet<>();
    for (SkydnsMessage message : found) {
      hosts.add(InetAddress.getByName(message.host()));
    }
    return hosts;
  }

  private static Set<Shown> shown(List<SkydnsMessage> found) throws Exception {
    Set<Shown> shown = new HashSet<>();
    for (SkydnsMessage message : found) {
      shown.add(
          new Shown(
              InetAddress.getByName(message.host()),
              message.port(),
              message.srvPriority(),
              message.weight()));
    }
    return shown;
  }

  /** The zone's SRV records of a name, both protocols', with SkyDNS' numbers. */
  private Set<Shown> inZone(String name) {
    Set<Shown> shown = new HashSet<>();
    services.forEach(
        (owner, records) -> {
          Matcher service = SERVICE.matcher(owner);
          if (service.matches()
              && !service.group(2).endsWith(".slave")
              && name.equals(service.group(1) + "." + service.group(2))) {
            for (Srv record : records) {
              // Weights of a name with labels are 256 times theirs less one; 1 without any.
              int share = record.weight() == 1 ? 0 : (record.weight() + 1) / 256;
              for (InetAddress host : addresses.getOrDefault(record.target(), Set.of())) {
                shown.add(new Shown(host, record.port(), record.priority() + 10, share));
              }
            }
          }
        });
    return shown;
  }

  private void sort(ResourceRecord record) {
    String owner = plain(record.owner());
    try {
      if (record.type().equals(RecordType.A) || record.type().equals(RecordType.AAAA)) {
        addresses
            .computeIfAbsent(owner, name -> new HashSet<>())
            .add(InetAddress.getByAddress(record.rdata()));
      } else if (record.type().equals(RecordType.SRV)) {
        ByteBuffer data = ByteBuffer.wrap(record.rdata());
        int priority = data.getShort() & 0xffff;
        int weight = data.getShort() & 0xffff;
        int port = data.getShort() & 0xffff;
        DnsName target = DnsName.fromWire(record.rdata(), 6, record.rdata().length - 6);
        services
            .computeIfAbsent(owner, name -> new HashSet<>())
            .add(new Srv(port, priority, weight, plain(target)));
      }
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("an address of the zone", e);
    }
  }

  private static String plain(DnsName name) {
    String text = name.toString();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static final class Collected implements ZoneWriter {
    private final List<ResourceRecord> records = new ArrayList<>();

    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      added.forEach(contribution -> records.addAll(contribution.records()));
    }

    @Override
    public void loaded() {}
  }
}
