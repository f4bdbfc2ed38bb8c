package io.herald.dns.answer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.time.Duration;
import java.util.Optional;

/**
 * Any bytes at all, to a zone with every kind of answer. In the build the committed inputs are
 * played; {@code JAZZER_FUZZ=1 mvn … -Dtest=QueryResponderFuzzTest
 * -Dsurefire.argLine=-Djazzer.hooks=true} looks for new ones for a minute.
 */
class QueryResponderFuzzTest {

  private static final QueryResponder RESPONDER = responder();

  static QueryResponder responder() {
    String[] lines = new String[210];
    for (int i = 0; i < 200; i++) {
      lines[i] = "big.mesos. A 10.0.0." + i;
    }
    for (int i = 200; i < 210; i++) {
      lines[i] = "_web._tcp.mesos. SRV 0 1 " + i + (i % 2 == 0 ? " web.mesos." : " big.mesos.");
    }
    Zone zone = ZoneText.zone(lines);
    zone.apply(
        java.util.List.of(),
        java.util.List.of(
            ZoneText.contribution(
                "web.mesos. A 10.0.0.1", "web.mesos. AAAA fd00::1", "ns1.mesos. A 10.0.0.2")));
    ResponderSettings settings =
        new ResponderSettings(
            false,
            UdpSizes.of(1232),
            0,
            Optional.of("dns-1"),
            Optional.of("Herald"),
            Optional.of(Duration.ofSeconds(10)),
            Optional.of(new CookieSecrets(ZoneText.CLOCK, () -> 7)),
            Optional.empty());
    return new QueryResponder(zone.index(), settings, 1);
  }

  @FuzzTest(maxDuration = "60s")
  void everyReplyKeepsTheRules(byte[] bytes) throws Exception {
    for (Transport transport : Transport.values()) {
      ReplyRules.check(RESPONDER, bytes, transport, "fuzz");
    }
  }
}
