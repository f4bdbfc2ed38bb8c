package io.herald.launcher.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.changingcluster.ChangingCluster;
import io.herald.publish.keys.DesiredKeys;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsMessage;
import io.herald.skydns.message.SkydnsTree;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the writer would put, read by SkyDNS' rules, equals the zone's own records. */
class ZoneAsKeysTest {

  @Test
  void of400TasksTheKeysAreAnsweredAsTheZoneIs() throws Exception {
    long seed = System.nanoTime();
    ChangingCluster cluster = new ChangingCluster();
    cluster.put(true, GeneratedTasks.of(new Random(seed)));
    ZoneServices zone = new ZoneServices(cluster);
    Map<String, SkydnsMessage> keys = keys(cluster);
    Set<String> names = zone.names();
    assertThat(names).as("seed %s", seed).hasSizeGreaterThan(30);
    names.removeIf(name -> name.contains("/")); // no key can say it
    Set<String> groups = new TreeSet<>();
    keys.values().forEach(message -> groups.add(message.group()));
    assertThat(groups).as("seed %s", seed).isEqualTo(names);

    for (String name : names) {
      List<SkydnsMessage> found = answer(keys, name);
      assertThat(shown(found)).as("SRV %s, seed %s", name, seed).isEqualTo(zone.shown(name));
      assertThat(hosts(found))
          .as("A and AAAA of %s, seed %s", name, seed)
          .isEqualTo(zone.addresses(name));
      assertThat(found).allSatisfy(message -> assertThat(message.ttl()).isBetween(1L, 30L));
    }
  }

  private static Map<String, SkydnsMessage> keys(ChangingCluster cluster) throws Exception {
    DesiredKeys desired = PublishedTasks.desired(cluster, Duration.ofSeconds(10));
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

  private static Set<ZoneServices.Shown> shown(List<SkydnsMessage> found) throws Exception {
    Set<ZoneServices.Shown> shown = new HashSet<>();
    for (SkydnsMessage message : found) {
      shown.add(
          new ZoneServices.Shown(
              InetAddress.getByName(message.host()),
              message.port(),
              message.srvPriority(),
              message.weight()));
    }
    return shown;
  }
}
