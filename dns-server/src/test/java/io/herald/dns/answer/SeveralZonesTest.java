package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.ZoneText;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;

/** One responder for a domain and the reverse zones of its networks. */
class SeveralZonesTest {

  private final Zone mesos = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final Zone ten = zone("10.in-addr.arpa.", "1.0.0.10.in-addr.arpa. PTR web.mesos.");
  private final Zone six = zone("d.f.ip6.arpa.");
  private final Zone empty = new Zone(settings("168.192.in-addr.arpa."), ZoneText.CLOCK);

  private final QueryResponder responder =
      new QueryResponder(
          List.of(mesos.index(), ten.index(), six.index(), empty.index()),
          ResponderSettings.DEFAULT,
          1);

  @ParameterizedTest(name = "{0} {1}: {2}, {3}")
  @CsvSource({
    "web.mesos., A, ANSWERED, NOERROR, AN web.mesos. 60 A 10.0.0.1",
    "1.0.0.10.in-addr.arpa., PTR, ANSWERED, NOERROR, AN 1.0.0.10.in-addr.arpa. 60 PTR web.mesos.",
    "1.0.0.10.IN-ADDR.ARPA., PTR, ANSWERED, NOERROR, AN 1.0.0.10.IN-ADDR.ARPA. 60 PTR web.mesos.",
    "1.0.0.10.in-addr.arpa., A, ANSWERED, NOERROR, NS 10.in-addr.arpa. 30 SOA",
    "0.0.10.in-addr.arpa., PTR, ANSWERED, NOERROR, NS 10.in-addr.arpa. 30 SOA",
    "2.0.0.10.in-addr.arpa., PTR, ANSWERED, NXDOMAIN, NS 10.in-addr.arpa. 30 SOA",
    "10.in-addr.arpa., SOA, ANSWERED, NOERROR, AN 10.in-addr.arpa. 60 SOA",
    "1.d.f.ip6.arpa., PTR, ANSWERED, NXDOMAIN, NS d.f.ip6.arpa. 30 SOA",
    "nothing.mesos., A, ANSWERED, NXDOMAIN, NS mesos. 30 SOA",
    "1.168.192.in-addr.arpa., PTR, NOT_LOADED, SERVFAIL, ''",
    "in-addr.arpa., SOA, OUTSIDE_ZONE, REFUSED, ''",
    "1.0.0.11.in-addr.arpa., PTR, OUTSIDE_ZONE, REFUSED, ''",
    "110.in-addr.arpa., PTR, OUTSIDE_ZONE, REFUSED, ''",
    "10.in-addr.arpa., AXFR, TRANSFER, REFUSED, ''",
    "example.org., A, OUTSIDE_ZONE, REFUSED, ''",
  })
  void eachQuestionIsAnsweredFromItsZone(
      String name, String type, Outcome outcome, String rcode, String record) throws Exception {
    byte[] query = ZoneText.query(name, type).toWire();
    int length = responder.respond(query, query.length, Transport.TCP);
    Message reply = new Message(Arrays.copyOf(responder.reply(), length));
    assertThat(responder.outcome()).isEqualTo(outcome);
    assertThat(org.xbill.DNS.Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(ZoneText.text(reply)).contains(record);
  }

  private static ZoneSettings settings(String apex) {
    ZoneSettings like = ZoneText.SETTINGS;
    return new ZoneSettings(
        DnsName.parse(apex),
        like.ttl(),
        like.primary(),
        like.mailbox(),
        like.refresh(),
        like.retry(),
        like.expire(),
        like.minimum(),
        like.nameServers());
  }

  private static Zone zone(String apex, String... records) {
    Zone zone = new Zone(settings(apex), ZoneText.CLOCK);
    zone.apply(List.of(), List.of(ZoneText.contribution(records)));
    zone.markLoaded();
    return zone;
  }
}
