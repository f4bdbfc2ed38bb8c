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

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MesosMirrorTest {

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

  static Stream<Arguments> events() {
    return Stream.of(
        row(
            "a new task has no status yet",
            List.of(
                added(task("F0", "t2", "S0", "TASK_STAGING").addResources(ports(31002, 31002)))),
            List.of(
                new Change.Added(
                    plain("t2", "TASK_STAGING", List.of(new PortRange(31002, 31002))))),
            Set.of()),
        row(
            "a task may come before its agent",
            List.of(added(task("F0", "t2", "S9", "TASK_RUNNING")), added(agent("S9", 19))),
            List.of(
                new Change.Added(on("S9", plain("t2", "TASK_RUNNING", List.of()))),
                new Change.Added(
                    new Agent("S9", "S9.example", new Upid("slave(1)", "10.0.0.19", 5051), true))),
            Set.of()),
        row(
            "a task that is added when it is over isn't there",
            List.of(added(task("F0", "t2", "S0", "TASK_FINISHED"))),
            List.of(),
            Set.of()),
        row(
            "an update keeps what only TASK_ADDED told",
            List.of(updated("F0", "TASK_KILLING", status("t1", "TASK_KILLING", "10.1.0.1"))),
            List.of(new Change.Changed(t1(), t1("TASK_KILLING", t1().running()))),
            Set.of()),
        row(
            "the event's state counts, not the status's",
            List.of(updated("F0", "TASK_KILLING", status("t1", "TASK_RUNNING", "10.1.0.1"))),
            List.of(new Change.Changed(t1(), t1("TASK_KILLING", t1().running()))),
            Set.of()),
        row(
            "health is told",
            List.of(
                updated(
                    "F0",
                    "TASK_RUNNING",
                    status("t1", "TASK_RUNNING", "10.1.0.1").setHealthy(false))),
            List.of(new Change.Changed(t1(), t1("TASK_RUNNING", running(false, "10.1.0.1")))),
            Set.of()),
        row(
            "a container's new address is told",
            List.of(
                updated("F0", "TASK_RUNNING", status("t1", "TASK_RUNNING", "10.1.0.9", "fd01::9"))),
            List.of(
                new Change.Changed(t1(), t1("TASK_RUNNING", running(null, "10.1.0.9", "fd01::9")))),
            Set.of()),
        row(
            "the master's own update has no container status: addresses stay",
            List.of(updated("F0", "TASK_UNREACHABLE", masterStatus("t1", "TASK_UNREACHABLE"))),
            List.of(new Change.Changed(t1(), t1("TASK_UNREACHABLE", t1().running()))),
            Set.of(MirrorHint.AGENTS)),
        row(
            "a running status without a container status tells health alone",
            List.of(
                updated("F0", "TASK_RUNNING", masterStatus("t1", "TASK_RUNNING").setHealthy(true))),
            List.of(new Change.Changed(t1(), t1("TASK_RUNNING", running(true, "10.1.0.1")))),
            Set.of()),
        row(
            "an update that says the same changes nothing",
            List.of(updated("F0", "TASK_RUNNING", status("t1", "TASK_RUNNING", "10.1.0.1"))),
            List.of(),
            Set.of()),
        row(
            "an update of an unknown task changes nothing",
            List.of(updated("F0", "TASK_RUNNING", status("t7", "TASK_RUNNING"))),
            List.of(),
            Set.of()),
        row(
            "of another framework's task of that id neither",
            List.of(updated("F7", "TASK_KILLED", status("t1", "TASK_KILLED"))),
            List.of(),
            Set.of()),
        row(
            "an agent that comes",
            List.of(added(agent("S2", 12))),
            List.of(
                new Change.Added(
                    new Agent("S2", "S2.example", new Upid("slave(1)", "10.0.0.12", 5051), true))),
            Set.of()),
        row(
            "an agent that comes again with another address",
            List.of(added(agent("S0", 99))),
            List.of(
                new Change.Changed(
                    new Agent("S0", "S0.example", S0_PID, true),
                    new Agent("S0", "S0.example", new Upid("slave(1)", "10.0.0.99", 5051), true))),
            Set.of()),
        row(
            "an agent that goes",
            List.of(agentRemoved("S1")),
            List.of(
                new Change.Removed(
                    new Agent("S1", "S1.example", new Upid("slave(1)", "10.0.0.11", 5051), true))),
            Set.of()),
        row("an unknown agent that goes", List.of(agentRemoved("S9")), List.of(), Set.of()),
        row(
            "a framework that comes",
            List.of(added(framework("F1", "chronos"))),
            List.of(new Change.Added(new Framework("F1", "chronos", "", Optional.empty(), true))),
            Set.of(MirrorHint.FRAMEWORKS)),
        row(
            "a framework that changes",
            List.of(updated(framework("F0", "renamed"))),
            List.of(
                new Change.Changed(
                    new Framework("F0", "marathon", "", Optional.empty(), true),
                    new Framework("F0", "renamed", "", Optional.empty(), true))),
            Set.of(MirrorHint.FRAMEWORKS)),
        row(
            "a framework that goes takes along what no update told of",
            List.of(frameworkRemoved("F0")),
            List.of(
                new Change.Removed(t1()),
                new Change.Removed(new Framework("F0", "marathon", "", Optional.empty(), true))),
            Set.of()),
        row("a heartbeat", List.of(heartbeat()), List.of(), Set.of()),
        row(
            "an event of an unknown type",
            List.of(Event.getDefaultInstance()),
            List.of(),
            Set.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void eventsChangeWhatTheySayAndNoMore(
      String name, List<Event> events, List<Change> changes, Set<MirrorHint> hints) {
    events.forEach(mirrored::event);
    assertThat(batches.stream().flatMap(batch -> batch.changes().stream()))
        .containsExactlyElementsOf(changes);
    assertThat(mirrored.hints).isEqualTo(hints);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TASK_FINISHED",
        "TASK_FAILED",
        "TASK_KILLED",
        "TASK_ERROR",
        "TASK_LOST",
        "TASK_DROPPED",
        "TASK_GONE",
        "TASK_GONE_BY_OPERATOR"
      })
  void aTerminalStateEndsTheTask(String state) {
    mirrored.event(updated("F0", state, status("t1", state)));
    assertThat(mirrored.tasks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TASK_STAGING",
    "TASK_STARTING",
    "TASK_RUNNING",
    "TASK_KILLING",
    "TASK_UNREACHABLE",
    "TASK_UNKNOWN"
  })
  void anyOtherStateKeepsIt(String state) {
    mirrored.event(updated("F0", state, masterStatus("t1", state)));
    assertThat(mirrored.tasks().get("t1").state()).isEqualTo(state);
    assertThat(mirrored.tasks().get("t1").running()).isEqualTo(t1().running());
  }

  @Test
  void aHealthCheckThatKeepsFailingChangesNothingAfterTheFirst() {
    for (int second = 0; second < 100; second++) {
      mirrored.event(
          updated(
              "F0",
              "TASK_RUNNING",
              status("t1", "TASK_RUNNING", "10.1.0.1").setHealthy(false).setTimestamp(second)));
    }
    assertThat(batches).hasSize(1);
  }

  @Test
  void aTaskThatCannotBeReadIsLeftOutAndCountedAlone() {
    Event nameless = added(task("F0", "", "S0", "TASK_RUNNING"));
    Event homeless = added(task("F0", "t8", "", "TASK_RUNNING"));
    // What is left of a state that this version doesn't know.
    Event.Builder stateless = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    stateless
        .getTaskAddedBuilder()
        .setTask(task("F0", "t9", "S0", "TASK_RUNNING").clearState().buildPartial());
    for (Event event : List.of(nameless, homeless, stateless.buildPartial())) {
      mirrored.event(event);
    }
    mirrored.event(added(task("F0", "t2", "S0", "TASK_RUNNING")));
    assertThat(mirrored.tasks()).containsOnlyKeys("t1", "t2");
    assertThat(mirrored.skippedItems.counts()).isEqualTo(Map.of("task", 3L));
  }

  @Test
  void aFrameworksPidIsTakenFromTheListAndKeptOverUpdatesAndSnapshots() {
    Upid pid = new Upid("scheduler-1", "10.0.0.9", 8083);
    Framework listed = new Framework("F0", "x", "y", Optional.of(pid), false);
    mirrored.mirror.frameworksAsked();
    mirrored.edit(edits -> mirrored.mirror.frameworksListed(List.of(listed), edits));
    assertThat(mirrored.frameworks().get("F0"))
        .isEqualTo(new Framework("F0", "marathon", "", Optional.of(pid), false));

    mirrored.event(updated(framework("F0", "marathon")));
    assertThat(mirrored.frameworks().get("F0").pid()).contains(pid);
    mirrored.event(
        subscribed(
            List.of(agent("S0", 10)), List.of(), List.of(framework("F0", "marathon")), List.of()));
    assertThat(mirrored.frameworks().get("F0").pid()).contains(pid);
  }

  @Test
  void aListThatIsOlderThanAnEventDoesNotUndoIt() {
    mirrored.mirror.agentsAsked();
    mirrored.mirror.frameworksAsked();
    mirrored.event(added(agent("S2", 12)));
    mirrored.event(agentRemoved("S1"));
    mirrored.event(updated(framework("F0", "marathon")));

    mirrored.edit(
        edits -> {
          List<Agent> old =
              List.of(
                  new Agent("S0", "S0.example", S0_PID, false),
                  new Agent("S1", "S1.example", S0_PID, true));
          mirrored.mirror.agentsListed(old, Set.of(), edits);
          mirrored.mirror.frameworksListed(
              List.of(new Framework("F0", "marathon", "", Optional.empty(), false)), edits);
        });

    assertThat(mirrored.agents()).containsOnlyKeys("S0", "S2");
    assertThat(mirrored.agents().get("S0").active()).isFalse();
    assertThat(mirrored.frameworks().get("F0").active()).isTrue();
  }

  @Test
  void anAgentThatIsListedNoMoreGoesThoughNoEventTold() {
    mirrored.mirror.agentsAsked();
    Agent s1 = mirrored.agents().get("S1");
    mirrored.edit(edits -> mirrored.mirror.agentsListed(List.of(s1), Set.of(), edits));
    assertThat(mirrored.agents()).containsOnlyKeys("S1");
  }

  @Test
  void aNewSnapshotIsADifferenceAndNothingFlaps() {
    mirrored.event(
        subscribed(
            List.of(agent("S0", 10), agent("S1", 11)),
            List.of(),
            List.of(framework("F0", "marathon")),
            List.of(
                task("F0", "t1", "S0", "TASK_RUNNING")
                    .addResources(ports(31000, 31001))
                    .addStatuses(status("t1", "TASK_RUNNING", "10.1.0.1"))
                    .build(),
                task("F0", "t2", "S0", "TASK_STAGING").build())));
    assertThat(batches)
        .singleElement()
        .extracting(ChangeBatch::changes)
        .isEqualTo(List.of(new Change.Added(plain("t2", "TASK_STAGING", List.of()))));
  }

  private static Arguments row(
      String name, List<Event> events, List<? extends Change> changes, Set<MirrorHint> hints) {
    return Arguments.of(name, events, changes, hints);
  }

  private static Optional<RunningStatus> running(Boolean healthy, String... addresses) {
    return Optional.of(
        new RunningStatus(
            Optional.ofNullable(healthy), List.of(addresses), Map.of(), Network.UNSPECIFIED));
  }

  private static Task t1() {
    return t1("TASK_RUNNING", running(null, "10.1.0.1"));
  }

  private static Task t1(String state, Optional<RunningStatus> running) {
    return new Task(
        "F0",
        "t1",
        "web",
        "S0",
        state,
        running,
        List.of(new PortRange(31000, 31001)),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static Task plain(String id, String state, List<PortRange> ports) {
    return new Task(
        "F0",
        id,
        "web",
        "S0",
        state,
        Optional.empty(),
        ports,
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static Task on(String agent, Task t) {
    return new Task(
        t.frameworkId(),
        t.id(),
        t.name(),
        agent,
        t.state(),
        t.running(),
        t.ports(),
        t.discovery(),
        t.labels(),
        Network.UNSPECIFIED,
        t.recovering());
  }
}
