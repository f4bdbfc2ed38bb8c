package io.herald.dns.naming.zonefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.threads.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is followed. */
class StaticRecordsTest {

  private static final ResourceRecord ONE = ZoneText.record("one.mesos. A 10.9.0.1");
  private static final ResourceRecord TWO = ZoneText.record("two.mesos. A 10.9.0.2");
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private final ManualScheduler scheduler = new ManualScheduler();
  private volatile List<ResourceRecord> records = List.of();
  private volatile Optional<String> problem = Optional.empty();
  private volatile CountDownLatch mayTake = new CountDownLatch(0);
  private final AtomicInteger taken = new AtomicInteger();
  private Path file;
  private StaticRecords followed;

  @BeforeEach
  void start() throws Exception {
    file = Files.writeString(folder.resolve("own.zone"), "one A 10.9.0.1\n");
    followed = open(file);
    followed.start();
  }

  @AfterEach
  void stop() {
    followed.close();
  }

  private StaticRecords open(Path file) {
    return new StaticRecords(
        file,
        new ZoneFile(List.of(DnsName.parse("mesos"))),
        new StaticRecords.Target() {
          @Override
          public void records(List<ResourceRecord> now) {
            try {
              mayTake.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            records = now;
            taken.incrementAndGet();
          }

          @Override
          public void problem(Optional<String> sentence) {
            problem = sentence;
          }
        },
        scheduler,
        Clock.systemUTC());
  }

  @Test
  void aChangedFileIsTakenWithoutBeingAsked() throws Exception {
    assertThat(records).containsExactly(ONE);
    Files.writeString(file, "one A 10.9.0.1\ntwo A 10.9.0.2\n");
    scheduler.advance(INTERVAL);
    await().until(() -> records.size() == 2);
    // As editors and configuration tools do it; the size is the same.
    Path other = Files.writeString(folder.resolve("new"), "two A 10.9.0.2\ntwo A 10.9.0.2\n");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    scheduler.advance(INTERVAL);
    await().until(() -> records.equals(List.of(TWO)));
    assertThat(problem).isEmpty();
  }

  @Test
  void aBadOrMissingFileKeepsTheOldRecordsAndSaysWhy() throws Exception {
    Files.writeString(file, "one A 10.9.0.1\ntwo A here\n");
    assertThat(followed.reload()).isPresent();
    assertThat(records).containsExactly(ONE);
    assertThat(problem.orElseThrow())
        .startsWith(file + ":2: Invalid address: here")
        .endsWith("; the 1 records read before are served");
    Files.delete(file);
    assertThat(followed.reload()).isEqualTo(problem);
    assertThat(problem.orElseThrow()).startsWith(file + ": there is no such file");
    assertThat(records).containsExactly(ONE);
    Files.writeString(file, "two A 10.9.0.2\n");
    assertThat(followed.reload()).isEmpty();
    assertThat(records).containsExactly(TWO);
    assertThat(problem).isEmpty();
    // The same again is no change.
    assertThat(followed.reload()).isEmpty();
    assertThat(taken).hasValue(2);
  }

  @Test
  void aFileThatComesBackIsTakenThen() throws Exception {
    Files.delete(file);
    scheduler.advance(INTERVAL);
    await().until(() -> problem.isPresent());
    Files.writeString(file, "two A 10.9.0.2\n");
    scheduler.advance(INTERVAL);
    await().until(() -> records.equals(List.of(TWO)));
    await().until(() -> problem.isEmpty());
  }

  @Test
  void aFileThatIsBadAtTheStartIsRefused() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.zone"), "two A here\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(bad))
        .withMessage(bad + ":1: Invalid address: here");
    Path missing = folder.resolve("missing.zone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(missing))
        .withMessageStartingWith(missing + ": there is no such file");
  }

  /** It has other work, and a file of 100 MB takes seconds. */
  @Test
  void theSchedulerWaitsForNoReading() throws Exception {
    mayTake = new CountDownLatch(1);
    Files.writeString(file, "two A 10.9.0.2\n");
    scheduler.advance(INTERVAL);
    await().until(StaticRecordsTest::isReading);
    Thread housekeeping =
        Threads.daemon("scheduler-of-the-test", () -> scheduler.advance(INTERVAL.multipliedBy(10)));
    housekeeping.start();
    await().until(() -> !housekeeping.isAlive());
    assertThat(records).containsExactly(ONE);
    mayTake.countDown();
    await().until(() -> records.equals(List.of(TWO)));
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().entrySet().stream()
        .anyMatch(
            thread ->
                thread.getKey().getName().equals("dns-zone-file")
                    && List.of(thread.getValue()).toString().contains("CountDownLatch"));
  }

  @Test
  void afterItIsClosedNobodyLooks() {
    followed.close();
    assertThat(scheduler.size()).isZero();
  }
}
