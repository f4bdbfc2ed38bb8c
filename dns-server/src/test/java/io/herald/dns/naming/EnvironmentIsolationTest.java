package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.dns.answer.Transport;
import io.herald.dns.naming.options.NamingOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Instances of an environment that a client may not see make no difference to it: whatever it asks
 * for, it is answered as if they weren't there. Random clusters, changed at random.
 */
class EnvironmentIsolationTest {

  private static final List<String> ENVIRONMENTS =
      List.of("", "test", "prod", "Prod", "infra", "dev", "elsewhere");
  private static final List<String> NAMES = List.of("db", "web", "billing", "kafka", "a.b");
  private static final Map<String, String> CLIENTS =
      Map.of("test", "10.1.0.9", "prod", "10.2.0.9", "dev", "fd00:1::9");

  /** By environment: the services of others that its clients see. */
  private static final Map<String, Set<String>> IMPORTED =
      Map.of("test", Set.of("prod/billing"), "dev", Set.of("prod/billing", "test/a-b"));

  private static final int[] TYPES = {
    Type.A, Type.AAAA, Type.SRV, Type.PTR, Type.CNAME, Type.TXT, Type.ANY, 0xfffe, 0xffff
  };

  private int next;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20261130, 77})
  void hiddenInstancesMakeNoDifference(long seed) throws Exception {
    Random random = new Random(seed);
    NamingOptions options =
        EnvironmentZones.options(
            "environments", "test=10.1.0.0/16;prod=10.2.0.0/16;infra=;dev=fd00:1::/32",
            "imports", "test=billing:prod;dev=pay:billing.test,x:a.b.test",
            "shared", "infra",
            "reverse-zones", "172.16.0.0/16",
            "rfc2782-names", "true",
            "ttl", "" + EnvironmentZones.TTL);
    EnvironmentZones all = new EnvironmentZones(options);
    List<Framework> frameworks =
        Stream.of("marathon", "kafka", "x.test").map(ClusterParts::framework).toList();
    List<Agent> agents =
        List.of(Cluster.agent("S0", "10.98.0.1"), Cluster.agent("S1", "10.98.0.2"));
    List<Entity> frame = new ArrayList<>(frameworks);
    frame.addAll(agents);
    all.put(frame.toArray(Entity[]::new));
    for (int round = 0; round < 12; round++) {
      List<Entity> tasks = new ArrayList<>(all.entities());
      tasks.removeIf(entity -> !(entity instanceof Task));
      Collections.shuffle(tasks, random);
      all.remove(tasks.stream().limit(random.nextInt(4)).toArray(Entity[]::new));
      Entity[] coming = new Entity[1 + random.nextInt(6)];
      for (int i = 0; i < coming.length; i++) {
        coming[i] = task(random, frameworks, agents);
      }
      all.put(coming);
      for (String environment : CLIENTS.keySet()) {
        EnvironmentZones visible = new EnvironmentZones(options);
        List<Entity> seen = new ArrayList<>(frame);
        all.entities().stream()
            .filter(entity -> entity instanceof Task task && sees(environment, task))
            .forEach(seen::add);
        visible.put(seen.toArray(Entity[]::new));
        compare(seed, environment, all, visible, hidden(all.entities(), environment), random);
      }
    }
  }

  private void compare(
      long seed,
      String environment,
      EnvironmentZones all,
      EnvironmentZones visible,
      Set<String> hidden,
      Random random)
      throws Exception {
    String client = CLIENTS.get(environment);
    for (String name : names(all, random)) {
      for (int type : TYPES) {
        for (Transport transport : List.of(Transport.UDP, Transport.TCP)) {
          Message answered = all.ask(client, name, type, transport);
          assertThat(text(answered))
              .as("seed %d, %s, %s %d over %s", seed, environment, name, type, transport)
              .isEqualTo(text(visible.ask(client, name, type, transport)));
          assertThat(answered.toString())
              .as("seed %d, %s, %s %d", seed, environment, name, type)
              .matches(
                  shown -> hidden.stream().noneMatch(shown::contains),
                  "holds nothing of " + hidden);
        }
      }
    }
  }

  /** What only hidden instances have: their addresses and the hashes in their names. */
  private static Set<String> hidden(List<Entity> all, String environment) {
    return all.stream()
        .filter(entity -> entity instanceof Task task && !sees(environment, task))
        .map(entity -> ((Task) entity).running().orElseThrow().addresses().get(0) + "\n")
        .collect(Collectors.toSet());
  }

  private static SortedSet<String> names(EnvironmentZones zones, Random random) {
    SortedSet<String> names = new TreeSet<>(zones.owners());
    for (String owner : List.copyOf(names)) {
      for (int dot = owner.indexOf('.') + 1; dot > 0; dot = owner.indexOf('.', dot) + 1) {
        if (dot < owner.length()) {
          names.add(owner.substring(dot));
        }
      }
    }
    List<String> some = new ArrayList<>(names);
    Collections.shuffle(some, random);
    names = new TreeSet<>(some.subList(0, Math.min(60, some.size())));
    for (String name : NAMES) {
      names.add(name + ".mesos.");
      names.add("_" + name + "._tcp.mesos.");
      names.add("_p._" + name + "._tcp.mesos.");
      names.add(name + ".");
      CLIENTS.keySet().forEach(other -> names(name, other).forEach(some::add));
    }
    names.addAll(some.subList(Math.max(0, some.size() - 20), some.size()));
    names.add("pay.mesos.");
    names.add("x.mesos.");
    return names;
  }

  private static List<String> names(String name, String environment) {
    return List.of(
        name + "." + environment + ".mesos.", "_" + name + "._tcp." + environment + ".mesos.");
  }

  private static boolean sees(String environment, Task task) {
    String of = task.discovery().orElseThrow().environment().toLowerCase(Locale.ROOT);
    String name = task.discovery().orElseThrow().name().replace('.', '-');
    return of.isEmpty()
        || of.equals("infra")
        || of.equals(environment)
        || IMPORTED.getOrDefault(environment, Set.of()).contains(of + "/" + name);
  }

  private Task task(Random random, List<Framework> frameworks, List<Agent> agents) {
    String id = "t" + ++next;
    TaskDraft draft =
        new TaskDraft(
                frameworks.get(random.nextInt(frameworks.size())),
                agents.get(random.nextInt(agents.size())),
                id,
                id)
            .discovered(NAMES.get(random.nextInt(NAMES.size())))
            .environment(ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size())))
            .at("172.16." + next / 250 + "." + (1 + next % 250))
            .port("p", 1000 + next);
    if (random.nextInt(3) == 0) {
      draft.resource(20_000 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      draft.healthy(random.nextBoolean());
    }
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(4) == 0) {
      labels.put("io.herald.dns.ttl", "" + (1 + random.nextInt(100)));
    }
    if (random.nextInt(5) == 0) {
      labels.put("io.herald.dns.weight", "" + (1 + random.nextInt(100)));
    }
    return draft.labels(labels).task();
  }

  /** Code, flags and records, without the order and the serial. */
  private static List<String> text(Message reply) {
    List<String> lines = new ArrayList<>();
    lines.add(reply.getRcode() + " " + reply.getHeader().getFlag(Flags.AA));
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      List<String> records = new ArrayList<>();
      for (Record record : reply.getSection(section)) {
        if (record.getType() != Type.OPT) {
          records.add(
              section
                  + " "
                  + (record.getType() == Type.SOA
                      ? record.getName() + " " + record.getTTL()
                      : record.toString()));
        }
      }
      Collections.sort(records);
      lines.addAll(records);
    }
    return lines;
  }
}
