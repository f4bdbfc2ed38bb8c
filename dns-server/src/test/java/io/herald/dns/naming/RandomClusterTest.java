package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Publication;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters in which anything may be called anything, changed in any order. */
class RandomClusterTest {

  private static final List<String> WORDS =
      List.of(
          "web", "a.b", "a-b", "A_b", "", "*", "x.*.y", "..", "slave", "leader", "w".repeat(70));
  private static final List<String> HOSTS =
      List.of("10.1.0.1", "10.1.0.2", "fd00::1", "::ffff:10.1.0.3", "host.example", "no host", "é");

  private final NamingOptions options =
      Cluster.with(LabelRules.RFC1123, List.of())
          .with(
              Publication.DEFAULT,
              new NameForms(true, true, true),
              List.of(ReverseNetwork.parse("10.0.0.0/8"), ReverseNetwork.parse("fd00::/8")));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20261121})
  void theZoneIsTheSumOfWhatIsThereAndEveryRecordCanBeAskedAndSent(long seed) {
    Random random = new Random(seed);
    NamedCluster cluster = new NamedCluster(options);
    int most = 0;
    for (int round = 0; round < 300; round++) {
      List<Entity> there = new ArrayList<>(cluster.entities());
      // The last leader's names outlive it, so masters only change.
      there.removeIf(entity -> entity instanceof Masters);
      Collections.shuffle(there, random);
      cluster.remove(
          there.stream().limit(random.nextInt(there.size() > 20 ? 5 : 2)).toArray(Entity[]::new));
      Entity[] coming = new Entity[random.nextInt(5)];
      for (int i = 0; i < coming.length; i++) {
        coming[i] = entity(random);
      }
      cluster.put(coming);
      NamedCluster fresh = new NamedCluster(options);
      List<Entity> order = new ArrayList<>(cluster.entities());
      Collections.shuffle(order, random);
      fresh.put(order.toArray(Entity[]::new));
      if (fresh.hosts.listeners.containsKey("host.example")) {
        tell(fresh);
        tell(cluster);
      }
      assertThat(cluster.zone.counts)
          .as("seed %d, round %d: %s", seed, round, order)
          .isEqualTo(fresh.zone.counts);
      assertThat(problems(cluster))
          .as("seed %d, round %d: %s", seed, round, order)
          .isEqualTo(problems(fresh));
      cluster.zone.counts.keySet().forEach(record -> check(record, seed));
      most = Math.max(most, cluster.zone.counts.size());
    }
    assertThat(most).isGreaterThan(80);
    cluster.remove(cluster.entities().toArray(Entity[]::new));
    assertThat(cluster.zone.counts.keySet())
        .allMatch(
            record ->
                record.owner().toString().contains("master")
                    || record.owner().toString().contains("leader"));
    assertThat(cluster.naming.problems().counts().values()).containsOnly(0);
  }

  private static void tell(NamedCluster cluster) {
    try {
      cluster.hosts.tell("host.example", "10.7.0.1", "fd00::7");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<Problem> problems(NamedCluster cluster) {
    Map<ProblemKind, Integer> counted = new HashMap<>();
    List<Problem> list = cluster.naming.problems().list(Integer.MAX_VALUE);
    list.forEach(problem -> counted.merge(problem.kind(), 1, Integer::sum));
    cluster
        .naming
        .problems()
        .counts()
        .forEach((kind, count) -> assertThat(count).isEqualTo(counted.getOrDefault(kind, 0)));
    return list.stream().collect(Collectors.toSet());
  }

  /** Decodable for someone else, in a zone of ours, without wildcards; SRV weights at least 1. */
  private static void check(ResourceRecord record, long seed) {
    String text = Cluster.text(List.of(record)).first();
    DnsName owner = record.owner();
    assertThat(
            owner.isAtOrBelow(DnsName.parse("mesos"))
                || owner.isAtOrBelow(DnsName.parse("10.in-addr.arpa"))
                || owner.isAtOrBelow(DnsName.parse("d.f.ip6.arpa")))
        .as("seed %d: %s", seed, text)
        .isTrue();
    assertThat("." + owner).as("seed %d", seed).doesNotContain(".*.");
    if (record.type() == RecordType.SRV) {
      assertThat(record.rdata()[2] << 8 | record.rdata()[3]).as("seed %d", seed).isNotZero();
    }
  }

  private static Entity entity(Random random) {
    return switch (random.nextInt(8)) {
      case 0 ->
          new Agent(
              "x-S" + random.nextInt(3),
              random.nextBoolean() ? word(random) : pick(HOSTS, random),
              new Upid("slave(1)", pick(HOSTS, random), 1 + random.nextInt(65535)),
              true);
      case 1 ->
          new Framework(
              "f" + random.nextInt(3),
              word(random),
              pick(HOSTS, random),
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(new Upid("s", pick(HOSTS, random), 80)),
              true);
      case 2 ->
          new Masters(
              Optional.of(new AnnouncedEndpoint(pick(HOSTS, random), 5050)),
              List.of(
                  new AnnouncedEndpoint(pick(HOSTS, random), 5050),
                  new AnnouncedEndpoint("10.0.0.1", 5050)));
      default -> task(random);
    };
  }

  private static Task task(Random random) {
    Optional<RunningStatus> status =
        random.nextInt(5) == 0
            ? Optional.empty()
            : Optional.of(
                new RunningStatus(
                    pick(List.of(Optional.empty(), Optional.of(true), Optional.of(false)), random),
                    List.of(pick(HOSTS, random), "10.9.0." + random.nextInt(4)),
                    Map.of(),
                    network(random)));
    Optional<Discovery> discovery =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Discovery(
                    word(random),
                    "",
                    "",
                    "",
                    "",
                    List.of(port(random), port(random)),
                    labels(random)));
    return new Task(
        "f" + random.nextInt(3),
        "t" + random.nextInt(12),
        word(random),
        "x-S" + random.nextInt(3),
        random.nextInt(6) == 0 ? word(random) : Task.RUNNING,
        status,
        random.nextBoolean() ? List.of() : List.of(new PortRange(31000, 31000 + random.nextInt(3))),
        discovery,
        labels(random),
        network(random),
        false);
  }

  private static Network network(Random random) {
    Network.Mapping mapping =
        new Network.Mapping(31000 + random.nextInt(2), 80, pick(List.of("", "tcp", "udp"), random));
    return new Network(pick(List.of(Network.Mode.values()), random), List.of(mapping));
  }

  private static Discovery.Port port(Random random) {
    return new Discovery.Port(
        random.nextInt(3) == 0 ? random.nextInt() : 80, word(random), word(random), labels(random));
  }

  private static Map<String, String> labels(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Map.of("io.herald.dns.weight", "" + (random.nextInt(300) - 20));
      case 1 -> Map.of("io.herald.dns.priority", word(random));
      case 2 -> Map.of("io.herald.dns.address", random.nextBoolean() ? "agent" : "container");
      case 3 -> Map.of("io.herald.dns.publish", random.nextBoolean() ? "false" : word(random));
      case 4 -> Map.of("network-scope", "host", "io.herald.dns.", "");
      default -> Map.of();
    };
  }

  private static String word(Random random) {
    if (random.nextInt(3) > 0) {
      return pick(WORDS, random);
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 20); i > 0; i--) {
      text.appendCodePoint(random.nextInt(random.nextInt(3) == 0 ? 0xd800 : 0x80));
    }
    return text.toString();
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
