package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The journal against the plainest model of it: a list of changes. */
class JournalTest {

  private static final int CAPACITY = 300;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Deque<ZoneChange> model = new ArrayDeque<>();
  private long serial = 1;

  private List<ResourceRecord> records(int most) {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      records.add(
          ZoneText.record(
              "t%d.mesos. A 10.0.0.%d".formatted(random.nextInt(1000), random.nextInt(256))));
    }
    return records;
  }

  private void change(Journal journal) {
    int most = random.nextInt(50) == 0 ? CAPACITY : 20;
    ZoneChange change = new ZoneChange(serial + 1, records(most), records(most));
    journal.changed(serial++, change);
    model.addLast(change);
    while (model.stream().mapToInt(JournalTest::size).sum() > CAPACITY) {
      model.removeFirst();
    }
  }

  private static int size(ZoneChange change) {
    return change.removed().size() + change.added().size();
  }

  private void compare(Journal journal) {
    assertThat(journal.records())
        .as("seed %d", seed)
        .isEqualTo(model.stream().mapToInt(JournalTest::size).sum());
    if (model.isEmpty()) {
      assertThat(journal.since(serial - 1)).as("seed %d", seed).isEmpty();
      return;
    }
    long oldest = model.getFirst().serial() - 1;
    assertThat(journal.since(oldest - 1)).as("seed %d", seed).isEmpty();
    List<ZoneChange> steps =
        journal.since(oldest).orElseThrow().stream()
            .map(step -> new ZoneChange(step.to(), step.removed(), step.added()))
            .toList();
    assertThat(steps).as("seed %d", seed).containsExactlyElementsOf(model);
  }

  @Test
  void itHoldsTheLatestChangesAndTheOldestGoFirst() {
    Journal journal = new Journal(CAPACITY);
    for (int i = 0; i < 1000; i++) {
      change(journal);
      if (i % 10 == 0) {
        compare(journal);
      }
    }
    compare(journal);
  }

  @Test
  void anotherGoesOnFromIt() {
    Journal before = new Journal(CAPACITY);
    for (int i = 0; i < 20; i++) {
      change(before);
    }
    Journal after = new Journal(CAPACITY);
    after.changed(7, new ZoneChange(8, records(5), records(5)));
    ZoneChange difference = new ZoneChange(serial + 1, List.of(), List.of());
    after.continueFrom(before, serial++, Optional.of(difference));
    model.addLast(difference);
    compare(after);

    after.continueFrom(before, serial, Optional.empty());
    model.clear();
    compare(after);
  }

  @Test
  void whatWasReadStaysWhateverBecomesOfTheJournal() {
    Journal journal = new Journal(CAPACITY);
    change(journal);
    ZoneChange first = model.getFirst();
    PackedRecords added = journal.since(1).orElseThrow().get(0).added();
    for (int i = 0; i < 200; i++) {
      change(journal);
    }
    assertThat(added).as("seed %d", seed).containsExactlyElementsOf(first.added());
  }
}
