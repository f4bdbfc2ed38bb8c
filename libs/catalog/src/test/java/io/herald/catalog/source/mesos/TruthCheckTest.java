package io.herald.catalog.source.mesos;

import static io.herald.catalog.source.mesos.Messages.added;
import static io.herald.catalog.source.mesos.Messages.agent;
import static io.herald.catalog.source.mesos.Messages.framework;
import static io.herald.catalog.source.mesos.Messages.frameworkRemoved;
import static io.herald.catalog.source.mesos.Messages.heartbeat;
import static io.herald.catalog.source.mesos.Messages.masterStatus;
import static io.herald.catalog.source.mesos.Messages.ports;
import static io.herald.catalog.source.mesos.Messages.status;
import static io.herald.catalog.source.mesos.Messages.subscribed;
import static io.herald.catalog.source.mesos.Messages.task;
import static io.herald.catalog.source.mesos.Messages.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.mesos.client.OperatorEvent;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a full reading beside the stream shows, and what of it is drift. */
class TruthCheckTest {

  private final Mirrored mirrored = new Mirrored();
  private final TruthCheck check = new TruthCheck();

  /** The stream has told of agent S0, framework F0 and task t1. */
  @BeforeEach
  void start() {
    mirrored.event(
        subscribed(
            List.of(agent("S0", 10)), List.of(), List.of(framework("F0", "m")), List.of(t1())));
  }

  private static Protos.Task t1() {
    return running("t1").build();
  }

  private static Protos.Task.Builder running(String id) {
    return task("F0", id, "S0", "TASK_RUNNING").addStatuses(status(id, "TASK_RUNNING", "10.1.0.1"));
  }

  private static Protos.TaskStatus.Builder healthy(boolean healthy) {
    return status("t1", "TASK_RUNNING", "10.1.0.1").setHealthy(healthy);
  }

  static Stream<Arguments> readings() {
    List<String> none = List.of();
    return Stream.of(
        row("the same", read(t1()), List.of(), none),
        row(
            "a task that the stream did not tell of",
            read(t1(), running("t2").build()),
            List.of(),
            List.of("Id[frameworkId=F0, taskId=t2]: the stream did not tell of it")),
        row(
            "a task of which it tells a moment later",
            read(t1(), running("t2").build()),
            List.of(added(running("t2"))),
            none),
        row(
            "a task that is not there any more",
            read(),
            List.of(),
            List.of("Id[frameworkId=F0, taskId=t1]: the stream did not tell of its end")),
        row(
            "a task whose end it tells a moment later",
            read(),
            List.of(heartbeat(), updated("F0", "TASK_FAILED", masterStatus("t1", "TASK_FAILED"))),
            none),
        row(
            "a task whose framework's end it tells a moment later",
            subscribed(List.of(agent("S0", 10)), List.of(), List.of(), List.of()),
            List.of(frameworkRemoved("F0")),
            none),
        row(
            "another state",
            read(task("F0", "t1", "S0", "TASK_KILLING").build()),
            List.of(),
            List.of(
                "Id[frameworkId=F0, taskId=t1]: it is TASK_KILLING, the stream left it"
                    + " TASK_RUNNING")),
        row(
            "other ports",
            read(running("t1").addResources(ports(1, 2)).build()),
            List.of(),
            List.of("Id[frameworkId=F0, taskId=t1]: it is not as the stream told it")),
        row(
            "addresses that the master forgot",
            read(task("F0", "t1", "S0", "TASK_RUNNING").build()),
            List.of(),
            none),
        row(
            "health of which the stream knows nothing",
            read(task("F0", "t1", "S0", "TASK_RUNNING").addStatuses(healthy(false)).build()),
            List.of(),
            none),
        row(
            "an agent that the stream did not tell of",
            subscribed(
                List.of(agent("S0", 10), agent("S1", 11)),
                List.of(),
                List.of(framework("F0", "m")),
                List.of(t1())),
            List.of(),
            List.of("Id[value=S1]: the stream did not tell of it")),
        row(
            "an agent that went without a word, as they do",
            subscribed(List.of(), List.of(), List.of(framework("F0", "m")), List.of(t1())),
            List.of(),
            none),
        row(
            "a framework that the stream did not tell of",
            subscribed(
                List.of(agent("S0", 10)),
                List.of(),
                List.of(framework("F0", "m"), framework("F1", "n")),
                List.of(t1())),
            List.of(),
            List.of("Id[value=F1]: the stream did not tell of it")));
  }

  private static Event read(Protos.Task... tasks) {
    return subscribed(
        List.of(agent("S0", 10)), List.of(), List.of(framework("F0", "m")), List.of(tasks));
  }

  private static Arguments row(String name, Event read, List<Event> after, List<String> drift) {
    return Arguments.of(name, read, after, drift);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readings")
  void aDifferenceThatTheStreamDoesNotTellIsDrift(
      String name, Event read, List<Event> after, List<String> drift) {
    check.begin();
    MesosPicture picture = mirrored.messages.picture("m", OperatorEvent.of(read));
    check.suspect(TruthCheck.compare(picture, mirrored.portion).suspects());
    after.forEach(check::told);
    assertThat(check.verdict()).isEqualTo(drift);
    assertThat(check.verdict()).as("a verdict is given once").isEmpty();
  }
}
