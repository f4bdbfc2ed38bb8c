package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A zone whose one part has another source than the rest: who is loaded is answered. */
class PartlyLoadedTest {

  private static final DnsName PART = DnsName.parse("announced.mesos");

  /** Steps; then the response codes of a name of the part, one missing there, both of the rest. */
  @ParameterizedTest
  @CsvSource({
    "'', SERVFAIL SERVFAIL SERVFAIL SERVFAIL",
    "part, NOERROR NXDOMAIN SERVFAIL SERVFAIL",
    "part part, NOERROR NXDOMAIN SERVFAIL SERVFAIL",
    "rest, SERVFAIL SERVFAIL NOERROR NXDOMAIN",
    "rest rest, SERVFAIL SERVFAIL NOERROR NXDOMAIN",
    "part rest, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "rest part, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "all, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "part all, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "rest all, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "all rest, NOERROR NXDOMAIN NOERROR NXDOMAIN",
    "all part, NOERROR NXDOMAIN NOERROR NXDOMAIN",
  })
  void whatIsLoadedIsAnsweredAndNothingElse(String steps, String expected) {
    Zone zone = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    zone.apply(
        List.of(),
        List.of(
            ZoneText.contribution(
                "hello.announced.mesos. A 10.0.0.1", "xannounced.mesos. A 10.0.0.2")));
    for (String step : steps.split(" ", -1)) {
      Consumer<Zone> mark =
          switch (step) {
            case "part" -> z -> z.markLoaded(PART);
            case "rest" -> z -> z.markLoadedExcept(PART);
            case "all" -> Zone::markLoaded;
            default -> z -> {};
          };
      mark.accept(zone);
    }
    assertThat(
            String.join(
                " ",
                rcode(zone, "Hello.Announced.mesos."),
                rcode(zone, "missing.announced.mesos."),
                rcode(zone, "xannounced.mesos."),
                rcode(zone, "missing.mesos.")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Leader.mesos., NOERROR",
    "master.mesos., NOERROR",
    "below.leader.mesos., SERVFAIL",
    "task.mesos., SERVFAIL",
    "missing.mesos., SERVFAIL",
    "master0.mesos., SERVFAIL",
    "mesos., SERVFAIL",
  })
  void earlyNamesAreAnsweredIfTheyAreThereAndNoOthers(String name, String expected) {
    Zone zone = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    zone.apply(
        List.of(),
        List.of(
            ZoneText.contribution(
                "leader.mesos. A 10.0.0.1", "master.mesos. A 10.0.0.1", "task.mesos. A 10.0.0.2")));
    zone.answerEarly(
        List.of(
            DnsName.parse("LEADER.mesos"),
            DnsName.parse("master.mesos"),
            DnsName.parse("master0.mesos")));
    assertThat(rcode(zone, name)).isEqualTo(expected);
    zone.markLoaded(PART);
    assertThat(rcode(zone, name)).isEqualTo(expected);
    zone.answerEarly(List.of());
    assertThat(rcode(zone, name)).isEqualTo("SERVFAIL");
    zone.markLoaded();
    assertThat(rcode(zone, "master0.mesos.")).isEqualTo("NXDOMAIN");
  }

  private static String rcode(Zone zone, String name) {
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    byte[] query = ZoneText.query(name, "A").toWire();
    responder.respond(query, query.length, Transport.UDP);
    return responder.rcode().name();
  }
}
