package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** How batches of the catalog become changes of the zone. */
class NamingTest {

  private static final Framework MARATHON = Cluster.framework("marathon", "s@10.0.0.9:80");
  private static final Agent AGENT = Cluster.agent("x-S1", "10.1.0.1");
  private static final Agent OTHER = Cluster.agent("x-S2", "10.1.0.2");
  private static final Task WEB =
      Cluster.ports(Cluster.task(MARATHON, AGENT, "t1", "web"), new PortRange(31000, 31000));
  private static final Task WEB_2 = Cluster.task(MARATHON, OTHER, "t2", "web");

  private final CountingZone zone = new CountingZone();
  private final ToldHosts hosts = new ToldHosts();
  private final NamedServices cluster = NamedServices.of(Cluster.OPTIONS, hosts, zone);
  private final Naming naming = cluster.naming();
  private long number;

  @Test
  void aTaskThatLeavesTakesExactlyItsRecordsAlong() {
    batch(added(MARATHON), added(AGENT), added(OTHER), added(WEB));
    SortedSet<String> before = zone.text();
    batch(added(WEB_2));
    assertThat(zone.text())
        .contains("A web.marathon.mesos. 10.1.0.1", "A web.marathon.mesos. 10.1.0.2");
    batch(new Change.Removed(WEB_2));
    assertThat(zone.text()).isEqualTo(before);
  }

  @Test
  void everythingGoneIsNothingLeft() {
    batch(added(MARATHON), added(AGENT), added(OTHER), added(WEB), added(WEB_2));
    batch(
        new Change.Removed(AGENT),
        new Change.Removed(WEB),
        new Change.Removed(MARATHON),
        new Change.Removed(WEB_2),
        new Change.Removed(OTHER));
    assertThat(zone.text()).isEmpty();
  }

  @Test
  void aChangedAgentTakesItsTasksAlongAndNoOthers() {
    batch(added(MARATHON), added(AGENT), added(OTHER), added(WEB), added(WEB_2));
    Agent moved = Cluster.agent(AGENT.id(), "10.9.9.9");
    batch(new Change.Changed(AGENT, moved));
    assertThat(zone.text())
        .contains("A web.marathon.slave.mesos. 10.9.9.9", "A web.marathon.mesos. 10.1.0.2")
        .noneMatch(record -> record.contains("10.1.0.1"));
    assertThat(zone.lastRemoved).isEqualTo(2);
    assertThat(zone.lastAdded).isEqualTo(2);
  }

  @Test
  void aFrameworkWhosePidComesLaterChangesOnlyItself() {
    Framework early = new Framework(MARATHON.id(), "marathon", "", Optional.empty(), true);
    batch(added(early), added(AGENT), added(WEB));
    batch(new Change.Changed(early, MARATHON));
    assertThat(zone.text()).contains("A marathon.mesos. 10.0.0.9");
    assertThat(zone.lastAdded).isEqualTo(1);
  }

  @Test
  void aRenamedFrameworkTakesItsTasksAlong() {
    batch(added(MARATHON), added(AGENT), added(WEB));
    Framework renamed = new Framework(MARATHON.id(), "athens", "", MARATHON.pid(), true);
    batch(new Change.Changed(MARATHON, renamed));
    assertThat(zone.text())
        .contains("A web.athens.mesos. 10.1.0.1")
        .noneMatch(record -> record.contains("marathon"));
  }

  @Test
  void aTaskThatIsAwaitedAfterAFailoverCostsTheZoneNothing() {
    batch(added(MARATHON), added(AGENT), added(WEB));
    SortedSet<String> before = zone.text();
    batch(new Change.Changed(WEB, WEB.withRecovering(true)));
    assertThat(zone.lastRemoved + zone.lastAdded).isZero();
    batch(new Change.Changed(WEB.withRecovering(true), WEB));
    assertThat(zone.lastRemoved + zone.lastAdded).isZero();
    assertThat(zone.text()).isEqualTo(before);

    batch(new Change.Changed(WEB, WEB.withRecovering(true)));
    batch(new Change.Changed(WEB.withRecovering(true), WEB.updated("TASK_LOST", WEB.running())));
    assertThat(zone.text()).noneMatch(record -> record.contains("web"));
  }

  @Test
  void aTaskWhoseAgentIsNotKnownWaitsForIt() {
    batch(added(MARATHON), added(WEB));
    assertThat(zone.text()).noneMatch(record -> record.contains("web"));
    batch(added(AGENT));
    assertThat(zone.text()).contains("A web.marathon.mesos. 10.1.0.1");
  }

  @Test
  void theZoneIsLoadedWithTheFirstCompleteBatchAndOnce() {
    cluster.onBatch(new ChangeBatch(1, Instant.EPOCH, true, false, List.of(added(MARATHON))));
    assertThat(zone.loads).isZero();
    batch(added(AGENT));
    batch(added(OTHER));
    assertThat(zone.loads).isEqualTo(1);
  }

  @Test
  void anEmptyClusterIsLoadedToo() {
    batch();
    assertThat(zone.loads).isEqualTo(1);
  }

  @Test
  void aHostKnownByNameIsServedOnceItIsResolvedAndFollowed() throws Exception {
    Framework named = new Framework("f-n", "named", "scheduler.example", Optional.empty(), true);
    batch(added(named));
    assertThat(zone.text()).isEmpty();
    hosts.tell("scheduler.example", "10.5.0.1", "10.5.0.2");
    assertThat(zone.text()).containsExactly("A named.mesos. 10.5.0.1", "A named.mesos. 10.5.0.2");
    hosts.tell("scheduler.example", "10.5.0.3");
    assertThat(zone.text()).containsExactly("A named.mesos. 10.5.0.3");
    batch(new Change.Removed(named));
    assertThat(zone.text()).isEmpty();
    assertThat(hosts.listeners).isEmpty();
  }

  @Test
  void aHostThatCannotBeResolvedIsListedUntilItIsFoundOrNobodyNamesIt() throws Exception {
    Framework named = new Framework("f-n", "named", "scheduler.example", Optional.empty(), true);
    batch(added(named));
    hosts.fail("scheduler.example", "no such name");
    assertThat(problems())
        .containsExactly(
            "unresolved-host: host \"scheduler.example\", of framework f-n, can't be resolved (no"
                + " such name) and has no address; retrying");

    hosts.tell("scheduler.example", "10.5.0.1");
    assertThat(problems()).isEmpty();

    Agent agent = new Agent("x-S7", "", Upid.parse("slave(1)@scheduler.example:5051"), true);
    batch(added(agent));
    hosts.fail("scheduler.example", "no such name");
    assertThat(problems())
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .contains(" and 1 more, can't be resolved (no such name) and keeps the addresses it had;");
    assertThat(zone.text()).contains("A named.mesos. 10.5.0.1", "A slave.mesos. 10.5.0.1");

    batch(new Change.Removed(named), new Change.Removed(agent));
    assertThat(problems()).isEmpty();
    assertThat(naming.problems().counts()).containsEntry(EntityProblem.UNRESOLVED_HOST, 0);
  }

  private List<String> problems() {
    return naming.problems().list(10).stream()
        .map(problem -> problem.kind().text() + ": " + problem.what())
        .toList();
  }

  @Test
  void anAgentKnownByNameBringsItsTasksOnceItIsResolved() throws Exception {
    Agent named = new Agent("x-S7", "", Upid.parse("slave(1)@agent.example:5051"), true);
    batch(added(MARATHON), added(named), added(Cluster.on(WEB, MARATHON, named)));
    assertThat(zone.text()).noneMatch(record -> record.startsWith("A web"));
    hosts.tell("agent.example", "10.1.0.7");
    assertThat(zone.text()).contains("A web.marathon.mesos. 10.1.0.7", "A slave.mesos. 10.1.0.7");
  }

  @Test
  void whileNobodyLeadsTheLastLeaderStays() {
    Masters led = masters("10.0.0.1:5050", "10.0.0.2:5050");
    batch(added(led));
    SortedSet<String> before = zone.text();
    assertThat(before)
        .contains("A leader.mesos. 10.0.0.1", "A master0.mesos. 10.0.0.1")
        .contains("A master1.mesos. 10.0.0.2");
    Masters nobody = new Masters(Optional.empty(), led.others());
    batch(new Change.Changed(led, nobody));
    assertThat(zone.text()).contains("A leader.mesos. 10.0.0.1");
    batch(new Change.Changed(nobody, masters("10.0.0.2:5050")));
    assertThat(zone.text())
        .contains("A leader.mesos. 10.0.0.2")
        .noneMatch(record -> record.contains("10.0.0.1"));
  }

  @Test
  void configuredMastersAreNumberedInTheirOrderWhoeverLeads() throws Exception {
    NamingOptions options =
        new NamingOptions(
            "mesos",
            LabelRules.RFC1123,
            List.of(),
            1,
            List.of(
                AnnouncedEndpoint.parse("10.0.0.1:5050"),
                AnnouncedEndpoint.parse("m2.example:5050")),
            "ns1.mesos",
            List.of());
    NamedServices ofConfigured = NamedServices.of(options, hosts, zone);
    ofConfigured.onBatch(
        new ChangeBatch(1, Instant.EPOCH, true, true, List.of(added(masters("m2.example:5050")))));
    hosts.tell("m2.example", "10.0.0.2");
    assertThat(zone.text())
        .contains("A leader.mesos. 10.0.0.2", "A master0.mesos. 10.0.0.1")
        .contains("A master1.mesos. 10.0.0.2");
  }

  @Test
  void aProblemIsListedWhileItsEntityIsThere() {
    Task bad = Cluster.discovery(WEB, "web", Cluster.port("tcp", 70000, "x"));
    batch(added(MARATHON), added(AGENT), added(bad));
    assertThat(naming.problems().list(10))
        .extracting(Problem::entity)
        .containsExactly(Optional.of(bad.key()));
    assertThat(naming.problems().counts()).containsEntry(EntityProblem.PORT, 1);
    batch(new Change.Removed(bad));
    assertThat(naming.problems().list(10)).isEmpty();
    assertThat(naming.problems().counts()).containsEntry(EntityProblem.PORT, 0);
  }

  @Test
  void theListingHasRunningTasksByFramework() {
    Task killed = Cluster.state(WEB_2, "TASK_KILLED");
    batch(added(MARATHON), added(AGENT), added(OTHER), added(WEB), added(killed));
    assertThat(naming.listing())
        .singleElement()
        .satisfies(
            framework -> {
              assertThat(framework.name()).isEqualTo("marathon");
              assertThat(framework.tasks())
                  .singleElement()
                  .satisfies(
                      task -> {
                        assertThat(task.id()).isEqualTo("t1");
                        assertThat(Cluster.text(task.records()))
                            .contains("A web.marathon.mesos. 10.1.0.1");
                      });
            });
  }

  @Test
  void afterAnyOrderOfChangesTheZoneIsTheSumOfWhatIsThere() {
    long seed = 4711;
    Random random = new Random(seed);
    Map<Entity.Key, Entity> there = new LinkedHashMap<>();
    for (int round = 0; round < 400; round++) {
      Map<Entity.Key, Change> changes = new LinkedHashMap<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        Entity entity = entity(random);
        Entity before = there.get(entity.key());
        if (changes.containsKey(entity.key()) || entity.equals(before)) {
          continue;
        }
        if (before == null) {
          changes.put(entity.key(), added(entity));
        } else if (random.nextBoolean()) {
          changes.put(entity.key(), new Change.Removed(before));
        } else {
          changes.put(entity.key(), new Change.Changed(before, entity));
        }
      }
      changes.forEach(
          (key, change) ->
              change.after().ifPresentOrElse(e -> there.put(key, e), () -> there.remove(key)));
      batch(changes.values().toArray(Change[]::new));

      CountingZone fresh = new CountingZone();
      NamedServices.of(Cluster.OPTIONS, new ToldHosts(), fresh)
          .onBatch(
              new ChangeBatch(
                  1,
                  Instant.EPOCH,
                  true,
                  true,
                  there.values().stream().map(NamingTest::added).toList()));
      assertThat(zone.counts).as("seed %d, round %d", seed, round).isEqualTo(fresh.counts);
    }
  }

  private static Entity entity(Random random) {
    Agent agent = Cluster.agent("x-S" + random.nextInt(4), "10.1.0." + random.nextInt(5));
    Framework framework =
        new Framework(
            "f" + random.nextInt(3),
            "name" + random.nextInt(4),
            "10.0.0." + random.nextInt(3),
            Optional.empty(),
            true);
    return switch (random.nextInt(4)) {
      case 0 -> agent;
      case 1 -> framework;
      default -> {
        Task task =
            Cluster.ports(
                Cluster.task(framework, agent, "t" + random.nextInt(12), "w" + random.nextInt(3)),
                new PortRange(31000, 31000 + random.nextInt(3)));
        yield random.nextInt(5) == 0 ? Cluster.state(task, "TASK_KILLED") : task;
      }
    };
  }

  private static Change added(Entity entity) {
    return new Change.Added(entity);
  }

  private static Masters masters(String leader, String... others) {
    return new Masters(
        Optional.of(AnnouncedEndpoint.parse(leader)),
        List.of(others).stream().map(AnnouncedEndpoint::parse).toList());
  }

  private void batch(Change... changes) {
    cluster.onBatch(new ChangeBatch(++number, Instant.EPOCH, false, true, List.of(changes)));
  }
}
