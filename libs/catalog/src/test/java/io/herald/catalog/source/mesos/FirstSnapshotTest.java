package io.herald.catalog.source.mesos;

import static io.herald.catalog.source.mesos.reading.Messages.agent;
import static io.herald.catalog.source.mesos.reading.Messages.framework;
import static io.herald.catalog.source.mesos.reading.Messages.subscribed;
import static io.herald.catalog.source.mesos.reading.Messages.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.Subscription;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is denied once the first snapshot is complete is believed to be absent, and the denial is
 * kept by resolvers: so who leads and the frameworks' pids, which no event tells, belong to it.
 */
class FirstSnapshotTest {

  private static final String LEADER_AND_PID = "leader, pid";

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final Queue<String> known = new ConcurrentLinkedQueue<>();
  private FakeMaster master;
  private MesosSource source;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    master.snapshot(
        () ->
            subscribed(
                List.of(agent("S0", 10)),
                List.of(),
                List.of(framework("F0", "marathon")),
                List.of(task("F0", "t1", "S0", "TASK_RUNNING").build())));
    source =
        new MesosSource(
            catalog,
            MesosOptions.of(master.address()).withRefresh(Duration.ofMinutes(1)),
            Clock.systemUTC());
    Subscription unused = catalog.subscribe(this::note);
  }

  @AfterEach
  void stop() {
    source.close();
    master.close();
  }

  /** What is known when the snapshot is complete for the first time. */
  private void note(ChangeBatch batch) {
    if (batch.complete() && known.isEmpty()) {
      boolean leader =
          catalog
              .find(Masters.Id.MASTERS)
              .map(Masters.class::cast)
              .flatMap(Masters::leader)
              .isPresent();
      boolean pid =
          catalog
              .find(new Framework.Id("F0"))
              .map(Framework.class::cast)
              .flatMap(Framework::pid)
              .isPresent();
      known.add((leader ? "leader" : "nobody") + ", " + (pid ? "pid" : "none"));
    }
  }

  private void awaitComplete() {
    await().until(() -> !known.isEmpty());
    assertThat(catalog.find(new Task.Id("F0", "t1"))).isPresent();
  }

  @Test
  void ofAStreamHoldsTheLeaderAndThePids() {
    frameworks();
    source.start();
    awaitComplete();
    assertThat(known).containsExactly(LEADER_AND_PID);
  }

  @Test
  void ofAPolledMasterHoldsTheLeaderAndThePids() {
    master.refuse(404);
    String itself = "master@" + master.address();
    master.documents.put(
        "/state",
        """
        {"pid":"%s","leader":"%s","id":"m","elected_time":1.5,"recovered_slaves":[],
         "slaves":[{"id":"S0","hostname":"S0.example","pid":"slave(1)@10.0.0.10:5051"}],
         "frameworks":[{"id":"F0","name":"marathon","pid":"scheduler-1@10.0.0.9:8083",
           "tasks":[{"id":"t1","name":"web","framework_id":"F0","slave_id":"S0",
             "state":"TASK_RUNNING"}]}]}"""
            .formatted(itself, itself));
    source.start();
    awaitComplete();
    assertThat(known).containsExactly(LEADER_AND_PID);
  }

  @Test
  void waitsForNoAnswerThatTheMasterRefuses() {
    frameworks();
    master.statuses.put("/frameworks", 403);
    source.start();
    awaitComplete();
    assertThat(known).containsExactly("leader, none");
  }

  private void frameworks() {
    master.documents.put(
        "/frameworks",
        """
        {"frameworks":[{"id":"F0","name":"marathon","pid":"scheduler-1@10.0.0.9:8083","active":true}]}
        """);
  }
}
