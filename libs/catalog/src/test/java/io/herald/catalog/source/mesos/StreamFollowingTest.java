package io.herald.catalog.source.mesos;

import static io.herald.catalog.source.mesos.reading.Messages.added;
import static io.herald.catalog.source.mesos.reading.Messages.agent;
import static io.herald.catalog.source.mesos.reading.Messages.framework;
import static io.herald.catalog.source.mesos.reading.Messages.heartbeat;
import static io.herald.catalog.source.mesos.reading.Messages.status;
import static io.herald.catalog.source.mesos.reading.Messages.subscribed;
import static io.herald.catalog.source.mesos.reading.Messages.task;
import static io.herald.catalog.source.mesos.reading.Messages.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.UnknownFieldSet;
import io.herald.catalog.Catalog;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the source does beside its stream: it settles, checks, counts. */
class StreamFollowingTest {

  private static final Task.Id T1 = new Task.Id("F0", "t1");
  private static final Task.Id T2 = new Task.Id("F0", "t2");
  private static final String AGENTS =
      "{\"slaves\":[{\"id\":\"S0\",\"pid\":\"slave(1)@10.0.0.10:5051\",\"active\":true}]}";

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.herald.catalog.source.mesos");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private FakeMaster master;
  private MesosSource source;

  @BeforeEach
  void start() throws Exception {
    log.start();
    logger.addAppender(log);
    master = new FakeMaster();
    master.documents.put("/slaves", AGENTS);
    master.snapshot(() -> whole("t1", "t2"));
  }

  private void follow(Duration refresh) {
    begin(refresh);
    until(() -> has(T1) && has(T2));
  }

  private void begin(Duration refresh) {
    MesosOptions options = MesosOptions.of(master.address()).withRefresh(refresh);
    source = new MesosSource(catalog, options, Clock.systemUTC());
    source.start();
  }

  @AfterEach
  void stop() {
    source.close();
    master.close();
    logger.detachAppender(log);
  }

  private static Event whole(String... tasks) {
    return subscribed(
        List.of(agent("S0", 10)),
        List.of(),
        List.of(framework("F0", "marathon")),
        List.of(tasks).stream().map(id -> task("F0", id, "S0", "TASK_RUNNING").build()).toList());
  }

  private void state(String... tasks) {
    StringBuilder list = new StringBuilder();
    for (String id : tasks) {
      list.append(list.isEmpty() ? "" : ",")
          .append("{\"id\":\"" + id + "\",\"name\":\"web\",\"framework_id\":\"F0\",")
          .append("\"slave_id\":\"S0\",\"state\":\"TASK_RUNNING\"}");
    }
    String leader = "master@" + master.address();
    master.documents.put(
        "/state",
        """
        {"pid":"%s","leader":"%s","id":"m","elected_time":1.5,"recovered_slaves":[],
         "slaves":[{"id":"S0","hostname":"S0.example","pid":"slave(1)@10.0.0.10:5051"}],
         "frameworks":[{"id":"F0","name":"marathon","tasks":[%s]}]}"""
            .formatted(leader, leader, list));
  }

  private static void until(Callable<Boolean> condition) {
    await().until(condition);
  }

  private boolean has(Task.Id id) {
    return catalog.find(id).isPresent();
  }

  private SourceStatus.Fault fault(String kind) {
    return source.status().faults().get(kind);
  }

  @Test
  void aTaskThatDiedUnseenGoesWithoutAFurtherEvent() {
    follow(Duration.ofMinutes(1));
    master.snapshot(() -> subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    master.cut();
    until(() -> source.status().recovering() == 1);
    master.lists(() -> whole("t1"));
    master.tell(added(agent("S0", 10)));
    master.tell(added(framework("F0", "marathon")));
    master.tell(added(task("F0", "t1", "S0", "TASK_RUNNING")));

    until(() -> !has(T2));
    assertThat(has(T1)).isTrue();
    assertThat(source.status().events().getOrDefault("HEARTBEAT", 0L)).isZero();
  }

  @Test
  void whatTheStreamLeavesOutIsFoundCountedAndMadeGood() {
    follow(Duration.ofMillis(50));
    until(() -> master.asked("GET_TASKS") > 1);
    assertThat(fault("drift").count()).isZero();

    // The master has lost t2 and told nobody.
    master.snapshot(() -> whole("t1"));
    until(() -> !has(T2));
    assertThat(has(T1)).isTrue();
    assertThat(fault("drift").count()).isEqualTo(1);
    assertThat(master.asked("SUBSCRIBE")).isEqualTo(2);
    until(() -> fault("drift").since().isEmpty());
  }

  /** T1 with an address, or without, and t2. */
  private static Event running(double timestamp, String address, boolean healthy) {
    Protos.TaskStatus.Builder status =
        status("t1", "TASK_RUNNING", address).setTimestamp(timestamp).setHealthy(healthy);
    return subscribed(
        List.of(agent("S0", 10)),
        List.of(),
        List.of(framework("F0", "marathon")),
        List.of(
            task("F0", "t1", "S0", "TASK_RUNNING").addStatuses(status).build(),
            task("F0", "t2", "S0", "TASK_RUNNING").build()));
  }

  private String runs() {
    return catalog
        .find(T1)
        .map(Task.class::cast)
        .flatMap(Task::running)
        .map(status -> status.addresses() + " " + status.healthy().orElseThrow())
        .orElse("");
  }

  @Test
  void whatNoEventTellsIsServedWithoutANewSubscription() {
    master.snapshot(() -> running(1, "10.1.0.1", true));
    Instant begin = Instant.now();
    follow(Duration.ofMillis(100));
    until(() -> master.asked("GET_TASKS") > 1);

    master.lists(() -> running(2, "10.9.9.9", false));
    until(() -> runs().equals("[10.9.9.9] false"));
    int asked = master.asked("GET_TASKS");
    until(() -> master.asked("GET_TASKS") > asked + 2);
    assertThat(master.asked("SUBSCRIBE")).isEqualTo(1);
    assertThat(source.status().events().keySet()).containsExactly("SUBSCRIBED");
    assertThat(fault("drift").count()).isZero();
    assertThat(source.status().reading())
        .hasValueSatisfying(
            reading -> {
              assertThat(reading.asOf()).isAfter(begin);
              assertThat(reading.every()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            });
  }

  @Test
  void aReadingThatIsOlderThanAnEventDoesNotUndoIt() {
    master.snapshot(() -> running(1, "10.1.0.1", true));
    List<String> seen = new CopyOnWriteArrayList<>();
    catalog.subscribe(batch -> seen.add(runs()));
    follow(Duration.ofMillis(50));
    master.lists(() -> running(2, "10.2.0.2", true));
    until(() -> runs().equals("[10.2.0.2] true"));

    master.hold();
    int asked = master.asked("GET_TASKS");
    until(() -> master.asked("GET_TASKS") > asked);
    master.tell(
        updated(
            "F0",
            "TASK_RUNNING",
            status("t1", "TASK_RUNNING", "10.3.0.3").setTimestamp(3).setHealthy(false)));
    until(() -> runs().equals("[10.3.0.3] false"));
    master.lists(() -> running(3, "10.3.0.3", false));
    master.release();
    until(() -> master.asked("GET_TASKS") > asked + 3);
    assertThat(seen.subList(seen.indexOf("[10.3.0.3] false"), seen.size()))
        .containsOnly("[10.3.0.3] false");
  }

  @Test
  void aReadingBesideTheStreamThatFailsIsOneLineAndTheStreamGoesOn() {
    master.statuses.put("GET_TASKS", 500);
    follow(Duration.ofMillis(100));
    until(() -> fault("check").count() > 2);
    assertThat(lines("/api/v1 answered 500", "; retrying")).hasSize(1);
    master.statuses.remove("GET_TASKS");
    until(() -> fault("check").since().isEmpty());
    until(() -> !lines("GET_TASKS beside the stream is answered again").isEmpty());
    assertThat(source.status().following()).contains("stream");
    assertThat(master.asked("SUBSCRIBE")).isEqualTo(1);
  }

  @Test
  void aClusterThatListsAgentsAndNoTaskIsHintedAtOnceAndTheEndToo() {
    master.snapshot(() -> subscribed(List.of(agent("S0", 10)), List.of(), List.of(), List.of()));
    begin(Duration.ofMillis(100));
    String hidden =
        "the masters list agents, but no framework and no task: there are none, or the principal"
            + " that is logged in with may not see them; check view_frameworks and view_tasks in"
            + " the masters' ACLs";
    until(() -> source.status().hint().equals(Optional.of(hidden)));
    assertThat(source.status().trouble()).isEmpty();
    int asked = master.asked("/slaves");
    until(() -> master.asked("/slaves") > asked + 2);
    assertThat(lines(hidden)).hasSize(1);

    master.snapshot(() -> whole("t1"));
    master.tell(added(framework("F0", "marathon")));
    master.tell(added(task("F0", "t1", "S0", "TASK_RUNNING")));
    until(() -> source.status().hint().isEmpty());
    until(() -> lines("mesos: tasks are listed").size() == 1);
  }

  @Test
  void theLeadersOwnWindowEndsTheWaiting() {
    follow(Duration.ofMinutes(1));
    master.documents.put("/flags", "{\"flags\":{\"agent_reregister_timeout\":\"20mins\"}}");
    master.snapshot(() -> subscribed(List.of(), List.of(), List.of(), List.of()));
    master.elected((double) Instant.now().minus(Duration.ofMinutes(15)).getEpochSecond());
    master.cut();
    int asked = master.asked("/flags");
    until(() -> source.status().recovering() == 1 && master.asked("/flags") > asked);
    master.tell(heartbeat());
    until(() -> source.status().events().getOrDefault("HEARTBEAT", 0L) == 1);
    assertThat(has(T1)).as("elected 15 of 20 minutes ago").isTrue();

    master.elected((double) Instant.now().minus(Duration.ofMinutes(21)).getEpochSecond());
    master.cut();
    until(() -> !has(T1) && !has(T2));
    assertThat(source.status().recovering()).isZero();
  }

  private List<String> lines(String... parts) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> Stream.of(parts).allMatch(line::contains))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/slaves", "/frameworks"})
  void aFaultBesideTheStreamIsOneLineAtItsBeginningAndOneAtItsEnd(String path) {
    String kind = path.equals("/slaves") ? "agents" : "frameworks";
    master.statuses.put(path, 500);
    follow(Duration.ofMillis(100));
    until(() -> fault(kind).count() > 2);
    assertThat(lines(path + " answered 500", "; retrying")).hasSize(1);
    master.statuses.remove(path);
    until(() -> fault(kind).since().isEmpty());
    until(() -> !lines("GET " + path + " is answered again").isEmpty());
    assertThat(lines(path)).hasSize(2);
    assertThat(source.status().following()).contains("stream");
  }

  @Test
  void pollingThatFailsIsOneLineAtItsBeginningAndOneAtItsEnd() {
    master.refuse(404);
    state("t1");
    master.statuses.put("/state", 500);
    begin(Duration.ofMillis(100));
    until(() -> fault("state").count() > 2);
    assertThat(lines("/state answered 500", "; retrying")).hasSize(1);
    master.statuses.remove("/state");
    until(() -> fault("state").since().isEmpty() && has(T1));
    assertThat(lines("GET /state is answered again")).hasSize(1);
    assertThat(lines("there is no event stream (", "404", "); reading GET /state every"))
        .hasSize(1);
    master.refuse(0);
    until(() -> !lines("the event stream is there; GET /state is read no more").isEmpty());
  }

  @Test
  void aMasterThatIsOnlySlowIsntSaidToHaveNoStreamAndItsStreamIsALine() {
    CountDownLatch slow = new CountDownLatch(1);
    master.snapshot(
        () -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException("the test is over", e);
          }
          return whole("t1", "t2");
        });
    state("t1");
    begin(Duration.ofMillis(100));
    until(() -> has(T1));
    assertThat(lines("the event stream has yet to bring its snapshot; reading GET /state every"))
        .hasSize(1);
    slow.countDown();
    until(() -> has(T2));
    until(() -> !lines("the event stream is there; GET /state is read no more").isEmpty());
    assertThat(lines("there is no event stream")).isEmpty();
  }

  @Test
  void eachFaultIsCountedAndItsEndIsSeen() {
    follow(Duration.ofMillis(100));
    master.statuses.put("/slaves", 500);
    until(() -> fault("agents").count() > 1 && fault("agents").since().isPresent());
    master.statuses.remove("/slaves");
    until(() -> fault("agents").since().isEmpty());

    master.refuse(404);
    master.statuses.put("/state", 500);
    state("t1");
    master.cut();
    until(() -> fault("stream").since().isPresent() && fault("state").since().isPresent());
    master.statuses.remove("/state");
    until(() -> fault("state").since().isEmpty());
    assertThat(fault("stream").since()).as("polling is not as it should be").isPresent();
    master.refuse(0);
    until(() -> fault("stream").since().isEmpty());
    assertThat(source.status().faults())
        .containsOnlyKeys(
            "stream",
            "zookeeper",
            "state",
            "agents",
            "frameworks",
            "master",
            "check",
            "drift",
            "apply");
  }

  @Test
  void anEventAndAStateOfALaterMesosAreCountedAndPassedOver() {
    follow(Duration.ofMinutes(1));
    master.tell(new byte[] {0x08, (byte) 0xe7, 0x07}); // type 999
    Event.Builder future = updated("F0", "TASK_RUNNING", status("t1", "TASK_RUNNING")).toBuilder();
    future
        .getTaskUpdatedBuilder()
        .clearState()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    Event.TaskUpdated.STATE_FIELD_NUMBER,
                    UnknownFieldSet.Field.newBuilder().addVarint(999).build())
                .build());
    master.tell(future.buildPartial().toByteArray());
    master.tell(added(task("F0", "t3", "S0", "TASK_RUNNING")));
    until(() -> has(new Task.Id("F0", "t3")));
    assertThat(has(T1)).isTrue();
    assertThat(source.status().events()).containsEntry("UNKNOWN", 1L);
    assertThat(source.status().skipped())
        .containsEntry("update to a state that this version does not know", 1L);
    assertThat(source.status().following()).contains("stream");
  }
}
