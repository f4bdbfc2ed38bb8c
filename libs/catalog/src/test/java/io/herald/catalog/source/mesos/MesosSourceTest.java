package io.herald.catalog.source.mesos;

import static io.herald.catalog.source.mesos.reading.Messages.added;
import static io.herald.catalog.source.mesos.reading.Messages.agent;
import static io.herald.catalog.source.mesos.reading.Messages.framework;
import static io.herald.catalog.source.mesos.reading.Messages.status;
import static io.herald.catalog.source.mesos.reading.Messages.subscribed;
import static io.herald.catalog.source.mesos.reading.Messages.task;
import static io.herald.catalog.source.mesos.reading.Messages.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.herald.catalog.Catalog;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MesosSourceTest {

  private static final Task.Id T1 = new Task.Id("F0", "t1");
  private static final Task.Id T2 = new Task.Id("F0", "t2");
  private static final String ONE_AGENT =
      "{\"slaves\":[{\"id\":\"S0\",\"pid\":\"slave(1)@10.0.0.10:5051\",\"active\":true}]}";

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private FakeMaster master;
  private MesosSource source;

  @BeforeEach
  void listen() throws Exception {
    master = new FakeMaster();
    catalog.subscribe(batch -> changes.addAll(batch.changes()));
  }

  @AfterEach
  void stop() {
    if (source != null) {
      source.close();
    }
    master.close();
  }

  private void follow(Duration refresh, Duration timeout) {
    MesosOptions plain = MesosOptions.of(master.address());
    MesosOptions options =
        new MesosOptions(
            plain.zooKeeper(),
            plain.masters(),
            refresh,
            timeout,
            plain.answerLimit(),
            plain.reregisterWindow(),
            plain.credentials(),
            plain.tls());
    source = new MesosSource(catalog, options, Clock.systemUTC());
    source.start();
  }

  private static Event oneTask() {
    return subscribed(
        List.of(agent("S0", 10)),
        List.of(),
        List.of(framework("F0", "marathon")),
        List.of(running("t1")));
  }

  private static Protos.Task running(String id) {
    return task("F0", id, "S0", "TASK_RUNNING")
        .addStatuses(status(id, "TASK_RUNNING", "10.1.0.1"))
        .build();
  }

  private static void until(Callable<Boolean> condition) {
    await().until(condition);
  }

  /** The leader is told apart from the tasks, and after them. */
  private boolean knowsLeader() {
    return catalog
        .find(Masters.Id.MASTERS)
        .flatMap(masters -> ((Masters) masters).leader())
        .isPresent();
  }

  private boolean has(Entity.Key key) {
    return catalog.find(key).isPresent();
  }

  @Test
  void theStreamsSnapshotAndEventsReachTheCatalog() {
    master.snapshot(MesosSourceTest::oneTask);
    master.documents.put("/slaves", ONE_AGENT);
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    until(() -> has(T1));
    master.tell(added(task("F0", "t2", "S0", "TASK_STAGING")));
    master.tell(updated("F0", "TASK_RUNNING", status("t2", "TASK_RUNNING", "10.1.0.2")));
    master.tell(updated("F0", "TASK_KILLED", status("t1", "TASK_KILLED")));
    until(() -> has(T2) && !has(T1));

    assertThat(source.status().following()).contains("stream");
    assertThat(source.status().events())
        .containsEntry("SUBSCRIBED", 1L)
        .containsEntry("TASK_ADDED", 1L)
        .containsEntry("TASK_UPDATED", 2L);
    until(() -> catalog.status().complete()); // the agents are asked for beside the stream
  }

  @Test
  void whoLeadsAndFrameworksPidsAreAskedFor() {
    master.snapshot(MesosSourceTest::oneTask);
    master.documents.put(
        "/frameworks",
        """
        {"frameworks":[{"id":"F0","name":"marathon","pid":"scheduler-1@10.0.0.9:8083","active":true,
          "tasks":[{"id":"skipped whatever it is"}]}]}""");
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    AnnouncedEndpoint self =
        new AnnouncedEndpoint("127.0.0.1", master.server.getAddress().getPort());
    until(
        () ->
            catalog
                .find(Masters.Id.MASTERS)
                .equals(Optional.of(new Masters(Optional.of(self), List.of()))));
    until(
        () ->
            catalog
                .find(new Framework.Id("F0"))
                .map(Framework.class::cast)
                .flatMap(Framework::pid)
                .equals(Optional.of(new Upid("scheduler-1", "10.0.0.9", 8083))));
    assertThat(source.status().skipped()).isEmpty();
  }

  @Test
  void aBrokenStreamIsTakenUpAgainAndTheNewSnapshotIsADifference() {
    master.snapshot(MesosSourceTest::oneTask);
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    until(() -> has(T1));
    changes.clear();

    master.snapshot(
        () ->
            subscribed(
                List.of(agent("S0", 10)),
                List.of(),
                List.of(framework("F0", "marathon")),
                List.of(running("t1"), running("t2"))));
    master.cut();
    until(() -> has(T2));
    assertThat(changes.stream().filter(change -> EntityKind.of(key(change)) != EntityKind.MASTERS))
        .singleElement()
        .isInstanceOf(Change.Added.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 501})
  void aMasterThatRefusesTheStreamIsPolled(int refusal) {
    master.refuse(refusal);
    state("t1");
    follow(Duration.ofMillis(200), Duration.ofSeconds(20));
    until(() -> has(T1));
    state("t1", "t2");
    until(() -> has(T2));
    state("t2");
    until(() -> !has(T1));
    assertThat(source.status().following()).contains("poll");
    assertThat(source.status().trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("" + refusal));
    assertThat(catalog.find(Masters.Id.MASTERS))
        .contains(
            new Masters(
                Optional.of(
                    new AnnouncedEndpoint("127.0.0.1", master.server.getAddress().getPort())),
                List.of()));

    // As soon as there is a stream, it is followed.
    master.snapshot(MesosSourceTest::oneTask);
    master.refuse(0);
    until(() -> source.status().following().equals(Optional.of("stream")));
    until(() -> has(T1) && !has(T2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "{\"slaves\":[],\"frameworks\":[]",
        "{}",
        "[]",
        "{\"leader\":\"\",\"slaves\":[],\"frameworks\":[]}",
        "{\"leader\":\"master@10.0.0.2:5050\",\"pid\":\"master@10.0.0.1:5050\","
            + "\"slaves\":[],\"frameworks\":[]}",
        "{\"leader\":\"nonsense\",\"slaves\":[],\"frameworks\":[]}",
        "{\"leader\":\"master@10.0.0.2:5050\",\"slaves\":{},\"frameworks\":[]}",
      })
  void aStateThatIsNoLeadersChangesNothing(String garbage) {
    master.refuse(404);
    state("t1");
    follow(Duration.ofMillis(100), Duration.ofSeconds(20));
    until(() -> has(T1) && knowsLeader());
    changes.clear();

    master.documents.put("/state", garbage);
    int before = master.asked("/state");
    until(() -> source.status().following().isEmpty() && master.asked("/state") > before + 2);
    assertThat(changes).isEmpty();
    assertThat(source.status().trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("GET /state"));

    state("t1", "t2");
    until(() -> has(T2));
    assertThat(source.status().following()).contains("poll");
  }

  @Test
  void anErrorStatusChangesNothing() {
    master.refuse(404);
    state("t1");
    follow(Duration.ofMillis(100), Duration.ofSeconds(20));
    until(() -> has(T1) && knowsLeader());
    changes.clear();
    master.documents.put("/state", state0("t2"));
    master.statuses.put("/state", 500);
    until(() -> source.status().following().isEmpty() && failures("state") > 2);
    assertThat(changes).isEmpty();
  }

  @Test
  void aStateThatNeverEndsIsCutOff() {
    master.refuse(404);
    state("t1");
    follow(Duration.ofMillis(100), Duration.ofMillis(500));
    until(() -> has(T1));
    master.hangState(true);
    until(
        () ->
            source
                .status()
                .trouble()
                .filter(why -> why.contains("no complete answer"))
                .isPresent());
    assertThat(has(T1)).isTrue();
    master.hangState(false);
    state("t2");
    until(() -> has(T2));
  }

  @Test
  void oneBadEntityIsLeftOutAlone() {
    master.refuse(404);
    master.documents.put(
        "/state",
        """
        {"leader":"master@127.0.0.1:5050",
         "slaves":[{"id":"S0","pid":"slave(1)@10.0.0.10:5051"},{"id":"S1"},
                   {"id":"S2","pid":null},7,{"id":"S3","pid":"10.0.0.1"}],
         "frameworks":[null,{"name":"nameless"},
           {"id":"F0","name":"marathon","pid":"@","tasks":[
             {"id":"t1","framework_id":"F0","slave_id":"S0","state":"TASK_RUNNING"},
             {"id":"bad","framework_id":"F0","slave_id":7,"state":"TASK_RUNNING"},
             "no task",
             {"id":"ports","framework_id":"F0","slave_id":"S0","state":"TASK_RUNNING",
              "resources":{"ports":"[1-x]"}}]}]}""");
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    until(() -> has(T1));
    assertThat(has(new Task.Id("F0", "ports"))).isTrue();
    assertThat(catalog.status().entities())
        .containsEntry(EntityKind.AGENT, 1)
        .containsEntry(EntityKind.FRAMEWORK, 1)
        .containsEntry(EntityKind.TASK, 2);
    assertThat(source.status().skipped())
        .containsEntry("agent", 4L)
        .containsEntry("framework", 2L)
        .containsEntry("pid of framework", 1L)
        .containsEntry("task", 2L)
        .containsEntry("ports", 1L);
  }

  /** What promises 127 bytes and has none. */
  private static final ByteString GARBLED = ByteString.copyFrom(new byte[] {0x0a, 0x7f});

  private static Event snapshotOf(ByteString state) {
    return Event.newBuilder()
        .setType(Event.Type.SUBSCRIBED)
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    Event.SUBSCRIBED_FIELD_NUMBER,
                    field(nested(Event.Subscribed.GET_STATE_FIELD_NUMBER, state)))
                .build())
        .build();
  }

  @Test
  void aSnapshotThatIsGarbledCountsForNothingAndTheStateIsPolled() {
    master.snapshot(() -> snapshotOf(nested(GetState.GET_TASKS_FIELD_NUMBER, GARBLED)));
    master.hangState(true);
    follow(Duration.ofMillis(100), Duration.ofSeconds(20));
    until(() -> master.asked("SUBSCRIBE") > 2);
    assertThat(catalog.status().complete()).isFalse();
    assertThat(source.status().trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("garbled"));

    master.snapshot(MesosSourceTest::oneTask);
    until(() -> has(T1) && source.status().following().equals(Optional.of("stream")));
  }

  @Test
  void whatIsGarbledOfATaskOrAnEventCostsItAloneAndIsTold() {
    ByteString t1 = oneTask().getSubscribed().getGetState().getGetTasks().toByteString();
    ByteString tasks = t1.concat(nested(GetTasks.TASKS_FIELD_NUMBER, GARBLED));
    master.snapshot(() -> snapshotOf(nested(GetState.GET_TASKS_FIELD_NUMBER, tasks)));
    follow(Duration.ofMillis(100), Duration.ofSeconds(20));
    until(() -> has(T1));
    master.tell(
        Event.newBuilder()
            .setType(Event.Type.TASK_ADDED)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(Event.TASK_ADDED_FIELD_NUMBER, field(GARBLED))
                    .build())
            .build());
    master.tell(added(task("F0", "t2", "S0", "TASK_RUNNING")));
    until(() -> has(new Task.Id("F0", "t2")));

    assertThat(master.asked("SUBSCRIBE")).isEqualTo(1);
    assertThat(source.skipped())
        .contains(
            new SkippedItem("task", "", "its bytes are garbled"),
            new SkippedItem("event", "TASK_ADDED", "its bytes are garbled"));
  }

  private static ByteString nested(int number, ByteString message) {
    return UnknownFieldSet.newBuilder().addField(number, field(message)).build().toByteString();
  }

  private static UnknownFieldSet.Field field(ByteString message) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(message).build();
  }

  @Test
  void nothingIsForgottenWhileNobodyAnswers() {
    master.snapshot(MesosSourceTest::oneTask);
    master.documents.put("/slaves", ONE_AGENT);
    follow(Duration.ofMillis(100), Duration.ofSeconds(20));
    until(() -> has(T1) && knowsLeader());
    changes.clear();
    master.close();
    // Both ways have failed again and again by then.
    until(() -> failures("state") > 2 && failures("stream") > 0 && !source.status().connected());
    assertThat(changes).isEmpty();
    assertThat(has(T1)).isTrue();
  }

  private long failures(String kind) {
    return source.status().faults().get(kind).count();
  }

  @Test
  void anAgentThatANewLeaderGivesUpIsNoticedThoughNoEventTells() {
    master.snapshot(MesosSourceTest::oneTask);
    master.documents.put("/slaves", ONE_AGENT);
    follow(Duration.ofMillis(200), Duration.ofSeconds(20));
    until(() -> has(T1));

    master.documents.put("/slaves", "{\"slaves\":[],\"recovered_slaves\":[{\"id\":\"S0\"}]}");
    master.snapshot(() -> subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    master.cut();
    until(() -> source.status().recovering() == 1);
    int asked = master.asked("/slaves");
    until(() -> master.asked("/slaves") > asked + 1);
    assertThat(catalog.find(T1))
        .hasValueSatisfying(t -> assertThat(((Task) t).recovering()).isTrue());

    master.documents.put("/slaves", "{\"slaves\":[],\"recovered_slaves\":[]}");
    until(() -> !has(T1) && !has(new Agent.Id("S0")));
    assertThat(source.status().recovering()).isZero();
  }

  @Test
  void theBatchesOfABurstAreFewerThanItsEventsAndMissNone() {
    int burst = 2000;
    List<ChangeBatch> batches = new CopyOnWriteArrayList<>();
    master.snapshot(MesosSourceTest::oneTask);
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    until(() -> has(T1) && knowsLeader());
    catalog.subscribe(
        batch -> {
          batches.add(batch);
          if (batches.size() == 2) { // the first after the snapshot: the rest piles up meanwhile
            await().pollInSameThread().until(() -> received("TASK_ADDED") == burst);
          }
        });
    for (int i = 0; i < burst; i++) {
      master.tell(added(task("F0", "burst" + i, "S0", "TASK_STAGING")));
    }
    until(() -> catalog.status().entities().get(EntityKind.TASK) == burst + 1);
    for (int i = 1; i < batches.size(); i++) {
      assertThat(batches.get(i).number()).isEqualTo(batches.get(i - 1).number() + 1);
    }
    assertThat(
            batches.stream()
                .skip(1)
                .flatMap(batch -> batch.changes().stream())
                .filter(change -> EntityKind.of(key(change)) == EntityKind.TASK))
        .hasSize(burst);
    assertThat(batches).hasSizeLessThan(burst / 100);
  }

  private long received(String event) {
    return source.status().events().getOrDefault(event, 0L);
  }

  @Test
  void closingLeavesNoThread() {
    master.snapshot(MesosSourceTest::oneTask);
    follow(Duration.ofMinutes(1), Duration.ofSeconds(20));
    until(() -> has(T1));
    source.close();
    source.close();
    until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("mesos-source")));
    assertThat(has(T1)).isTrue();
  }

  private void state(String... tasks) {
    master.documents.put("/state", state0(tasks));
  }

  private String state0(String... tasks) {
    StringBuilder all = new StringBuilder();
    for (String id : tasks) {
      all.append(all.length() == 0 ? "" : ",")
          .append(
              """
              {"id":"%s","name":"web","framework_id":"F0","slave_id":"S0","state":"TASK_RUNNING",
               "statuses":[{"state":"TASK_RUNNING","timestamp":1.0,"container_status":
                 {"network_infos":[{"ip_addresses":[{"ip_address":"10.1.0.1"}]}]}}]}"""
                  .formatted(id));
    }
    String leader = "master@" + master.address();
    return """
        {"pid":"%s","leader":"%s","id":"m","elected_time":1.5,
         "slaves":[{"id":"S0","hostname":"S0.example","pid":"slave(1)@10.0.0.10:5051","active":true}],
         "recovered_slaves":[],
         "frameworks":[{"id":"F0","name":"marathon","hostname":"","active":true,"tasks":[%s]}]}"""
        .formatted(leader, leader, all);
  }

  private static Entity.Key key(Change change) {
    return change.after().or(change::before).orElseThrow().key();
  }
}
