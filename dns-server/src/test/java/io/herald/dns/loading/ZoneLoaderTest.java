package io.herald.dns.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import io.herald.dns.zone.ZoneText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZoneLoaderTest {

  private static final int CROWD = 100_000;

  private final Zone zone = ZoneText.zone();
  private final List<Integer> pieces = new ArrayList<>();

  private static Contribution address(int number) {
    return ZoneText.contribution(
        "big.mesos. A 10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff));
  }

  /** Each piece writes all records of the name anew; of even pieces there would be 391. */
  @Test
  void aCrowdOfOneNameIsWrittenInEverLargerPieces() {
    zone.subscribe(
        new ZoneListener() {
          @Override
          public void changed(long before, ZoneChange change) {
            pieces.add(change.added().size() + change.removed().size());
          }
        });
    ZoneLoader feed = new ZoneLoader(zone, Runnable::run);

    feed.apply(
        List.of(), () -> IntStream.range(0, CROWD).mapToObj(ZoneLoaderTest::address).iterator());

    assertThat(zone.index().lookup(DnsName.parse("big.mesos."))).hasSize(CROWD);
    assertThat(feed.records()).containsEntry(RecordType.A, (long) CROWD);
    assertThat(pieces).hasSizeLessThan(300).allMatch(size -> size <= CROWD / 128);

    pieces.clear();
    feed.apply(
        () -> IntStream.range(0, CROWD).mapToObj(ZoneLoaderTest::address).iterator(), List.of());
    assertThat(zone.index().exists(DnsName.parse("big.mesos."))).isFalse();
    assertThat(pieces).hasSizeLessThan(300);
  }
}
