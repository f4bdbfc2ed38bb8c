package io.herald.dns.zone;

import static io.herald.dns.zone.ZoneText.contribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZoneTest {

  private static final DnsName WEB = DnsName.parse("web.mesos.");

  private final Zone zone = ZoneText.zone();

  @Test
  void aRecordStaysUntilItsLastContributionGoes() {
    Contribution one = contribution("web.mesos. A 10.0.0.1", "web.mesos. A 10.0.0.2");
    Contribution two = contribution("web.mesos. A 10.0.0.2", "web.mesos. A 10.0.0.3");
    zone.apply(List.of(), List.of(one, two));

    ZoneChange change = zone.apply(List.of(one), List.of());

    assertThat(change.removed()).isEqualTo(contribution("web.mesos. A 10.0.0.1").records());
    assertThat(change.added()).isEmpty();
    assertThat(zone.index().lookup(WEB)).isEqualTo(two.records());
    zone.apply(List.of(two), List.of());
    assertThat(zone.index().lookup(WEB)).isEmpty();
    assertThat(zone.index().exists(WEB)).isFalse();
  }

  @Test
  void aChangeIsTheNetDifferenceAndNoDifferenceIsNoNewSerial() {
    Contribution task =
        contribution("web.mesos. A 10.0.0.1", "_web._tcp.mesos. SRV 0 1 1 a.mesos.");
    zone.apply(List.of(), List.of(task));
    long serial = zone.serial();

    ZoneChange again = zone.apply(List.of(task), List.of(task));
    ZoneChange shared = zone.apply(List.of(), List.of(task));
    ZoneChange unshared = zone.apply(List.of(task), List.of());

    assertThat(List.of(again, shared, unshared))
        .allSatisfy(change -> assertThat(change.isEmpty()).isTrue())
        .allSatisfy(change -> assertThat(change.serial()).isEqualTo(serial));
    assertThat(zone.serial()).isEqualTo(serial);

    Contribution moved =
        contribution("web.mesos. A 10.0.0.9", "_web._tcp.mesos. SRV 0 1 1 a.mesos.");
    ZoneChange move = zone.apply(List.of(task), List.of(moved));
    assertThat(move.serial()).isEqualTo(serial + 1);
    assertThat(move.removed()).isEqualTo(contribution("web.mesos. A 10.0.0.1").records());
    assertThat(move.added()).isEqualTo(contribution("web.mesos. A 10.0.0.9").records());
  }

  static List<Contribution> faulty() {
    ResourceRecord good = ZoneText.record("new.mesos. A 10.0.0.7");
    return List.of(
        new Contribution(List.of(good, ZoneText.record("web.example. A 10.0.0.1"))),
        new Contribution(List.of(good, new ResourceRecord(WEB, RecordType.A, new byte[5]))),
        new Contribution(List.of(good, new ResourceRecord(WEB, RecordType.AAAA, new byte[4]))),
        new Contribution(List.of(good, new ResourceRecord(WEB, RecordType.SRV, new byte[6]))),
        new Contribution(
            List.of(
                good, new ResourceRecord(WEB, RecordType.SRV, new byte[] {0, 0, 0, 0, 0, 0, 9}))),
        new Contribution(List.of(good, new ResourceRecord(WEB, RecordType.PTR, new byte[] {1, 1}))),
        new Contribution(List.of(good, new ResourceRecord(WEB, RecordType.TXT, new byte[0]))),
        new Contribution(
            List.of(
                good, new ResourceRecord(DnsName.parse("mesos."), RecordType.SOA, new byte[22]))));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void aBatchWithAFaultChangesNothing(Contribution faulty) {
    Contribution web = contribution("web.mesos. A 10.0.0.1");
    zone.apply(List.of(), List.of(web));
    List<ResourceRecord> before = records();

    assertThatThrownBy(() -> zone.apply(List.of(web), List.of(faulty)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("record of " + faulty.records().get(1).owner());

    assertThat(records()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void takingOutWhatIsNotInIsAFaultAndChangesNothing() {
    Contribution web = contribution("web.mesos. A 10.0.0.1");
    Contribution other = contribution("web.mesos. A 10.0.0.2");
    zone.apply(List.of(), List.of(web));
    for (List<Contribution> removed :
        List.of(List.of(web, web), List.of(other), List.of(contribution("no.mesos. A 1.2.3.4")))) {
      assertThatThrownBy(() -> zone.apply(removed, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("more often than it was put in");
    }
    assertThat(zone.index().lookup(WEB)).isEqualTo(web.records());
  }

  @Test
  void loadingInManyBatchesIsOneSerial() {
    Zone loading = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    for (int i = 0; i < 100; i++) {
      ZoneChange change =
          loading.apply(List.of(), List.of(contribution("t" + i + ".mesos. A 10.0.0.1")));
      assertThat(change.serial()).isEqualTo(ZoneText.UNIX_TIME);
    }
    assertThat(loading.isLoaded()).isFalse();
    loading.markLoaded();
    assertThat(loading.isLoaded()).isTrue();
    assertThat(loading.serial()).isEqualTo(ZoneText.UNIX_TIME);
  }

  @Test
  void everyRecordHasTheZonesTtlAndANegativeAnswerTheLesserOne() throws Exception {
    ZoneSettings usual = ZoneText.SETTINGS;
    Zone brief =
        new Zone(
            new ZoneSettings(
                usual.apex(),
                7,
                usual.primary(),
                usual.mailbox(),
                1,
                2,
                3,
                4,
                DnsName.parse("b.mesos.")),
            ZoneText.CLOCK);
    brief.apply(List.of(), List.of(contribution("web.mesos. A 10.0.0.1")));
    brief.markLoaded();
    QueryResponder responder = new QueryResponder(brief.index(), ResponderSettings.DEFAULT, 1);
    assertThat(ask(responder, "web.mesos.", "A")).contains("web.mesos. 7 A 10.0.0.1");
    assertThat(ask(responder, "mesos.", "NS")).contains("AN mesos. 7 NS b.mesos.");
    assertThat(ask(responder, "nope.mesos.", "NS"))
        .endsWith("NS mesos. 4 SOA ns1.mesos. root.ns1.mesos. " + ZoneText.UNIX_TIME + " 1 2 3 4");
  }

  @Test
  void theSerialFollowsTheClockAndGoesOnWhereItIsAhead() {
    SettableClock clock = new SettableClock();
    clock.seconds = 5_000;
    Zone ticking = new Zone(ZoneText.SETTINGS, clock, 6_000);
    ticking.markLoaded();
    assertThat(ticking.serial()).isEqualTo(6_001);
    assertThat(ticking.apply(List.of(), List.of(contribution("a.mesos. A 1.1.1.1"))).serial())
        .isEqualTo(6_002);
    clock.seconds = 7_000;
    assertThat(ticking.apply(List.of(), List.of(contribution("b.mesos. A 1.1.1.1"))).serial())
        .isEqualTo(7_000);
    assertThat(ticking.index().lookup(DnsName.parse("mesos."), RecordType.SOA)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1700000000, 1700000000",
    "1700000000, 1700000000, 1700000001",
    "1700000005, 1700000000, 1700000006",
    "4294967295, 5, 5",
    "4294967295, 4294967295, 0",
    "2147483648, 0, 2147483649",
    "100, 4294967296, 101",
  })
  void serialsWrapAsRfc1982Says(long last, long now, long next) {
    assertThat(Serial.next(last, now)).isEqualTo(next);
  }

  @Test
  void aSnapshotIsTheZoneOfItsMoment() {
    zone.apply(List.of(), List.of(contribution("web.mesos. A 10.0.0.1")));
    ZoneSnapshot snapshot = zone.snapshot();
    zone.apply(List.of(contribution("web.mesos. A 10.0.0.1")), List.of());
    List<ResourceRecord> records = new ArrayList<>();
    snapshot.forEachRecord(records::add);
    assertThat(records)
        .extracting(record -> record.owner() + " " + record.type())
        .containsExactlyInAnyOrder("mesos. SOA", "mesos. NS", "web.mesos. A");
    assertThat(snapshot.serial()).isEqualTo(zone.serial() - 1);
  }

  private List<ResourceRecord> records() {
    List<ResourceRecord> records = new ArrayList<>();
    zone.snapshot().forEachRecord(records::add);
    return records;
  }

  private static String ask(QueryResponder responder, String name, String type) throws Exception {
    byte[] wire = ZoneText.query(name, type).toWire();
    int length = responder.respond(wire, wire.length, Transport.UDP);
    return ZoneText.text(
        new org.xbill.DNS.Message(java.util.Arrays.copyOf(responder.reply(), length)));
  }

  private static final class SettableClock extends Clock {
    private long seconds;

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(seconds);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
