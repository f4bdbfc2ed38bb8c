package io.herald.catalog.source.mesos.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.Messages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any sequence of events, cuts, failovers and lists ends with the truth, and loses no living task.
 */
class MirrorModelTest {

  private final Set<String> neverHeard = new HashSet<>();

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theCatalogEndsWithTheMastersTruthAndNoLivingTaskIsEverMissing(long seed) {
    Random random = new Random(seed);
    ModelMaster master = new ModelMaster(random);
    Mirrored mirrored = new Mirrored();
    mirrored.event(master.snapshot());
    Map<Entity.Key, Entity> followed = new HashMap<>();
    List<Long> numbers = new ArrayList<>();
    mirrored.catalog.subscribe(batch -> follow(batch, followed, numbers));

    int leader = 0;
    for (int step = 0; step < 500; step++) {
      String at = "seed " + seed + ", step " + step;
      int dice = random.nextInt(60);
      if (dice == 0) {
        master.failOver();
        leader++;
        if (random.nextBoolean()) {
          // Elected, and its registry not yet read: GET /state shows nothing at all.
          mirrored.mirror.snapshot(
              new MesosSnapshot(
                  "leader " + leader,
                  List.of(),
                  Set.of(),
                  List.of(),
                  true,
                  List.of(),
                  Optional.empty(),
                  Optional.empty(),
                  List.of()));
          assertThat(mirrored.tasks().keySet()).as(at).containsAll(known(master, mirrored));
        }
        if (random.nextBoolean()) {
          mirrored.event(master.snapshot());
        } else {
          mirrored.mirror.snapshot(polled(master, mirrored, leader));
        }
      } else if (dice == 4) {
        mirrored.mirror.snapshot(polled(master, mirrored, leader));
      } else if (dice == 1) {
        mirrored.event(master.snapshot());
      } else if (dice == 2) {
        // The next heartbeat is the answer's chance to come before or after it.
        mirrored.event(Messages.heartbeat());
      } else if (dice == 3) {
        master.giveUpOne();
      } else if (dice == 5) {
        cut(master, mirrored, random, at);
      } else if (dice == 6) {
        read(master, mirrored, at);
      } else {
        Set<String> livedBefore = known(master, mirrored);
        List<Event> told = master.step();
        Set<String> livesThroughout = master.living();
        livesThroughout.retainAll(livedBefore);
        for (Event event : told) {
          mirrored.event(event);
          assertThat(mirrored.tasks().keySet()).as(at).containsAll(livesThroughout);
        }
      }
      if (mirrored.hints.remove(MirrorHint.AGENTS) || random.nextInt(20) == 0) {
        listAgents(master, mirrored);
      }
      assertThat(mirrored.tasks().keySet()).as(at).containsAll(known(master, mirrored));
    }

    master.comeToRest().forEach(mirrored::event);
    listAgents(master, mirrored);
    read(master, mirrored, "seed " + seed + ", at rest");
    mirrored.clock.pass(Mirrored.WINDOW);
    mirrored.edit(mirrored.mirror::passTime);

    Mirrored fresh = new Mirrored();
    fresh.event(master.snapshot());
    assertThat(mirrored.tasks()).as("seed %d", seed).isEqualTo(fresh.tasks());
    assertThat(mirrored.agents()).as("seed %d", seed).isEqualTo(fresh.agents());
    assertThat(mirrored.frameworks()).as("seed %d", seed).isEqualTo(fresh.frameworks());
    assertThat(mirrored.tasks().values()).as("seed %d", seed).noneMatch(Task::recovering);

    Map<Entity.Key, Entity> held = new HashMap<>();
    mirrored.tasks().values().forEach(task -> held.put(task.key(), task));
    followed.keySet().removeIf(key -> !(key instanceof Task.Id));
    assertThat(followed).as("seed %d", seed).isEqualTo(held);
    assertThat(numbers)
        .as("seed %d", seed)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(numbers.get(0), numbers.get(0) + numbers.size() - 1)
                .boxed()
                .toList());
  }

  /** What lives, without what came to be while nobody listened and is not told of yet. */
  private Set<String> known(ModelMaster master, Mirrored mirrored) {
    neverHeard.removeAll(mirrored.tasks().keySet());
    Set<String> known = master.living();
    known.removeAll(neverHeard);
    return known;
  }

  /** The stream is cut; while nobody listens things happen, a failover perhaps among them. */
  private void cut(ModelMaster master, Mirrored mirrored, Random random, String at) {
    Set<String> livesThroughout = master.living();
    livesThroughout.retainAll(mirrored.tasks().keySet());
    for (int unheard = random.nextInt(40); unheard > 0; unheard--) {
      if (random.nextInt(20) == 0) {
        master.failOver();
      } else {
        master.step();
      }
      livesThroughout.retainAll(master.living());
      assertThat(mirrored.tasks().keySet()).as(at).containsAll(livesThroughout);
    }
    mirrored.event(master.snapshot());
    assertThat(mirrored.tasks().keySet()).as(at).containsAll(livesThroughout);
    neverHeard.addAll(master.living());
  }

  private static void follow(
      ChangeBatch batch, Map<Entity.Key, Entity> followed, List<Long> numbers) {
    numbers.add(batch.number());
    for (Change change : batch.changes()) {
      change.before().ifPresent(entity -> followed.remove(entity.key(), entity));
      change.after().ifPresent(entity -> followed.putIfAbsent(entity.key(), entity));
    }
  }

  /**
   * A reading beside the stream: it settles an agent's return, tells what no event tells, and shows
   * no drift.
   */
  private static void read(ModelMaster master, Mirrored mirrored, String at) {
    mirrored.mirror.tasksAsked();
    TaskListComparison.Differences read = mirrored.read(master.snapshot());
    mirrored.edit(
        edits -> {
          mirrored
              .mirror
              .unfinishedReturn()
              .ifPresent(agent -> mirrored.mirror.finishReturnBy(agent, read.returned(), edits));
          read.unreported().forEach(unreported -> mirrored.mirror.taskListed(unreported, edits));
        });
    assertThat(mirrored.mirror.unfinishedReturn()).as(at).isEmpty();
    if (!mirrored.mirror.isRecovering()) {
      assertThat(read.suspects()).as(at).isEmpty();
    }
    TaskListComparison.Differences again = mirrored.read(master.snapshot());
    assertThat(again.unreported()).as(at).isEmpty();
  }

  private static MesosSnapshot polled(ModelMaster master, Mirrored mirrored, int leader) {
    return mirrored.snapshot("leader " + leader, master.snapshot());
  }

  private static void listAgents(ModelMaster master, Mirrored mirrored) {
    Mirrored fresh = new Mirrored();
    fresh.event(master.snapshot());
    mirrored.mirror.agentsAsked();
    List<Agent> present = List.copyOf(fresh.agents().values());
    mirrored.edit(
        edits -> mirrored.mirror.agentsListed(present, Set.copyOf(master.recovered()), edits));
  }
}
