package io.herald.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.FactSource;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.Located;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the services' listeners hear of a cluster. */
class ServicesTest {

  private static final Framework MARATHON = Entities.framework("marathon");
  private static final Framework CHRONOS = Entities.framework("chronos");
  private static final Agent ONE = Entities.agent("x-S1", "10.1.0.1");
  private static final Agent TWO = Entities.agent("x-S2", "10.1.0.2");
  private static final Task WEB = Entities.task(MARATHON, ONE, "t1", "web").task();
  private static final Task WEB_2 = Entities.task(MARATHON, TWO, "t2", "web").task();
  private static final Task JOB = Entities.task(CHRONOS, TWO, "t3", "job").task();
  private static final ServiceKey OF_WEB = new ServiceKey("marathon", "web", "");
  private static final ServiceKey OF_JOB = new ServiceKey("chronos", "job", "");

  private final Hosts hosts = new Hosts();
  private final Hosts announced = new Hosts();
  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final List<ServiceBatch> batches = new ArrayList<>();
  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          hosts,
          Optional.of(new Services.FollowedSets("/aurora", announced)),
          new ProblemBook(List.of(EntityProblem.values())));
  private long number;

  @Test
  void aBatchTouchesTheServicesWhoseInstancesItChangesAndNoOthers() {
    listen();
    put(MARATHON, CHRONOS, ONE, TWO, WEB, WEB_2, JOB);
    assertThat(last().snapshot()).isTrue();
    assertThat(last().touched()).containsExactlyInAnyOrder(OF_WEB, OF_JOB);

    put(Entities.task(MARATHON, ONE, "t1", "web").healthy(false).task());
    assertThat(last().snapshot()).isFalse();
    assertThat(last().services())
        .containsExactly(
            new ServiceChange(
                OF_WEB, new ServiceCounts(2, 2, 2, 0, 0), new ServiceCounts(2, 2, 1, 0, 0), 1));

    remove(JOB);
    assertThat(last().touched()).containsExactly(OF_JOB);
    assertThat(keys()).containsExactly(OF_WEB);
    assertThat(batches).extracting(ServiceBatch::revision).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aChangedAgentTouchesTheServicesOfItsTasks() {
    listen();
    put(MARATHON, CHRONOS, ONE, TWO, WEB, WEB_2, JOB);
    put(Entities.agent("x-S1", "10.9.9.9"));
    assertThat(last().touched()).containsExactly(OF_WEB);
    assertThat(last().changes())
        .filteredOn(change -> change.now() instanceof Instance)
        .singleElement()
        .satisfies(
            change ->
                assertThat(((Instance) change.now()).agentAddresses())
                    .containsExactly(Hosts.address("10.9.9.9")));
  }

  @Test
  void aHostThatIsResolvedTouchesTheServicesOfItsTasks() {
    listen();
    put(MARATHON, CHRONOS, Entities.agent("x-S1", "one.example"), TWO, WEB, WEB_2, JOB);
    hosts.resolve("one.example", "10.7.7.7");
    assertThat(last().touched()).containsExactly(OF_WEB);
    assertThat(last().revision()).isEqualTo(2);
  }

  /**
   * As one does whose look-up takes no time: its thread comes before the constructor is through.
   */
  @Test
  void aResolverThatAnswersAtOnceIsHeard() throws InterruptedException {
    List<Thread> answers = new ArrayList<>();
    HostResolver immediate =
        new HostResolver() {
          @Override
          public void watch(String host, Listener listener) {
            Thread answer =
                new Thread(
                    () -> listener.resolved(host, List.of(Hosts.address("10.7.7.7"))), "answer");
            answers.add(answer);
            answer.start();
            // Until it has been heard, or waits to be.
            await()
                .until(
                    () ->
                        answer.getState() == Thread.State.WAITING
                            || answer.getState() == Thread.State.TERMINATED);
          }

          @Override
          public void unwatch(String host) {}
        };

    Services made =
        new Services(
            new ServicesOptions(
                ServicesOptions.DEFAULT.publication(),
                List.of(new AnnouncedEndpoint("one.example", 5050)),
                ServicesOptions.DEFAULT.portNames()),
            immediate,
            new ProblemBook(List.of(EntityProblem.values())));
    for (Thread answer : answers) {
      answer.join();
    }

    assertThat(made.<List<InetAddress>>read(view -> view.addresses("one.example")))
        .containsExactly(Hosts.address("10.7.7.7"));
  }

  @Test
  void aFrameworksTasksAreInTheOrderInWhichTheyCameOrChangedLast() {
    put(MARATHON, ONE, TWO, WEB, WEB_2);
    assertThat(tasksOfMarathon()).containsExactly("t1", "t2");
    put(Entities.task(MARATHON, ONE, "t1", "web").healthy(false).task());
    assertThat(tasksOfMarathon()).containsExactly("t2", "t1");
  }

  private List<String> tasksOfMarathon() {
    return services.read(view -> view.tasksOf(MARATHON).stream().map(Task::id).toList());
  }

  @Test
  void whatChangesNothingIsNotReported() {
    listen();
    put(MARATHON, CHRONOS, Entities.agent("x-S1", "one.example"), TWO, WEB, WEB_2, JOB);
    hosts.resolve("one.example", "10.7.7.7");
    hosts.resolve("one.example", "10.7.7.7");
    assertThat(batches).hasSize(2);
    // An equal task in place of the one that is held goes as that one would have gone.
    put(JOB.withRecovering(true));
    batch(List.of(new Change.Removed(WEB), new Change.Added(equalTo(WEB))));
    assertThat(batches).hasSize(3);
    remove(WEB);
    assertThat(last().touched()).containsExactly(OF_WEB);
  }

  @Test
  void aRenamedFrameworkMovesItsInstances() {
    listen();
    put(MARATHON, ONE, WEB);
    put(new Framework(MARATHON.id(), "athens", "", Optional.empty(), true));
    ServiceKey renamed = new ServiceKey("athens", "web", "");
    assertThat(last().touched()).containsExactlyInAnyOrder(OF_WEB, renamed);
    assertThat(keys()).containsExactly(renamed);
  }

  @Test
  void aTaskIsAnInstanceOnceItsFrameworkAndItsAgentAreKnown() {
    listen();
    put(WEB, MARATHON);
    assertThat(last().touched()).isEmpty();
    put(ONE);
    assertThat(last().touched()).containsExactly(OF_WEB);
    remove(MARATHON);
    ServiceCounts counts = services.read(now -> now.counts(OF_WEB));
    assertThat(counts).isEqualTo(ServiceCounts.NONE);
  }

  @Test
  void aTaskThatIsAwaitedAfterAFailoverIsReportedAsRecovering() {
    listen();
    put(MARATHON, ONE, WEB);
    put(WEB.withRecovering(true));
    assertThat(last().touched()).containsExactly(OF_WEB);
    assertThat(instances(OF_WEB)).singleElement().matches(Instance::isRecovering);
  }

  @Test
  void aListenerThatComesLateGetsEverythingAndThenWhatOthersGet() {
    put(MARATHON, CHRONOS, ONE, TWO, WEB, WEB_2, JOB);
    listen();
    assertThat(last().snapshot()).isTrue();
    assertThat(last().touched()).containsExactlyInAnyOrder(OF_WEB, OF_JOB);
    assertThat(last().changes()).allMatch(change -> change.before().isEmpty());
    remove(JOB);
    assertThat(last().snapshot()).isFalse();
    assertThat(last().revision()).isEqualTo(2);
  }

  @Test
  void aListenerThatThrowsTakesNothingFromTheOthers() {
    services.subscribe(
        (batch, now) -> {
          throw new IllegalStateException("a listener's fault");
        });
    listen();
    put(MARATHON, ONE, WEB);
    put(TWO, WEB_2);
    assertThat(batches).hasSize(2);
  }

  @Test
  void anInstanceTellsItsPortsAndWhereTheyComeFrom() {
    Announcement announcement =
        Entities.announcement(
            "/aurora/www/prod/web", 1, 0, "10.1.0.1", 31000, Map.of("http", 31000, "admin", 31001));
    Task task =
        Entities.task(MARATHON, ONE, "t1", "web")
            .ports(new PortRange(31000, 31001))
            .healthy(true)
            .discovery(
                "web.prod",
                "production",
                Map.of("io.herald.dns.weight", "3"),
                Entities.port("tcp", 31000, "http"))
            .task();
    put(MARATHON, ONE, task, announcement);

    ServiceKey key = new ServiceKey("marathon", "web.prod", "production");
    assertThat(instances(key))
        .singleElement()
        .satisfies(
            instance -> {
              assertThat(instance.nameSource()).isEqualTo(FactSource.DISCOVERY_INFO);
              assertThat(instance.health()).isEqualTo(Health.HEALTHY);
              assertThat(instance.weight()).hasValue(3);
              assertThat(instance.addresses(List.of()).source()).isEqualTo(FactSource.NETWORK);
              assertThat(instance.ports(List.of()))
                  .extracting(InstancePort::name, InstancePort::number, InstancePort::source)
                  .containsExactly(
                      tuple("http", 31000, FactSource.DISCOVERY_INFO),
                      tuple("admin", 31001, FactSource.ANNOUNCEMENT),
                      tuple("", 31000, FactSource.RESOURCES),
                      tuple("", 31001, FactSource.RESOURCES));
            });
    List<AnnouncedMember> members = services.read(now -> List.copyOf(now.members()));
    assertThat(members)
        .singleElement()
        .satisfies(member -> assertThat(member.task()).contains(task.key()));
    List<AnnouncedMember> ofTask = services.read(now -> now.membersOf(task.key()));
    List<AnnouncedMember> ofOther = services.read(now -> now.membersOf(JOB.key()));
    assertThat(ofTask).isEqualTo(members);
    assertThat(ofOther).isEmpty();
  }

  @Test
  void anAnnouncementThatComesTouchesTheServiceOfItsTask() {
    Task task = Entities.task(MARATHON, ONE, "t1", "web").ports(new PortRange(31000, 31001)).task();
    put(MARATHON, CHRONOS, ONE, TWO, task, JOB);
    listen();
    put(
        Entities.announcement(
            "/aurora/www/prod/web", 1, 0, "10.1.0.1", 31000, Map.of("admin", 31001)));
    assertThat(last().touched()).containsExactly(OF_WEB);
    assertThat(last().changes()).anyMatch(change -> change.now() instanceof AnnouncedMember);
  }

  @Test
  void aBatchCostsWhatItChanges() {
    Entity[] many = new Entity[10_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = Entities.task(MARATHON, i % 2 == 0 ? ONE : TWO, "t" + i, "web" + i / 2).task();
    }
    put(MARATHON, ONE, TWO);
    put(many);
    listen();
    long before = services.instancesMade();
    put(Entities.task(MARATHON, ONE, "t42", "web21").healthy(false).task());
    assertThat(services.instancesMade() - before).isEqualTo(2);
    assertThat(last().changes()).hasSize(1);
  }

  @Test
  void whatTheBatchesSayAddsUpToWhatIsThere() {
    long seed = 20_261_130;
    Random random = new Random(seed);
    Map<Entity.Key, Located> told = new HashMap<>();
    Map<ServiceKey, ServiceCounts> counts = new HashMap<>();
    services.subscribe(
        (batch, now) -> {
          batch
              .changes()
              .forEach(
                  change -> {
                    Located before =
                        change.now() == null
                            ? told.remove(change.key())
                            : told.put(change.key(), change.now());
                    assertThat(before).as("seed %d", seed).isEqualTo(change.old());
                  });
          Set<ServiceKey> touched = new HashSet<>();
          batch
              .changes()
              .forEach(
                  change -> {
                    service(change.old()).ifPresent(touched::add);
                    service(change.now()).ifPresent(touched::add);
                  });
          assertThat(batch.touched()).as("seed %d", seed).containsAll(touched);
          batch
              .services()
              .forEach(
                  change -> {
                    assertThat(counts.getOrDefault(change.service(), ServiceCounts.NONE))
                        .isEqualTo(change.before());
                    counts.put(change.service(), change.after());
                  });
        });
    for (int round = 0; round < 500; round++) {
      if (random.nextInt(4) == 0 && !there.isEmpty()) {
        List<Entity> all = List.copyOf(there.values());
        remove(all.get(random.nextInt(all.size())));
      } else {
        put(entity(random));
      }
    }
    counts.values().removeIf(count -> count.instances() == 0);
    Map<ServiceKey, ServiceCounts> actual =
        services.read(
            now ->
                now.services().stream()
                    .collect(Collectors.toMap(Function.identity(), now::counts)));
    assertThat(counts).as("seed %d", seed).isEqualTo(actual);
    Map<ServiceKey, Long> instances =
        told.values().stream()
            .flatMap(located -> service(located).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    actual.forEach(
        (key, count) ->
            assertThat(instances).as("seed %d", seed).containsEntry(key, (long) count.instances()));
  }

  private static Optional<ServiceKey> service(Located located) {
    return located instanceof Instance instance
        ? Optional.of(instance.service())
        : Optional.empty();
  }

  private static Entity entity(Random random) {
    Agent agent = Entities.agent("x-S" + random.nextInt(3), "10.1.0." + random.nextInt(4));
    Framework framework =
        new Framework(
            "f" + random.nextInt(2), "name" + random.nextInt(3), "", Optional.empty(), true);
    return switch (random.nextInt(4)) {
      case 0 -> agent;
      case 1 -> framework;
      default -> {
        Entities.Draft task =
            Entities.task(framework, agent, "t" + random.nextInt(40), "w" + random.nextInt(3));
        if (random.nextInt(4) == 0) {
          task.state("TASK_STAGING");
        }
        yield task.healthy(random.nextBoolean()).task();
      }
    };
  }

  private static Task equalTo(Task task) {
    return task.withRunning(task.running());
  }

  private void listen() {
    services.subscribe((batch, now) -> batches.add(batch));
  }

  private ServiceBatch last() {
    return batches.get(batches.size() - 1);
  }

  private Set<ServiceKey> keys() {
    return services.read(now -> Set.copyOf(now.services()));
  }

  private List<Instance> instances(ServiceKey key) {
    return services.read(now -> now.instances(key));
  }

  private void put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    batch(changes);
  }

  private void remove(Entity entity) {
    there.remove(entity.key());
    batch(List.of(new Change.Removed(entity)));
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }
}
