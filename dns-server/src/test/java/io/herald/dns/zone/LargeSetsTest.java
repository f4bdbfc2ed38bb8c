package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

class LargeSetsTest {

  private final List<String> heard = new ArrayList<>();
  private final Zone zone = ZoneText.zone();

  private void listen(int answerLimit) {
    zone.report(
        new LargeSets(
            answerLimit, ReplyOpt.LONGEST, (owner, large) -> heard.add(owner + " " + large)));
  }

  private static List<Contribution> addresses(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> ZoneText.record("big.mesos. A 10.0." + i / 256 + "." + i % 256))
        .map(record -> new Contribution(List.of(record)))
        .toList();
  }

  private static Contribution service(int number) {
    List<ResourceRecord> records = new ArrayList<>();
    records.add(ZoneText.record("big.mesos. SRV 0 1 " + number + " i" + number + ".mesos."));
    return new Contribution(records);
  }

  @Test
  void aNameIsToldWhenItsSetsBecomeTooLargeAndWhenTheyNoLongerAre() {
    listen(0);
    zone.apply(List.of(), addresses(0, 4000));
    assertThat(heard).isEmpty();

    zone.apply(List.of(), addresses(4000, 4100));
    zone.apply(List.of(), addresses(4100, 4200));
    assertThat(heard).containsExactly("big.mesos. [A]");

    zone.apply(List.of(), IntStream.range(1, 3000).mapToObj(LargeSetsTest::service).toList());
    assertThat(heard).containsExactly("big.mesos. [A]", "big.mesos. [A, SRV]");

    zone.apply(addresses(0, 4200), List.of());
    zone.apply(IntStream.range(1, 3000).mapToObj(LargeSetsTest::service).toList(), List.of());
    assertThat(heard.subList(2, heard.size())).containsExactly("big.mesos. [SRV]", "big.mesos. []");
  }

  @Test
  void aSetOfWhichAnAnswerHoldsAFewIsNotTooLarge() {
    listen(100);
    zone.apply(List.of(), addresses(0, 5000));
    assertThat(heard).isEmpty();
  }

  /** The largest set that isn't told is one that every query gets whole. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void whatIsNotToldComesWhole(boolean edns) {
    listen(0);
    int records = 0;
    while (heard.isEmpty()) {
      int from = records;
      records += from < 4000 ? 4000 : 1;
      zone.apply(List.of(), addresses(from, records));
    }
    zone.apply(addresses(records - 1, records), List.of());
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    var query = ZoneText.query("big.mesos.", "A");
    if (edns) {
      query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    }
    byte[] wire = query.toWire();
    assertThat(responder.respond(wire, wire.length, Transport.TCP)).isGreaterThan(65_300);
    assertThat(responder.partial()).isFalse();
  }
}
