package io.herald.dns.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Catalog;
import io.herald.catalog.SourcePartition;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From when on a zone with two sources is answered from. */
class ZoneLoadingTest {

  private static final DnsName ANNOUNCED = DnsName.parse("announced.mesos");
  private static final ZoneSettings SECOND =
      new ZoneSettings(
          DnsName.parse("example"),
          60,
          DnsName.parse("ns1.example"),
          DnsName.parse("root.ns1.example"),
          60,
          600,
          86_400,
          60,
          DnsName.parse("ns1.example"));

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final SourcePartition mesos = catalog.register("mesos");
  private final SourcePartition serverSets = catalog.register("serverset /aurora");
  private final Zone zone = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
  private final Zone reverse = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
  private final Zone second = new Zone(SECOND, ZoneText.CLOCK);
  private final ManualScheduler scheduler = new ManualScheduler();
  private ZoneLoading loading;

  @BeforeEach
  void start() {
    loading =
        new ZoneLoading(
            List.of(
                new ZoneLoading.Part(zone, ANNOUNCED),
                new ZoneLoading.Part(second, DnsName.parse("announced.example"))),
            List.of(reverse),
            catalog,
            serverSets.name(),
            PATIENCE,
            scheduler);
    catalog.subscribe(loading);
  }

  @AfterEach
  void close() {
    loading.close();
  }

  @Test
  void beforeAnyPictureNothingIsAnswered() {
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
    serverSets.edit().commit();
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
  }

  @Test
  void withoutMastersWhatIsAnnouncedIsAnsweredAndNothingElseIsDenied() {
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others SERVFAIL");
    assertThat(reverse.isLoaded()).isFalse();
    mesos.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
  }

  @Test
  void serverSetsThatDoNotComeKeepNoTaskFromBeingAnswered() {
    mesos.replace(List.of());
    scheduler.advance(PATIENCE.minusMillis(1));
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
    scheduler.advance(Duration.ofMillis(1));
    assertThat(answered()).isEqualTo("announced SERVFAIL, others NXDOMAIN");
    assertThat(reverse.isLoaded()).isTrue();
    assertThat(zone.isLoaded()).isTrue();
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
  }

  @Test
  void serverSetsThatComeSoonAreWaitedFor() {
    mesos.replace(List.of());
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
    assertThat(scheduler.size()).as("work that waits").isZero();
  }

  @Test
  void onceItIsClosedNothingIsMarkedAnyMore() {
    mesos.replace(List.of());
    loading.close();
    scheduler.advance(PATIENCE);
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
  }

  private String answered() {
    String second = answered(this.second, "example.");
    String first = answered(zone, "mesos.");
    return first.equals(second) ? first : first + ", but in the second domain " + second;
  }

  private static String answered(Zone zone, String apex) {
    return "announced "
        + rcode(zone, "x.announced." + apex)
        + ", others "
        + rcode(zone, "x." + apex);
  }

  private static String rcode(Zone zone, String name) {
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    byte[] query = ZoneText.query(name, "A").toWire();
    responder.respond(query, query.length, Transport.UDP);
    return responder.rcode().name();
  }
}
