package io.herald.catalog.source.mesos.schedule;

import static io.herald.catalog.source.mesos.reading.Messages.added;
import static io.herald.catalog.source.mesos.reading.Messages.agent;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.mirror.Mirrored;
import io.herald.catalog.source.mesos.mirror.TaskListComparison;
import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.catalog.source.mesos.reading.TaskListReader;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a full reading beside the stream shows, and what of it is drift. */
class DriftDetectorTest {

  private final Mirrored mirrored = new Mirrored();
  private final DriftDetector check = new DriftDetector();

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
            "a task that the stream did not report",
            read(t1(), running("t2").build()),
            List.of(),
            List.of("task t2 of framework F0: the stream did not report it")),
        row(
            "a task of which it tells a moment later",
            read(t1(), running("t2").build()),
            List.of(added(running("t2"))),
            none),
        row(
            "a task that is not there any more",
            read(),
            List.of(),
            List.of("task t1 of framework F0: the stream did not report its end")),
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
                "task t1 of framework F0: it is TASK_KILLING, the stream left it"
                    + " TASK_RUNNING")),
        row(
            "other ports",
            read(running("t1").addResources(ports(1, 2)).build()),
            List.of(),
            List.of("task t1 of framework F0: it differs from what the stream reported")),
        row(
            "another network that its container was launched on",
            read(
                running("t1")
                    .setContainer(
                        Protos.ContainerInfo.newBuilder()
                            .setType(Protos.ContainerInfo.Type.MESOS)
                            .addNetworkInfos(Protos.NetworkInfo.newBuilder().setName("overlay")))
                    .build()),
            List.of(),
            List.of("task t1 of framework F0: it differs from what the stream reported")),
        row(
            "a task that ended, and whose end isn't acknowledged",
            read(task("F0", "t1", "S0", "TASK_FINISHED").build()),
            List.of(),
            List.of("task t1 of framework F0: the stream did not report its end")),
        row(
            "an agent that went without a word, as they do",
            subscribed(List.of(), List.of(), List.of(framework("F0", "m")), List.of(t1())),
            List.of(),
            none),
        row(
            "another name of the framework",
            subscribed(
                List.of(agent("S0", 10)), List.of(), List.of(framework("F0", "n")), List.of(t1())),
            List.of(),
            List.of("framework F0: it differs from what the stream reported")),
        row(
            "a framework that the stream did not report",
            subscribed(
                List.of(agent("S0", 10)),
                List.of(),
                List.of(framework("F0", "m"), framework("F1", "n")),
                List.of(t1())),
            List.of(),
            List.of("framework F1: the stream did not report it")));
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
    check.suspect(mirrored.read(read).suspects());
    after.forEach(check::event);
    assertThat(check.verdict()).isEqualTo(drift);
    assertThat(check.verdict()).as("a verdict is given once").isEmpty();
  }

  /** What a master lists of t1, what its stream tells meanwhile, and the task then. */
  static Stream<Arguments> words() {
    Event later = updated("F0", "TASK_RUNNING", healthy(true).setTimestamp(7));
    return Stream.of(
        unreported("the same", status("t1", "TASK_RUNNING", "10.1.0.1"), none(), "", "10.1.0.1"),
        unreported("another address", says(5, "10.9.9.9"), none(), "", "10.9.9.9"),
        unreported("health at last", healthy(false).setTimestamp(5), none(), "false", "10.1.0.1"),
        unreported(
            "an address of IPv6 beside",
            says(5, "10.1.0.1", "fd01::1"),
            none(),
            "",
            "10.1.0.1",
            "fd01::1"),
        unreported("none of the addresses that were told once", says(5), none(), "", "10.1.0.1"),
        unreported(
            "what the stream told before it was read",
            says(5, "10.9.9.9"),
            List.of(),
            "",
            "10.9.9.9"),
        unreported(
            "older than what the stream told since",
            says(5, "10.9.9.9"),
            List.of(later),
            "true",
            "10.1.0.1"),
        unreported("of the same time", says(7, "10.9.9.9"), List.of(later), "true", "10.1.0.1"),
        unreported(
            "newer than what the stream told since",
            says(8, "10.9.9.9"),
            List.of(later),
            "",
            "10.9.9.9"));
  }

  private static List<Event> none() {
    return List.of();
  }

  private static Protos.TaskStatus.Builder says(double timestamp, String... addresses) {
    return status("t1", "TASK_RUNNING", addresses).setTimestamp(timestamp);
  }

  private static Arguments unreported(
      String name,
      Protos.TaskStatus.Builder listed,
      List<Event> meanwhile,
      String healthy,
      String... addresses) {
    return Arguments.of(name, listed.build(), meanwhile, healthy, List.of(addresses));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("words")
  void anotherWordOnHowATaskRunsIsBelievedUnlessTheStreamsIsNewer(
      String name,
      Protos.TaskStatus listed,
      List<Event> meanwhile,
      String healthy,
      List<String> addresses) {
    check.begin();
    mirrored.mirror.tasksAsked();
    TaskListComparison.Differences outcome =
        mirrored.read(read(task("F0", "t1", "S0", "TASK_RUNNING").addStatuses(listed).build()));
    assertThat(outcome.suspects()).isEmpty();
    meanwhile.forEach(this::tell);
    apply(outcome);
    assertThat(told()).isEqualTo(healthy + addresses);
  }

  private void tell(Event event) {
    check.event(event);
    mirrored.event(event);
  }

  private void apply(TaskListComparison.Differences outcome) {
    for (TaskListComparison.Unreported unreported : outcome.unreported()) {
      if (check.isNewer(unreported, mirrored.tasks().get("t1"))) {
        mirrored.edit(edits -> mirrored.mirror.taskListed(unreported, edits));
      }
    }
  }

  private String told() {
    RunningStatus running = mirrored.tasks().get("t1").running().orElseThrow();
    return running.healthy().map(String::valueOf).orElse("") + running.addresses();
  }

  @Test
  void anEventThatWasOvertakenByAReadingDoesNotUndoIt() {
    check.begin();
    mirrored.mirror.tasksAsked();
    apply(
        mirrored.read(
            read(task("F0", "t1", "S0", "TASK_RUNNING").addStatuses(says(5, "10.9.9.9")).build())));
    tell(updated("F0", "TASK_RUNNING", healthy(true).setTimestamp(4)));
    assertThat(told()).isEqualTo("[10.9.9.9]");
    tell(updated("F0", "TASK_RUNNING", healthy(true).setTimestamp(6)));
    assertThat(told()).isEqualTo("true[10.1.0.1]");
  }

  /** A status that comes again, unacknowledged, brings the newest state, and no event tells. */
  @Test
  void aStateThatIsAheadOfTheStatusesIsNoDrift() {
    Protos.Task.Builder starting =
        task("F0", "t2", "S0", "TASK_STARTING").addStatuses(status("t2", "TASK_STARTING"));
    tell(added(starting));
    check.begin();
    TaskListComparison.Differences outcome =
        mirrored.read(read(t1(), starting.setState(Protos.TaskState.TASK_RUNNING).build()));
    assertThat(outcome.suspects()).isEmpty();
    outcome.unreported().forEach(u -> mirrored.edit(edits -> mirrored.mirror.taskListed(u, edits)));
    assertThat(mirrored.tasks().get("t2").state()).isEqualTo("TASK_RUNNING");
  }

  @Test
  void ofAnUnchangedAnswerNothingIsReadAgain() {
    Event all = read(t1(), running("t2").build());
    mirrored.event(added(running("t2")));
    assertThat(mirrored.read(all).suspects()).isEmpty();
    Task held = mirrored.tasks().get("t2");
    TaskListComparison nothing =
        new TaskListComparison(mirrored.partition, List.of(), Optional.empty());
    List<Task> listed = new ArrayList<>();
    mirrored.readTasks(
        all,
        new TaskListReader.Listener() {
          @Override
          public Task listed(Task task, boolean orphan, Supplier<Protos.Task> message) {
            listed.add(task);
            return nothing.listed(task, orphan, message);
          }

          @Override
          public void end(Supplier<Set<Task.Id>> keys) {
            nothing.end(keys);
          }
        });
    assertThat(listed.get(1)).as("one object for the catalog and the memory").isSameAs(held);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 60})
  void anAnswerThatIsCutCountsForNothing(int missing) {
    byte[] whole = Mirrored.answer(read(t1(), running("t2").build()));
    byte[] cut = Arrays.copyOf(whole, whole.length - missing);
    TaskListComparison comparison =
        new TaskListComparison(mirrored.partition, List.of(), Optional.empty());
    assertThatThrownBy(() -> mirrored.lists.read(new ByteArrayInputStream(cut), comparison))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith("GET_TASKS: ");
  }

  @Test
  @SuppressWarnings("deprecation") // of masters before 1.3
  void anOrphanThatIsKnownIsListedAndOneThatIsNotIsNoSuspect() {
    Event.Builder both = read().toBuilder();
    both.getSubscribedBuilder()
        .getGetStateBuilder()
        .getGetTasksBuilder()
        .addOrphanTasks(t1())
        .addOrphanTasks(task("F7", "t9", "S0", "TASK_RUNNING"));
    assertThat(mirrored.read(both.build()).suspects()).isEmpty();
  }
}
