package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The zone against the plainest model of it: a map of how many contributions hold each record. */
class ZoneModelTest {

  private static final String[] LABELS = {"a", "b", "ab", "web", "_tcp", "x-1"};

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Zone zone = ZoneText.zone();
  private final Map<ResourceRecord, Integer> model = new HashMap<>();
  private final List<Contribution> present = new ArrayList<>();

  @RepeatedTest(3)
  void whateverComesAndGoesTheZoneIsTheSumOfItsContributions() {
    for (int batch = 0; batch < 400; batch++) {
      boolean shrinking = batch / 50 % 2 == 1;
      List<Contribution> removed = new ArrayList<>();
      List<Contribution> added = new ArrayList<>();
      for (int i = random.nextInt(shrinking ? 6 : 3); i > 0 && !present.isEmpty(); i--) {
        removed.add(present.remove(random.nextInt(present.size())));
      }
      for (int i = random.nextInt(shrinking ? 3 : 6); i > 0; i--) {
        added.add(randomContribution());
      }
      applyAndCompare(removed, added);
      if (random.nextInt(4) == 0) {
        refuse();
      }
    }
    List<Contribution> rest = List.copyOf(present);
    present.clear();
    applyAndCompare(rest, List.of());
    assertThat(zone.index().size()).as("the apex alone is left").isEqualTo(1);
  }

  /** A batch with something wrong in it, which the next one knows nothing of. */
  private void refuse() {
    List<Contribution> removed = new ArrayList<>(present);
    removed.add(ZoneText.contribution("nobody.put.this.in.mesos. A 10.0.0.1"));
    List<Contribution> added = List.of(randomContribution(), randomContribution());
    assertThatThrownBy(() -> zone.apply(removed, added))
        .as("seed %d", seed)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing was changed");
    compareRecords();
  }

  private void applyAndCompare(List<Contribution> removed, List<Contribution> added) {
    Set<ResourceRecord> before = new HashSet<>(model.keySet());
    removed.forEach(contribution -> contribution.records().forEach(this::takeOut));
    added.forEach(
        contribution ->
            contribution.records().forEach(record -> model.merge(record, 1, Integer::sum)));
    present.addAll(added);

    ZoneChange change = zone.apply(removed, added);

    Set<ResourceRecord> gone = new HashSet<>(before);
    gone.removeAll(model.keySet());
    Set<ResourceRecord> fresh = new HashSet<>(model.keySet());
    fresh.removeAll(before);
    assertThat(change.removed()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(gone);
    assertThat(change.added()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(fresh);
    compareRecords();
    compareResponseCodes();
  }

  private void compareRecords() {
    List<ResourceRecord> records = new ArrayList<>();
    zone.snapshot().forEachRecord(records::add);
    records.removeIf(record -> record.owner().equals(zone.index().apex()));
    assertThat(records).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(model.keySet());
  }

  private void compareResponseCodes() {
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    for (int i = 0; i < 20; i++) {
      DnsName name = randomName();
      RecordType type = randomType();
      boolean exists = model.keySet().stream().anyMatch(record -> record.owner().isAtOrBelow(name));
      long answers =
          model.keySet().stream()
              .filter(record -> record.owner().equals(name) && record.type() == type)
              .count();
      byte[] query = ZoneText.query(name.toString(), type.name()).toWire();
      responder.respond(query, query.length, Transport.TCP);
      assertThat(responder.rcode())
          .as("seed %d: %s %s", seed, name, type)
          .isEqualTo(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
      assertThat(WireBytes.getShort(responder.reply(), 6))
          .as("seed %d: %s %s", seed, name, type)
          .isEqualTo((int) answers);
      assertThat(WireBytes.getShort(responder.reply(), 8)).isEqualTo(answers == 0 ? 1 : 0);
    }
  }

  private void takeOut(ResourceRecord record) {
    model.computeIfPresent(record, (same, count) -> count == 1 ? null : count - 1);
  }

  private Contribution randomContribution() {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      records.add(randomRecord());
    }
    return new Contribution(records);
  }

  private ResourceRecord randomRecord() {
    DnsName owner = randomName();
    return switch (randomType()) {
      case SRV -> ResourceRecord.srv(owner, 0, 1, random.nextInt(3), randomName());
      case AAAA -> {
        byte[] address = new byte[16];
        address[15] = (byte) random.nextInt(4);
        yield new ResourceRecord(owner, RecordType.AAAA, address);
      }
      default ->
          new ResourceRecord(
              owner, RecordType.A, new byte[] {10, 0, 0, (byte) random.nextInt(256)});
    };
  }

  private RecordType randomType() {
    return switch (random.nextInt(3)) {
      case 0 -> RecordType.SRV;
      case 1 -> RecordType.AAAA;
      default -> RecordType.A;
    };
  }

  private DnsName randomName() {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      name.append(LABELS[random.nextInt(LABELS.length)]).append('.');
    }
    return DnsName.parse(name + "mesos.");
  }

  @Test
  void tenThousandNamesComeAndGoAndAreFoundInBetween() {
    AnswerIndex index = zone.index();
    for (int round = 0; round < 3; round++) {
      List<Contribution> all = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        all.add(ZoneText.contribution("t" + i + "r" + round + ".mesos. A 10.0.0." + i % 256));
      }
      zone.apply(List.of(), all);
      for (Contribution one : all) {
        assertThat(index.lookup(one.records().get(0).owner())).isEqualTo(one.records());
      }
      assertThat(index.size()).isEqualTo(10_001);
      zone.apply(all, List.of());
      for (Contribution one : all) {
        assertThat(index.exists(one.records().get(0).owner())).isFalse();
      }
    }
  }
}
