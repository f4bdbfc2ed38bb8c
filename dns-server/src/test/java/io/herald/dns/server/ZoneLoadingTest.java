package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.SourcePartition;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.ZoneText;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final SourcePartition mesos = catalog.register("mesos");
  private final SourcePartition serverSets = catalog.register("serverset /aurora");
  private final Zone zone = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
  private final Zone reverse = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
  private final Zone second = new Zone(SECOND, ZoneText.CLOCK);
  private ZoneLoading loading;

  private void start(Duration patience) {
    loading =
        new ZoneLoading(
            List.of(
                new ZoneLoading.Part(zone, ANNOUNCED),
                new ZoneLoading.Part(second, DnsName.parse("announced.example"))),
            List.of(reverse),
            catalog,
            serverSets.name(),
            patience);
    catalog.subscribe(loading);
  }

  @AfterEach
  void close() {
    loading.close();
  }

  @Test
  void beforeAnyPictureNothingIsAnswered() {
    start(Duration.ZERO);
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
    serverSets.edit().commit();
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
  }

  @Test
  void withoutMastersWhatIsAnnouncedIsAnsweredAndNothingElseIsDenied() {
    start(FOR_EVER);
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others SERVFAIL");
    assertThat(reverse.isLoaded()).isFalse();
    mesos.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
  }

  @Test
  void serverSetsThatDoNotComeKeepNoTaskFromBeingAnswered() {
    start(Duration.ZERO);
    mesos.replace(List.of());
    await().until(() -> answered().equals("announced SERVFAIL, others NXDOMAIN"));
    await().until(reverse::isLoaded);
    assertThat(zone.isLoaded()).isTrue();
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
  }

  @Test
  void serverSetsThatComeSoonAreWaitedFor() {
    start(FOR_EVER);
    mesos.replace(List.of());
    assertThat(answered()).isEqualTo("announced SERVFAIL, others SERVFAIL");
    serverSets.replace(List.of());
    assertThat(answered()).isEqualTo("announced NXDOMAIN, others NXDOMAIN");
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
