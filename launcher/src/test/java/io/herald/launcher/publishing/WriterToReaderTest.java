package io.herald.launcher.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Entity;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcd;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsRules;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** What the writer puts into a real etcd comes out of the reader as the zone's own records. */
class WriterToReaderTest {

  private final long seed = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;
  private MiniEtcd etcd;

  /** A record of SRV as SkyDNS makes it of an endpoint, with the address that it leads to. */
  private record Served(InetAddress host, int port, int priority, int weight) {}

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
  }

  @AfterEach
  void stop() throws Exception {
    etcd.close();
  }

  @Test
  void of400TasksTheReaderAnswersWhatTheZoneHas() throws Exception {
    Random random = new Random(seed);
    try (PublishedTasks tasks = new PublishedTasks(etcd.endpoint())) {
      List<Entity> before = GeneratedTasks.of(random);
      tasks.cluster.put(true, before);
      tasks.publish("writer");
      SkydnsReader reader = tasks.read(SkydnsRules.SKYDNS);
      assertSame(tasks, reader);
      // Another cluster of the same agents and task ids, moved and renamed: the difference.
      List<Entity> after = GeneratedTasks.of(random);
      tasks.cluster.remove(gone(before, after));
      tasks.cluster.put(true, after);
      assertSame(tasks, reader);
    }
  }

  private static Entity[] gone(List<Entity> before, List<Entity> after) {
    Set<Entity.Key> left = after.stream().map(Entity::key).collect(Collectors.toSet());
    return before.stream().filter(one -> !left.contains(one.key())).toArray(Entity[]::new);
  }

  private void assertSame(PublishedTasks tasks, SkydnsReader reader) throws Exception {
    awaitWritten(tasks);
    await().untilAsserted(() -> assertThat(reader.keys()).isEqualTo(tasks.desired().keys().size()));
    ZoneServices zone = new ZoneServices(tasks.cluster);
    Set<String> names = new TreeSet<>(zone.names());
    assertThat(names).as("seed %s", seed).hasSizeGreaterThan(30);
    names.removeIf(name -> name.contains("/")); // no key can say it
    for (String name : names) {
      // The last change may still be on its way to the reader.
      await()
          .untilAsserted(
              () ->
                  assertThat(served(reader, name))
                      .as("SRV %s, seed %s", name, seed)
                      .isEqualTo(weighted(zone.shown(name))));
      await()
          .untilAsserted(
              () ->
                  assertThat(addresses(reader, name))
                      .as("A and AAAA of %s, seed %s", name, seed)
                      .isEqualTo(zone.addresses(name)));
    }
    assertThat(ask(reader, "nobody.marathon", Type.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  private void awaitWritten(PublishedTasks tasks) {
    try (EtcdClient client =
        new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(client.list(PublishedTasks.DIRECTORY))
                      .extracting(EtcdEntry::key)
                      .as("seed %s", seed)
                      .containsExactlyInAnyOrderElementsOf(tasks.desired().keys()));
    }
  }

  /** As SkyDNS shares a hundred out among those of one priority, those without a label like 100. */
  private static Set<Served> weighted(Set<ZoneServices.Shown> shown) {
    Map<Integer, Long> sums = new HashMap<>();
    shown.forEach(one -> sums.merge(one.priority(), share(one), Long::sum));
    Set<Served> served = new HashSet<>();
    for (ZoneServices.Shown one : shown) {
      int weight = (int) Math.floor(100.0 / sums.get(one.priority()) * share(one));
      served.add(new Served(one.host(), one.port(), one.priority(), weight));
    }
    return served;
  }

  private static long share(ZoneServices.Shown one) {
    return one.share() == 0 ? 100 : one.share();
  }

  private static SkydnsAnswer ask(SkydnsReader reader, String name, int type) throws Exception {
    SkydnsAnswer answer = reader.answer(Name.fromString(name + ".mesos."), type).orElseThrow();
    long lease = PublishedTasks.LEASE.multipliedBy(3).toSeconds();
    assertThat(answer.answer())
        .allSatisfy(record -> assertThat(record.getTTL()).isBetween(1L, lease));
    return answer;
  }

  private static Set<Served> served(SkydnsReader reader, String name) throws Exception {
    SkydnsAnswer answer = ask(reader, name, Type.SRV);
    Map<Name, InetAddress> targets = new HashMap<>();
    for (Record record : answer.additional()) {
      assertThat(targets.put(record.getName(), address(record))).as("of %s", record).isNull();
    }
    Set<Served> served = new HashSet<>();
    for (Record record : answer.answer()) {
      SRVRecord srv = (SRVRecord) record;
      served.add(
          new Served(
              targets.get(srv.getTarget()), srv.getPort(), srv.getPriority(), srv.getWeight()));
    }
    assertThat(served).as("no two records are the same endpoint").hasSameSizeAs(answer.answer());
    return served;
  }

  private static Set<InetAddress> addresses(SkydnsReader reader, String name) throws Exception {
    Set<InetAddress> addresses = new HashSet<>();
    for (int type : List.of(Type.A, Type.AAAA)) {
      ask(reader, name, type).answer().forEach(record -> addresses.add(address(record)));
    }
    return addresses;
  }

  private static InetAddress address(Record record) {
    return record instanceof ARecord one ? one.getAddress() : ((AAAARecord) record).getAddress();
  }
}
