package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

class SignedQueriesTest {

  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

  @ParameterizedTest(name = "{0} of {1} records over {2} with EDNS size {3} to {4}")
  @CsvSource({
    // Over a stream as many as leave room for the signature.
    "hmac-sha512, 5000, TCP, 1232, 127.0.0.1, 4000, 4093, false",
    "hmac-sha256, 5000, TLS, -1, 127.0.0.1, 4000, 4093, false",
    "hmac-sha256, 4000, TCP, -1, 127.0.0.1, 4000, 4000, false",
    // RFC 8945 §5.3: of what doesn't fit only the question is left.
    "hmac-sha256, 100, UDP, -1, 127.0.0.1, 0, 0, true",
    "hmac-sha256, 100, UDP, 1232, 127.0.0.1, 0, 0, true",
    "hmac-sha256, 100, UDP, 4096, 127.0.0.1, 100, 100, false",
    "hmac-sha256, 100, UDP, 4096, 203.0.113.1, 0, 0, true",
  })
  void aReplyWithItsSignatureIsAsLongAsItMayBe(
      String algorithm,
      int records,
      Transport transport,
      int ednsSize,
      String from,
      int least,
      int most,
      boolean cut)
      throws Exception {
    InetAddress client = InetAddress.getByName(from);
    Zone zone =
        ZoneText.zone(
            IntStream.range(0, records)
                .mapToObj(i -> "big.mesos. A 10.0." + i / 256 + "." + i % 256)
                .toArray(String[]::new));
    TsigKeys keys =
        TsigKeys.parse(
            "the test",
            "key \"monitor\" { algorithm " + algorithm + "; secret \"" + SECRET + "\"; };");
    SignedQueries signed =
        new SignedQueries(
            new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1),
            keys,
            new ReplyOpt(ResponderSettings.DEFAULT),
            UdpSizes.DEFAULT);
    Message query = ZoneText.query("big.mesos.", "A");
    if (ednsSize >= 0) {
      query.addRecord(new OPTRecord(ednsSize, 0, 0), Section.ADDITIONAL);
    }
    TSIG key = keys.find("monitor").orElseThrow();
    key.apply(query, null);
    byte[] wire = query.toWire();

    byte[] reply = signed.answer(new Message(wire), wire, client, transport);

    assertThat(reply.length)
        .isLessThanOrEqualTo(
            transport == Transport.UDP
                ? UdpSizes.DEFAULT.limit(query.getOPT(), client)
                : MessageHeader.MAX_MESSAGE);
    Message message = new Message(reply);
    assertThat(message.getSection(Section.ANSWER).size()).isBetween(least, most);
    assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(cut);
    assertThat(Rcode.TSIGstring(key.verify(message, reply, query.getTSIG()))).isEqualTo("NOERROR");
  }
}
