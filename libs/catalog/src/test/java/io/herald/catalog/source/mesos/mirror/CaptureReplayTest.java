package io.herald.catalog.source.mesos.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.Captures;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.minimesos.codec.MessageFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A real master is the judge: its stream replayed must give what its /state showed just then. */
class CaptureReplayTest {

  /** What no event tells; it is asked for separately. */
  private enum Unreported {
    NOTHING,
    AGENT_ACTIVE,
    FRAMEWORK_ACTIVE
  }

  /** Times are those of the recorded run's timeline. */
  static Stream<Arguments> steps() {
    String run = "v1-subscribe";
    String failover = "v1-subscribe-failover-new-leader";
    return Stream.of(
            step(run, 1795236080.99, "state-empty.json", Unreported.NOTHING),
            step(run, 1795236093.912, "state.json", Unreported.NOTHING),
            step(
                run,
                1795236108.08,
                "state-framework-disconnected.json",
                Unreported.FRAMEWORK_ACTIVE),
            step(run, 1795236111.2, "state-agent2-disconnected.json", Unreported.AGENT_ACTIVE),
            step(run, 1795236142.142, "state-agent2-unreachable.json", Unreported.NOTHING),
            step(run, 1795236153.0, "state-agent2-back.json", Unreported.NOTHING),
            step(run, 1795236166.1, "state-agent2-gone.json", Unreported.NOTHING),
            step(run, 1795236180.1, "state-agent2-marked-gone.json", Unreported.NOTHING),
            step(run, 1795236191.933, "state-after-teardown.json", Unreported.NOTHING),
            step(failover, 1795236225.72, "state-failover-first.json", Unreported.NOTHING),
            step(failover, 1795236228.36, "state-failover-agents-back.json", Unreported.NOTHING),
            step(failover, 1795236230.4, "state-failover-framework-back.json", Unreported.NOTHING))
        .flatMap(
            step ->
                Stream.of(MessageFormat.values())
                    .map(
                        format ->
                            Arguments.of(
                                step.get()[0],
                                format,
                                step.get()[1],
                                step.get()[2],
                                step.get()[3])));
  }

  private static Arguments step(String stream, double until, String state, Unreported unreported) {
    return Arguments.of(stream, until, state, unreported);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void theStreamUpToAMomentGivesTheStateOfThatMoment(
      String stream, MessageFormat format, double until, String state, Unreported unreported) {
    Mirrored streamed = new Mirrored();
    for (Captures.Timed timed : Captures.events(stream, format)) {
      if (timed.at() <= until) {
        streamed.event(timed.event());
      }
    }
    Mirrored polled = new Mirrored();
    MesosSnapshot snapshot = polled.state(state);
    polled.mirror.snapshot(snapshot);

    if (streamed.hints.contains(MirrorHint.AGENTS)) {
      // An agent given up as unreachable or gone is not in the stream: the mirror wants to ask.
      streamed.mirror.agentsAsked();
      streamed.edit(
          edits ->
              streamed.mirror.agentsListed(snapshot.agents(), snapshot.recoveredAgents(), edits));
    }

    assertThat(streamed.tasks()).isEqualTo(polled.tasks());
    assertThat(masked(streamed.agents(), unreported))
        .isEqualTo(masked(polled.agents(), unreported));
    assertThat(masked(streamed.frameworks(), unreported))
        .isEqualTo(masked(polled.frameworks(), unreported));
    assertThat(streamed.skippedItems.counts())
        .doesNotContainKeys("task", "agent", "framework", "ports");
    assertThat(polled.skippedItems.counts()).isEmpty();
  }

  private static <E extends Entity> Map<String, Object> masked(
      Map<String, E> all, Unreported unreported) {
    Function<Entity, Object> mask =
        entity -> {
          if (unreported == Unreported.AGENT_ACTIVE && entity instanceof Agent agent) {
            return new Agent(agent.id(), agent.hostname(), agent.pid(), true);
          } else if (unreported == Unreported.FRAMEWORK_ACTIVE && entity instanceof Framework f) {
            return new Framework(f.id(), f.name(), f.hostname(), f.pid(), true);
          }
          return entity;
        };
    return all.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> mask.apply(entry.getValue())));
  }

  @ParameterizedTest
  @EnumSource(MessageFormat.class)
  void anAgentGivenUpIsAskedForThoughNoEventTellsOfIt(MessageFormat format) {
    Mirrored mirrored = new Mirrored();
    for (Captures.Timed timed : Captures.events("v1-subscribe", format)) {
      // Case B of the run: the agent is unreachable from here on.
      if (timed.at() <= 1795236124.3) {
        mirrored.event(timed.event());
        mirrored.hints.clear();
      } else if (timed.at() <= 1795236142.142) {
        mirrored.event(timed.event());
      }
    }
    assertThat(mirrored.hints).contains(MirrorHint.AGENTS);
    assertThat(mirrored.agents()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "v1-GET_STATE.json, state.json",
    "v1-GET_STATE-after-teardown.json, state-after-teardown.json",
    "v1-GET_STATE-failover-first.json, state-failover-first.json",
    "v1-GET_STATE-failover-agents-back.json, state-failover-agents-back.json"
  })
  void bothReadersSeeTheSame(String v1, String v0) {
    Mirrored any = new Mirrored();
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed
        .getSubscribedBuilder()
        .setGetState(
            Captures.message(v1, MessageFormat.JSON, Response.getDefaultInstance()).getGetState());
    MesosSnapshot told = any.snapshot("m", subscribed.build());
    MesosSnapshot read = any.state(v0);

    assertThat(told.tasks()).containsExactlyInAnyOrderElementsOf(read.tasks());
    assertThat(told.agents()).containsExactlyInAnyOrderElementsOf(read.agents());
    assertThat(told.frameworks()).containsExactlyInAnyOrderElementsOf(read.frameworks());
    assertThat(told.recoveredAgents()).isEqualTo(read.recoveredAgents());
    assertThat(any.skippedItems.counts()).isEmpty();
  }

  @Test
  void bothWireFormsSayTheSame() {
    for (String stream :
        List.of(
            "v1-subscribe",
            "v1-subscribe-late-subscriber",
            "v1-subscribe-failover-old-leader",
            "v1-subscribe-failover-new-leader")) {
      Mirrored json = new Mirrored();
      Mirrored protobuf = new Mirrored();
      List<Captures.Timed> inJson = Captures.events(stream, MessageFormat.JSON);
      List<Captures.Timed> inProtobuf = Captures.events(stream, MessageFormat.PROTOBUF);
      assertThat(inProtobuf).hasSameSizeAs(inJson);
      for (int i = 0; i < inJson.size(); i++) {
        json.event(inJson.get(i).event());
        protobuf.event(inProtobuf.get(i).event());
        assertThat(protobuf.tasks()).as("%s, record %d", stream, i).isEqualTo(json.tasks());
        assertThat(protobuf.agents()).as("%s, record %d", stream, i).isEqualTo(json.agents());
        assertThat(protobuf.frameworks()).isEqualTo(json.frameworks());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MessageFormat.class)
  void aRealFailoverForgetsNoLivingTask(MessageFormat format) {
    Mirrored mirrored = new Mirrored();
    Captures.events("v1-subscribe-failover-old-leader", format)
        .forEach(timed -> mirrored.event(timed.event()));
    String web = "prod_web.instance-0b1c.1";
    Task before = mirrored.tasks().get(web);
    assertThat(before.recovering()).isFalse();
    int agents = mirrored.agents().size();

    List<Boolean> recovering = new java.util.ArrayList<>();
    for (Captures.Timed timed : Captures.events("v1-subscribe-failover-new-leader", format)) {
      mirrored.event(timed.event());
      Task task = mirrored.tasks().get(web);
      boolean killed =
          timed.event().getType() == Event.Type.TASK_UPDATED
              && timed.event().getTaskUpdated().getState().name().equals("TASK_KILLED");
      if (killed) {
        assertThat(task).isNull();
        break;
      }
      assertThat(task).as("after %s", timed.event().getType()).isNotNull();
      assertThat(task.running()).isEqualTo(before.running());
      assertThat(mirrored.agents()).hasSize(agents);
      assertThat(mirrored.frameworks()).containsKey(task.frameworkId());
      recovering.add(task.recovering());
    }
    // SUBSCRIBED, HEARTBEAT, both AGENT_ADDED, FRAMEWORK_ADDED; then TASK_ADDED tells the truth.
    assertThat(recovering).containsExactly(true, true, true, true, true, false, false, false);
    assertThat(mirrored.mirror.recoveringAgents()).isZero();
  }

  @Test
  void aLeaderThatHasNotReadItsRegistryIsNotTakenForAnEmptyCluster() {
    Mirrored mirrored = new Mirrored();
    mirrored.mirror.snapshot(mirrored.state("state.json"));
    Map<String, Task> before = mirrored.tasks();

    MesosSnapshot recovering = mirrored.state("state-recovering-leader.json");
    mirrored.clock.turnTo(recovering.elected().orElseThrow().plusSeconds(5));
    mirrored.mirror.snapshot(recovering);

    assertThat(mirrored.tasks().keySet()).isEqualTo(before.keySet());
    assertThat(mirrored.tasks().values()).allMatch(Task::recovering);
    assertThat(mirrored.agents()).hasSize(2);
    assertThat(mirrored.frameworks()).hasSize(3);

    mirrored.mirror.snapshot(mirrored.state("state-failover-first.json"));
    // That leader waits for agent1 and a later agent2: the old agent2 is not listed any more.
    assertThat(mirrored.tasks().values()).allMatch(task -> task.agentId().endsWith("-S1"));
    mirrored.mirror.snapshot(mirrored.state("state-failover-agents-back.json"));
    assertThat(mirrored.tasks().keySet()).containsExactly("prod_web.instance-0b1c.1");
    assertThat(mirrored.tasks().values()).noneMatch(Task::recovering);
  }
}
