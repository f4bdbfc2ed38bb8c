package io.herald.catalog.source.mesos.mirror;

import static io.herald.catalog.source.mesos.reading.Messages.added;
import static io.herald.catalog.source.mesos.reading.Messages.agent;
import static io.herald.catalog.source.mesos.reading.Messages.agentRemoved;
import static io.herald.catalog.source.mesos.reading.Messages.framework;
import static io.herald.catalog.source.mesos.reading.Messages.frameworkRemoved;
import static io.herald.catalog.source.mesos.reading.Messages.heartbeat;
import static io.herald.catalog.source.mesos.reading.Messages.masterStatus;
import static io.herald.catalog.source.mesos.reading.Messages.ports;
import static io.herald.catalog.source.mesos.reading.Messages.status;
import static io.herald.catalog.source.mesos.reading.Messages.subscribed;
import static io.herald.catalog.source.mesos.reading.Messages.task;
import static io.herald.catalog.source.mesos.reading.Messages.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stories of failovers: what was known stays until the truth is. */
class MirrorFailoverTest {

  private static final Upid S0_PID = new Upid("slave(1)", "10.0.0.10", 5051);

  private final Mirrored mirrored = new Mirrored();
  private final List<ChangeBatch> batches = new ArrayList<>();

  /** Before each row: agents S0 and S1, framework F0, task t1 running on S0 at 10.1.0.1. */
  @BeforeEach
  void start() {
    mirrored.event(
        subscribed(
            List.of(agent("S0", 10), agent("S1", 11)),
            List.of(),
            List.of(framework("F0", "marathon")),
            List.of(
                task("F0", "t1", "S0", "TASK_RUNNING")
                    .addResources(ports(31000, 31001))
                    .addStatuses(status("t1", "TASK_RUNNING", "10.1.0.1"))
                    .build())));
    mirrored.catalog.subscribe(batches::add);
    batches.clear();
  }

  @Test
  void tasksOnAgentsThatANewLeaderWaitsForStayMarked() {
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", recovering(t1())));
    assertThat(mirrored.agents()).containsOnlyKeys("S0");
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0");
    assertThat(mirrored.mirror.recoveringAgents()).isEqualTo(1);
  }

  @Test
  void whenTheAgentIsBackWhatItBringsCounts() {
    mirrored.event(added(task("F0", "dies", "S0", "TASK_RUNNING")));
    mirrored.event(subscribed(List.of(), List.of("S0", "S1"), List.of(), List.of()));
    assertThat(mirrored.tasks()).containsOnlyKeys("t1", "dies");

    mirrored.event(added(agent("S0", 10)));
    mirrored.event(added(framework("F0", "marathon")));
    mirrored.event(
        added(
            task("F0", "t1", "S0", "TASK_RUNNING")
                .addResources(ports(31000, 31001))
                .addStatuses(status("t1", "TASK_RUNNING", "10.1.0.1"))));
    // It may still be about to tell of the other one.
    assertThat(mirrored.tasks()).containsOnlyKeys("t1", "dies");
    assertThat(mirrored.tasks().get("t1")).isEqualTo(t1());

    mirrored.event(heartbeat());
    assertThat(mirrored.tasks()).containsOnlyKeys("t1");
    assertThat(mirrored.mirror.recoveringAgents()).isEqualTo(1);
  }

  @Test
  void aTaskThatComesBackAsItWasIsMadeOfWhatIsHeld() {
    Task held = mirrored.tasks().get("t1");
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    mirrored.event(added(agent("S0", 10)));
    mirrored.event(
        added(
            task("F0", "t1", "S0", "TASK_RUNNING")
                .addResources(ports(31000, 31001))
                .addStatuses(status("t1", "TASK_RUNNING", "10.1.0.1"))));

    Task back = mirrored.tasks().get("t1");
    assertThat(back).isEqualTo(held);
    assertThat(back.id()).isSameAs(held.id());
    assertThat(back.ports()).isSameAs(held.ports());
  }

  static Stream<Event> whatEndsAReturn() {
    return Stream.of(
        heartbeat(),
        added(agent("S1", 11)),
        agentRemoved("S7"),
        updated("F0", "TASK_RUNNING", status("other", "TASK_RUNNING")),
        added(task("F0", "other", "S1", "TASK_RUNNING")),
        updated(framework("F0", "marathon")),
        frameworkRemoved("F7"));
  }

  @ParameterizedTest
  @MethodSource("whatEndsAReturn")
  void anythingThatIsNotPartOfAnAgentsReturnEndsIt(Event next) {
    mirrored.event(subscribed(List.of(), List.of("S0", "S1"), List.of(), List.of()));
    mirrored.event(added(agent("S0", 10)));
    assertThat(mirrored.tasks()).containsKey("t1");
    mirrored.event(next);
    assertThat(mirrored.tasks()).doesNotContainKey("t1");
  }

  @Test
  void anAgentThatTheLeaderWaitsForNoLongerIsGoneWithItsTasks() {
    mirrored.event(subscribed(List.of(), List.of("S0", "S1"), List.of(), List.of()));
    mirrored.mirror.agentsAsked();
    mirrored.edit(edits -> mirrored.mirror.agentsListed(List.of(), Set.of("S0", "S1"), edits));
    assertThat(mirrored.tasks()).containsKey("t1");
    mirrored.edit(edits -> mirrored.mirror.agentsListed(List.of(), Set.of("S1"), edits));
    assertThat(mirrored.tasks()).isEmpty();
    assertThat(mirrored.agents()).containsOnlyKeys("S1");
  }

  @Test
  void aListThatShowsTheAgentBackWaitsForTheStreamToTellItsTasks() {
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    mirrored.mirror.agentsAsked();
    Agent s0 = new Agent("S0", "S0.example", S0_PID, true);
    mirrored.edit(edits -> mirrored.mirror.agentsListed(List.of(s0), Set.of(), edits));
    assertThat(mirrored.tasks()).containsKey("t1");
  }

  @Test
  void anEmptySnapshotIsHeldUntilTheWindowEnds() {
    mirrored.event(subscribed(List.of(), List.of(), List.of(), List.of()));
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", recovering(t1())));
    mirrored.mirror.agentsAsked();
    mirrored.edit(edits -> mirrored.mirror.agentsListed(List.of(), Set.of(), edits));
    mirrored.clock.pass(Mirrored.WINDOW.minus(Duration.ofSeconds(1)));
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).containsKey("t1");

    mirrored.clock.pass(Duration.ofSeconds(1));
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).isEmpty();
    assertThat(mirrored.agents()).isEmpty();
    assertThat(mirrored.frameworks()).isEmpty();
    assertThat(mirrored.mirror.isRecovering()).isFalse();
  }

  @Test
  void resubscribingToAnEmptyLeaderDoesNotLengthenTheWindow() {
    mirrored.event(subscribed(List.of(), List.of(), List.of(), List.of()));
    for (int i = 0; i < 3; i++) {
      mirrored.clock.pass(Mirrored.WINDOW.dividedBy(4));
      mirrored.event(subscribed(List.of(), List.of(), List.of(), List.of()));
      assertThat(mirrored.tasks()).containsKey("t1");
    }
    mirrored.clock.pass(Mirrored.WINDOW.dividedBy(4));
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).isEmpty();
  }

  @Test
  void theSameLeadersEmptySnapshotIsTheTruth() {
    MesosSnapshot full =
        new MesosSnapshot(
            "m",
            List.copyOf(mirrored.agents().values()),
            Set.of(),
            List.of(),
            true,
            List.of(t1()),
            Optional.empty(),
            Optional.empty(),
            List.of());
    mirrored.mirror.snapshot(full);
    assertThat(mirrored.tasks()).containsKey("t1");
    mirrored.mirror.snapshot(
        new MesosSnapshot(
            "m",
            List.of(),
            Set.of(),
            List.of(),
            true,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of()));
    assertThat(mirrored.tasks()).isEmpty();
    assertThat(mirrored.agents()).isEmpty();
  }

  @Test
  void theWindowIsTheLeadersOwn() {
    Instant elected = mirrored.clock.instant().minus(Duration.ofMinutes(3));
    mirrored.event(subscribed(List.of(), List.of(), List.of(), List.of()));
    mirrored.mirror.leaderReported(elected, Optional.of(Duration.ofMinutes(20)));

    mirrored.clock.pass(Duration.ofMinutes(17)); // 20 minutes since its election
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).containsKey("t1");
    mirrored.clock.pass(Duration.ofSeconds(30)); // what clocks may differ by
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"599, true", "631, false"})
  void anEmptySnapshotIsBelievedOfALeaderWhoseWindowIsOver(long secondsAgo, boolean held) {
    mirrored.mirror.snapshot(
        new MesosSnapshot(
            "another",
            List.of(),
            Set.of(),
            List.of(),
            true,
            List.of(),
            Optional.empty(),
            Optional.of(mirrored.clock.instant().minusSeconds(secondsAgo)),
            List.of()));
    assertThat(mirrored.tasks().containsKey("t1")).isEqualTo(held);
    assertThat(mirrored.mirror.isRecovering()).isEqualTo(held);
  }

  @Test
  void aReadingAfterAnAgentsReturnSettlesWhatNoEventTells() {
    mirrored.event(added(task("F0", "died", "S0", "TASK_RUNNING")));
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    assertThat(mirrored.mirror.unfinishedReturn()).isEmpty();
    mirrored.event(added(agent("S0", 10)));
    assertThat(mirrored.mirror.unfinishedReturn()).contains("S0");

    // The reading knows t1, of which the stream is still to tell.
    Set<Task.Id> read = Set.of(new Task.Id("F0", "t1"));
    mirrored.edit(edits -> mirrored.mirror.finishReturnBy("S0", read, edits));
    assertThat(mirrored.tasks()).containsOnlyKeys("t1");
    assertThat(mirrored.tasks().get("t1").recovering()).isTrue();
    mirrored.event(added(task("F0", "t1", "S0", "TASK_RUNNING")));
    assertThat(mirrored.tasks().get("t1").recovering()).isFalse();
    assertThat(mirrored.mirror.unfinishedReturn()).isEmpty();
  }

  @Test
  void aReadingThatCameTooLateSettlesNothing() {
    mirrored.event(subscribed(List.of(), List.of("S0", "S1"), List.of(), List.of()));
    mirrored.event(added(agent("S1", 11)));
    mirrored.edit(edits -> mirrored.mirror.finishReturnBy("S0", Set.of(), edits));
    assertThat(mirrored.tasks()).containsOnlyKeys("t1");
  }

  @Test
  void aFrameworkThatDoesNotComeBackGoesWhenTheWindowEnds() {
    mirrored.event(added(framework("idle", "chronos")));
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    mirrored.event(added(agent("S0", 10)));
    mirrored.event(added(framework("F0", "marathon")));
    mirrored.event(added(task("F0", "t1", "S0", "TASK_RUNNING")));
    mirrored.event(heartbeat());
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0", "idle");

    mirrored.clock.pass(Mirrored.WINDOW);
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0");
    assertThat(mirrored.tasks()).containsOnlyKeys("t1");
  }

  @Test
  void whatIsToldOfARecoveringTaskCounts() {
    mirrored.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    mirrored.event(updated("F0", "TASK_KILLED", masterStatus("t1", "TASK_KILLED")));
    assertThat(mirrored.tasks()).isEmpty();
  }

  @Test
  void aRestoredSnapshotIsComparedWithTheFirstOneOfAMaster() {
    Mirrored next = restored();
    List<ChangeBatch> changed = new ArrayList<>();
    next.catalog.subscribe(changed::add);
    next.event(
        subscribed(
            List.of(agent("S0", 10)),
            List.of(),
            List.of(framework("F0", "marathon")),
            List.of(task("F0", "t2", "S0", "TASK_STAGING").build())));
    assertThat(changed).hasSize(2);
    assertThat(changed.get(1).changes())
        .extracting(change -> change.getClass().getSimpleName())
        .as("t2 comes, t1 and S1 go; S0 and F0 are what they were")
        .containsExactly("Added", "Removed", "Removed");
    assertThat(next.tasks()).containsOnlyKeys("t2");
  }

  @Test
  void ofARestoredSnapshotStaysWhatANewLeaderDoesNotKnowYet() {
    Mirrored next = restored();
    next.event(subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    assertThat(next.tasks()).isEqualTo(Map.of("t1", recovering(t1())));
    assertThat(next.agents()).containsOnlyKeys("S0");
    Mirrored blind = restored();
    blind.event(subscribed(List.of(), List.of(), List.of(), List.of()));
    assertThat(blind.tasks()).containsOnlyKeys("t1");
  }

  /** As a master before Mesos 1.3 lists what it learns from agents before schedulers are back. */
  private static MesosSnapshot withOrphans(List<Framework> frameworks, List<Task> orphans) {
    return new MesosSnapshot(
        "next",
        List.of(new Agent("S0", "S0.example", S0_PID, true)),
        Set.of(),
        frameworks,
        true,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        orphans);
  }

  @Test
  void anOrphanThatWasKnownStaysWithItsFrameworkAndOneThatWasNotStaysOut() {
    Task unknown =
        new Task(
            "F9",
            "never-known",
            "db",
            "S0",
            "TASK_RUNNING",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Network.UNSPECIFIED,
            false);
    mirrored.mirror.snapshot(withOrphans(List.of(), List.of(t1(), unknown)));
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", t1()));
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0");
    assertThat(mirrored.mirror.isRecovering()).isFalse();
  }

  @Test
  void anOrphanStaysBeyondTheWindowAndGoesWhenItIsNotListedAnyMore() {
    mirrored.event(subscribed(List.of(), List.of(), List.of(), List.of())); // nobody is back
    mirrored.mirror.snapshot(withOrphans(List.of(), List.of(t1())));
    mirrored.clock.pass(Mirrored.WINDOW.plusSeconds(1));
    mirrored.edit(mirrored.mirror::passTime);
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", t1()));
    mirrored.mirror.snapshot(withOrphans(List.of(), List.of(t1())));
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", t1()));
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0");

    mirrored.mirror.snapshot(withOrphans(List.of(), List.of()));
    assertThat(mirrored.tasks()).isEmpty();
    assertThat(mirrored.frameworks()).isEmpty();
  }

  @Test
  void whatTheMasterSaysOfAnOrphanCounts() {
    Task changed =
        t1().withRunning(
                Optional.of(
                    new RunningStatus(
                        Optional.of(false), List.of("10.1.0.9"), Map.of(), Network.UNSPECIFIED)));
    mirrored.mirror.snapshot(withOrphans(List.of(), List.of(changed)));
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", changed));
  }

  @Test
  void anOrphanOfTheStreamsSnapshotStaysToo() {
    Event.Builder next =
        subscribed(List.of(agent("S0", 10)), List.of(), List.of(), List.of()).toBuilder();
    next.getSubscribedBuilder()
        .getGetStateBuilder()
        .setGetTasks(
            orphaned(
                task("F0", "t1", "S0", "TASK_RUNNING")
                    .addResources(ports(31000, 31001))
                    .addStatuses(status("t1", "TASK_RUNNING", "10.1.0.1")),
                task("F9", "never-known", "S0", "TASK_RUNNING")));
    mirrored.event(next.build());
    assertThat(mirrored.tasks()).isEqualTo(Map.of("t1", t1()));
    assertThat(mirrored.frameworks()).containsOnlyKeys("F0");

    // Its scheduler is back.
    mirrored.event(added(framework("F0", "marathon")));
    mirrored.event(frameworkRemoved("F0"));
    assertThat(mirrored.tasks()).isEmpty();
  }

  @SuppressWarnings("deprecation") // masters before 1.3 fill it
  private static Response.GetTasks orphaned(Protos.Task.Builder... tasks) {
    Response.GetTasks.Builder orphans = Response.GetTasks.newBuilder();
    Stream.of(tasks).forEach(orphans::addOrphanTasks);
    return orphans.build();
  }

  /** Another process's mirror, that got what this one knows. */
  private Mirrored restored() {
    mirrored.partition.complete();
    Mirrored next = new Mirrored();
    next.mirror.restore(mirrored.catalog.snapshots().get("mesos"));
    return next;
  }

  private static Task t1() {
    return new Task(
        "F0",
        "t1",
        "web",
        "S0",
        "TASK_RUNNING",
        Optional.of(
            new RunningStatus(
                Optional.empty(), List.of("10.1.0.1"), Map.of(), Network.UNSPECIFIED)),
        List.of(new PortRange(31000, 31001)),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static Task recovering(Task t) {
    return new Task(
        t.frameworkId(),
        t.id(),
        t.name(),
        t.agentId(),
        t.state(),
        t.running(),
        t.ports(),
        t.discovery(),
        t.labels(),
        Network.UNSPECIFIED,
        true);
  }
}
