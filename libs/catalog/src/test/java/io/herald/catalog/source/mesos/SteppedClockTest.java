package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.model.Task;
import io.herald.runtime.time.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the machine's clock while a master is polled. */
class SteppedClockTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT-240H", "PT1H"})
  void pollingGoesOnAndTheAgeTellsWhatHasPassed(Duration step) throws Exception {
    SteppedClock wall = new SteppedClock();
    Clock clock = MonotonicClock.starting(wall, System::nanoTime);
    Catalog catalog = new Catalog(clock);
    try (FakeMaster master = new FakeMaster()) {
      master.refuse(404);
      master.documents.put("/state", state(master, "t1"));
      MesosOptions plain = MesosOptions.of(master.address());
      try (MesosSource source = new MesosSource(catalog, polling(plain), clock)) {
        source.start();
        await().atMost(PATIENCE).until(() -> has(catalog, "t1"));

        wall.step(step);
        master.documents.put("/state", state(master, "t2"));
        await().atMost(PATIENCE).until(() -> has(catalog, "t2") && !has(catalog, "t1"));

        assertThat(source.status().age(clock.instant()))
            .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, PATIENCE));
      }
    }
  }

  private static boolean has(Catalog catalog, String task) {
    return catalog.find(new Task.Id("F0", task)).isPresent();
  }

  private static MesosOptions polling(MesosOptions plain) {
    return new MesosOptions(
        plain.zooKeeper(),
        plain.masters(),
        Duration.ofMillis(50),
        Duration.ofMinutes(1),
        plain.answerLimit(),
        plain.reregisterWindow(),
        plain.credentials(),
        plain.tls());
  }

  private static String state(FakeMaster master, String task) {
    return """
        {"leader":"master@%s","pid":"master@%s","id":"M","elected_time":1,
         "slaves":[{"id":"S0","pid":"slave(1)@10.0.0.10:5051","hostname":"10.0.0.10","active":true}],
         "frameworks":[{"id":"F0","name":"marathon","active":true,"pid":"s@10.0.0.9:1","tasks":[
           {"id":"%s","name":"%s","slave_id":"S0","framework_id":"F0","state":"TASK_RUNNING"}]}]}"""
        .formatted(master.address(), master.address(), task, task);
  }

  /** The wall clock, with what somebody set it forward or back. */
  private static final class SteppedClock extends Clock {

    private volatile Duration stepped = Duration.ZERO;

    void step(Duration by) {
      stepped = by;
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(stepped);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
