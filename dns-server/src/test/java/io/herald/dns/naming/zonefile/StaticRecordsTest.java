package io.herald.dns.naming.zonefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is followed. */
class StaticRecordsTest {

  private static final ResourceRecord ONE = ZoneText.record("one.mesos. A 10.9.0.1");
  private static final ResourceRecord TWO = ZoneText.record("two.mesos. A 10.9.0.2");

  @TempDir private Path folder;

  private volatile List<ResourceRecord> records = List.of();
  private volatile Optional<String> problem = Optional.empty();
  private final AtomicInteger taken = new AtomicInteger();
  private StaticRecords followed;

  @AfterEach
  void stop() {
    followed.close();
  }

  private Path follow(Duration interval) {
    Path file = folder.resolve("own.zone");
    followed =
        new StaticRecords(
            file,
            new ZoneFile(List.of(DnsName.parse("mesos"))),
            new StaticRecords.Target() {
              @Override
              public void records(List<ResourceRecord> now) {
                records = now;
                taken.incrementAndGet();
              }

              @Override
              public void problem(Optional<String> sentence) {
                problem = sentence;
              }
            },
            interval);
    return file;
  }

  @Test
  void aChangedFileIsTakenWithoutBeingAsked() throws Exception {
    Path file = follow(Duration.ofMillis(20));
    Files.writeString(file, "one A 10.9.0.1\n");
    followed.start();
    assertThat(records).containsExactly(ONE);
    Files.writeString(file, "one A 10.9.0.1\ntwo A 10.9.0.2\n");
    await().until(() -> records.size() == 2);
    // As editors and configuration tools do it; the size is the same.
    Path other = Files.writeString(folder.resolve("new"), "two A 10.9.0.2\ntwo A 10.9.0.2\n");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    await().until(() -> records.equals(List.of(TWO)));
    assertThat(problem).isEmpty();
  }

  @Test
  void aBadOrMissingFileKeepsTheOldRecordsAndSaysWhy() throws Exception {
    Path file = follow(Duration.ofHours(1));
    Files.writeString(file, "one A 10.9.0.1\n");
    followed.start();
    Files.writeString(file, "one A 10.9.0.1\ntwo A here\n");
    assertThat(followed.reload()).isFalse();
    assertThat(records).containsExactly(ONE);
    assertThat(problem.orElseThrow())
        .startsWith(file + ":2: Invalid address: here")
        .endsWith("; the 1 records read before are served");
    Files.delete(file);
    assertThat(followed.reload()).isFalse();
    assertThat(problem.orElseThrow()).startsWith(file + ": there is no such file");
    assertThat(records).containsExactly(ONE);
    Files.writeString(file, "two A 10.9.0.2\n");
    assertThat(followed.reload()).isTrue();
    assertThat(records).containsExactly(TWO);
    assertThat(problem).isEmpty();
    // The same again is no change.
    assertThat(followed.reload()).isTrue();
    assertThat(taken).hasValue(2);
  }

  @Test
  void aFileThatComesLaterIsTakenThen() throws Exception {
    Path file = follow(Duration.ofMillis(20));
    followed.start();
    assertThat(problem).isPresent();
    Files.writeString(file, "one A 10.9.0.1\n");
    await().until(() -> records.equals(List.of(ONE)));
    await().until(() -> problem.isEmpty());
  }
}
