package io.herald.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Catalog catalog = new Catalog(Clock.fixed(NOW, ZoneOffset.UTC));
  private final List<ChangeBatch> batches = new ArrayList<>();

  @Test
  void aSubscriberGetsTheSnapshotFirstAndThenEachChangeOnce() {
    SourcePartition mesos = catalog.register("mesos");
    mesos.replace(List.of(task("t1", "TASK_RUNNING"), agent("S0")));

    catalog.subscribe(batches::add);
    mesos.edit().put(task("t2", "TASK_STAGING")).remove(new Agent.Id("S0")).commit();
    mesos.edit().put(task("t2", "TASK_RUNNING")).commit();

    assertThat(batches)
        .containsExactly(
            new ChangeBatch(
                1,
                NOW,
                true,
                true,
                List.of(
                    new Change.Added(agent("S0")), new Change.Added(task("t1", "TASK_RUNNING")))),
            new ChangeBatch(
                2,
                NOW,
                false,
                true,
                List.of(
                    new Change.Added(task("t2", "TASK_STAGING")), new Change.Removed(agent("S0")))),
            new ChangeBatch(
                3,
                NOW,
                false,
                true,
                List.of(
                    new Change.Changed(task("t2", "TASK_STAGING"), task("t2", "TASK_RUNNING")))));
  }

  @Test
  void whatChangesNothingMakesNoBatch() {
    SourcePartition mesos = catalog.register("mesos");
    mesos.replace(List.of(task("t1", "TASK_RUNNING")));
    catalog.subscribe(batches::add);

    mesos.edit().put(task("t1", "TASK_RUNNING")).remove(new Agent.Id("unknown")).commit();
    mesos.edit().put(agent("S0")).remove(new Agent.Id("S0")).commit();
    mesos.replace(List.of(task("t1", "TASK_RUNNING")));

    assertThat(batches).hasSize(1);
    assertThat(catalog.status().number()).isEqualTo(1);
  }

  @Test
  void aFullSnapshotBecomesTheDifferenceInTheOrderOfReference() {
    SourcePartition mesos = catalog.register("mesos");
    mesos.replace(List.of(framework("F0"), agent("S0"), task("t1", "TASK_RUNNING")));
    catalog.subscribe(batches::add);

    mesos.replace(List.of(task("t2", "TASK_RUNNING"), agent("S1"), framework("F0")));

    assertThat(batches.get(1).changes())
        .containsExactly(
            new Change.Added(agent("S1")),
            new Change.Added(task("t2", "TASK_RUNNING")),
            new Change.Removed(task("t1", "TASK_RUNNING")),
            new Change.Removed(agent("S0")));
  }

  @Test
  void aSourceReplacesOnlyWhatIsItsOwn() {
    SourcePartition mesos = catalog.register("mesos");
    SourcePartition zookeeper = catalog.register("zookeeper");
    mesos.replace(List.of(agent("S0")));
    zookeeper.replace(List.of(announcement("member_0000000001")));

    zookeeper.replace(List.of());

    assertThat(catalog.find(new Agent.Id("S0"))).contains(agent("S0"));
    assertThat(catalog.find(announcement("member_0000000001").key())).isEmpty();
  }

  @Test
  void theSnapshotIsCompleteOnceEverySourceHasGivenItsFirstEvenAnEmptyOne() {
    SourcePartition mesos = catalog.register("mesos");
    SourcePartition zookeeper = catalog.register("zookeeper");
    catalog.subscribe(batches::add);

    Masters masters = new Masters(Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)), List.of());
    mesos.edit().put(masters).commit();
    mesos.replace(List.of(masters));
    assertThat(catalog.status().awaited()).containsExactly("zookeeper");
    zookeeper.replace(List.of());

    assertThat(batches)
        .extracting(ChangeBatch::complete)
        .containsExactly(false, false, false, true);
    assertThat(batches.get(3).changes()).isEmpty();
    assertThat(catalog.status().complete()).isTrue();
  }

  @Test
  void aKeyThatAnotherSourceHoldsIsRefusedAndNothingOfTheWriteIsApplied() {
    catalog.register("mesos").replace(List.of(agent("S0")));
    SourcePartition second = catalog.register("mesos-2");

    assertThatThrownBy(() -> second.replace(List.of(agent("S1"), agent("S0"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "catalog: Id[value=S0] comes from both sources \"mesos\" and \"mesos-2\"; let only one"
                + " of them read it");
    assertThatThrownBy(() -> second.edit().put(agent("S1")).put(agent("S0")).commit())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(catalog.find(new Agent.Id("S1"))).isEmpty();
    assertThat(second.all(EntityKind.AGENT)).isEmpty();
  }

  @Test
  void twoSourcesCannotHaveOneName() {
    catalog.register("mesos");
    assertThatThrownBy(() -> catalog.register("mesos"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"mesos\" is registered already");
  }

  @Test
  void aListenerThatThrowsKeepsGettingBatchesAndHarmsNobody() {
    SourcePartition mesos = catalog.register("mesos");
    List<Long> seen = new ArrayList<>();
    catalog.subscribe(
        batch -> {
          seen.add(batch.number());
          throw new IllegalStateException("a listener's own fault");
        });
    catalog.subscribe(batches::add);

    mesos.replace(List.of(agent("S0")));
    mesos.edit().put(agent("S1")).commit();

    assertThat(seen).containsExactly(0L, 1L, 2L);
    assertThat(batches).extracting(ChangeBatch::number).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aListenerThatLeavesGetsNothingMore() {
    SourcePartition mesos = catalog.register("mesos");
    Subscription subscription = catalog.subscribe(batches::add);
    subscription.close();
    mesos.replace(List.of(agent("S0")));
    assertThat(batches).hasSize(1);
  }

  @Test
  void aListenerMayNotWriteWhileItIsTold() {
    SourcePartition mesos = catalog.register("mesos");
    List<Throwable> refused = new ArrayList<>();
    catalog.subscribe(
        batch -> {
          try {
            mesos.edit().put(agent("S9")).commit();
          } catch (IllegalStateException e) {
            refused.add(e);
          }
        });
    assertThat(refused).singleElement().asString().contains("a listener may not write");
    assertThat(catalog.find(new Agent.Id("S9"))).isEmpty();
  }

  @Test
  void statusCountsEachKind() {
    SourcePartition mesos = catalog.register("mesos");
    mesos.replace(List.of(agent("S0"), agent("S1"), task("t1", "TASK_RUNNING"), framework("F0")));
    mesos.edit().remove(new Agent.Id("S1")).put(task("t1", "TASK_KILLING")).commit();
    mesos.edit().put(task("t2", "TASK_RUNNING")).commit();

    assertThat(catalog.status().entities())
        .isEqualTo(
            Map.of(
                EntityKind.AGENT, 1,
                EntityKind.TASK, 2,
                EntityKind.FRAMEWORK, 1,
                EntityKind.MASTERS, 0,
                EntityKind.ANNOUNCEMENT, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySequenceOfWritesLeavesEveryListenerWithTheSnapshotAndNoGap(long seed) {
    Random random = new Random(seed);
    SourcePartition mesos = catalog.register("mesos");
    Map<Entity.Key, Entity> model = new HashMap<>();
    List<Follower> followers = new ArrayList<>();

    for (int step = 0; step < 400; step++) {
      int dice = random.nextInt(20);
      if (dice == 0) {
        Follower follower = new Follower();
        catalog.subscribe(follower);
        followers.add(follower);
      } else if (dice < 4) {
        model.clear();
        for (int i = random.nextInt(30); i > 0; i--) {
          Entity entity = anyEntity(random);
          model.put(entity.key(), entity);
        }
        mesos.replace(model.values());
      } else {
        Edits edits = mesos.edit();
        for (int i = random.nextInt(4); i >= 0; i--) {
          Entity entity = anyEntity(random);
          if (random.nextInt(3) == 0) {
            model.remove(entity.key());
            edits.remove(entity.key());
          } else {
            model.put(entity.key(), entity);
            edits.put(entity);
          }
          assertThat(edits.find(entity.key()))
              .as("seed %d step %d", seed, step)
              .isEqualTo(Optional.ofNullable(model.get(entity.key())));
        }
        edits.commit();
      }
      for (Follower follower : followers) {
        assertThat(follower.broken).as("seed %d step %d", seed, step).isEmpty();
        assertThat(follower.snapshot).as("seed %d step %d", seed, step).isEqualTo(model);
      }
    }
    assertThat(followers).isNotEmpty();
  }

  @Test
  void writersOnManyThreadsMakeOneGaplessSequence() throws Exception {
    SourcePartition mesos = catalog.register("mesos");
    Follower early = new Follower();
    catalog.subscribe(early);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Follower> late = new ArrayList<>();
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int id = writer;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    mesos.edit().put(task("t" + id + "-" + i % 20, "state-" + i)).commit();
                  }
                }));
      }
      for (int i = 0; i < 50; i++) {
        Follower follower = new Follower();
        catalog.subscribe(follower);
        late.add(follower);
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(early.broken).isEmpty();
    assertThat(late).allSatisfy(follower -> assertThat(follower.broken).isEmpty());
    assertThat(early.snapshot.values())
        .containsExactlyInAnyOrderElementsOf(mesos.all(EntityKind.TASK));
    assertThat(late)
        .allSatisfy(follower -> assertThat(follower.snapshot).isEqualTo(early.snapshot));
  }

  /** Builds the snapshot from batches, and insists on the contract of each. */
  private static final class Follower implements CatalogListener {
    private final Map<Entity.Key, Entity> snapshot = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private long number = -1;

    @Override
    public void onBatch(ChangeBatch batch) {
      boolean gapless = number < 0 ? batch.snapshot() : batch.number() == number + 1;
      if (!gapless) {
        broken.add("batch " + batch.number() + " after " + number);
      }
      number = batch.number();
      for (Change change : batch.changes()) {
        change.before().ifPresent(entity -> expect(entity, snapshot.remove(entity.key())));
        change.after().ifPresent(entity -> expect(null, snapshot.put(entity.key(), entity)));
      }
    }

    private void expect(Entity wanted, Entity got) {
      if (wanted != got && (wanted == null || !wanted.equals(got))) {
        broken.add("before is " + wanted + " but the listener has " + got);
      }
    }
  }

  private static Entity anyEntity(Random random) {
    int id = random.nextInt(25);
    return switch (random.nextInt(3)) {
      case 0 -> agent("S" + id);
      case 1 -> framework("F" + id);
      default -> task("t" + id, List.of("TASK_RUNNING", "TASK_KILLING").get(random.nextInt(2)));
    };
  }

  private static Agent agent(String id) {
    return new Agent(id, id + ".example", new Upid("slave(1)", "10.0.0.1", 5051), true);
  }

  private static Framework framework(String id) {
    return new Framework(id, "marathon", "", Optional.empty(), true);
  }

  private static Announcement announcement(String member) {
    return new Announcement(
        "/aurora/www/prod/web",
        member,
        new AnnouncedEndpoint("10.0.0.1", 31000),
        Map.of(),
        OptionalInt.empty(),
        Announcement.ALIVE,
        Map.of());
  }

  private static Task task(String id, String state) {
    return new Task(
        "F0",
        id,
        "web",
        "S0",
        state,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of("tier", "web"),
        Network.UNSPECIFIED,
        false);
  }
}
