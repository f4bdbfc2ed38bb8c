package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.certificates.PemFiles;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The parameters of how DNS is answered take effect. */
class DnsEndpointsTest {

  @TempDir private Path folder;
  private final Zone zone =
      ZoneText.zone("web.mesos. A 10.0.0.1", "web.mesos. A 10.0.0.2", "web.mesos. A 10.0.0.3");
  private final QueryCounters counters = new QueryCounters();
  private final NamedScheduler housekeeping = new NamedScheduler("dns-housekeeping");
  private final List<DnsEndpoints> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(DnsEndpoints::close);
    housekeeping.shutdownNow();
  }

  private DnsEndpoints open(Map<String, String> options) throws Exception {
    Map<String, String> all =
        new HashMap<>(Map.of("masters", "127.0.0.1:5050", "port", "0", "listener", "127.0.0.1"));
    all.putAll(options);
    DnsConfig config = new DnsConfigReader().options(all).read();
    ResponderSettings answers =
        ServingState.responderSettings(
            config, new CookieSecrets(Clock.systemUTC(), () -> 42), new SecureRandom());
    DnsEndpoints endpoints =
        DnsEndpoints.open(
            config.listen(),
            config.transport(),
            ListenAddresses.of("listener", config.listen().listeners()),
            () -> new QueryResponder(zone.index(), answers, 42),
            SlowPath.NONE,
            counters,
            housekeeping);
    opened.add(endpoints);
    return endpoints;
  }

  @Test
  void withoutParametersAllIsGivenAndLittleIsTold() throws Exception {
    DnsEndpoints endpoints = open(Map.of());
    Message reply = ask(endpoints, query(EDNSOption.Code.NSID, new byte[0]));
    assertThat(reply.getSection(Section.ANSWER)).hasSize(3);
    assertThat(reply.getOPT().getPayloadSize()).isEqualTo(4096);
    assertThat(reply.getOPT().getOptions()).isEmpty();
    assertThat(chaos(endpoints, "version.bind.")).contains("\"Herald");
    assertThat(chaos(endpoints, "hostname.bind.")).startsWith("REFUSED");
    assertThat(endpoints.tlsAddresses()).isEmpty();
    Message cookie = ask(endpoints, query(EDNSOption.Code.COOKIE, new byte[8]));
    assertThat(cookie.getOPT().getOptions(EDNSOption.Code.COOKIE)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1, true",
    "0.0.0.0, ::1,       false",
    "127.0.0.1, ::1,     false",
    "::,      127.0.0.1, true",
    "::,      ::1,       true",
    "*,       127.0.0.1, true",
    "*,       ::1,       true",
  })
  void anAddressMeansItselfAndAStarAll(String listener, String asked, boolean answered)
      throws Exception {
    int port = open(Map.of("listener", listener)).addresses().get(0).getPort();
    for (boolean tcp : new boolean[] {false, true}) {
      SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(asked, port));
      resolver.setTCP(tcp);
      Record question = Record.newRecord(Name.fromString("web.mesos."), Type.A, DClass.IN);
      ThrowingCallable asking = () -> resolver.send(Message.newQuery(question));
      if (answered) {
        assertThatCode(asking).doesNotThrowAnyException();
      } else {
        resolver.setTimeout(Duration.ofMillis(200)); // nobody is there to answer later
        assertThatThrownBy(asking).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void whatIsGivenTakesEffect() throws Exception {
    DnsEndpoints endpoints =
        open(
            Map.of(
                "edns-udp-size", "1400",
                "answer-limit", "2",
                "identity", "dns-1",
                "version-bind", "false"));
    Message reply = ask(endpoints, query(EDNSOption.Code.NSID, new byte[0]));
    assertThat(reply.getSection(Section.ANSWER)).hasSize(2);
    assertThat(reply.getOPT().getPayloadSize()).isEqualTo(1400);
    assertThat(reply.getOPT().getOptions(EDNSOption.Code.NSID)).hasSize(1);
    assertThat(chaos(endpoints, "version.bind.")).startsWith("REFUSED");
    assertThat(chaos(endpoints, "hostname.bind.")).contains("\"dns-1\"");
  }

  @Test
  void severalListenersAreServedAndTlsOnEach() throws Exception {
    PemFiles pem = PemFiles.in(folder, "dns.example");
    DnsEndpoints endpoints =
        open(
            Map.of(
                "listener",
                "127.0.0.1, ::1",
                "tls-port",
                "0",
                "tls-cert-file",
                pem.certificate().toString(),
                "tls-key-file",
                pem.key().toString()));
    assertThat(endpoints.addresses()).hasSize(2);
    assertThat(endpoints.tlsAddresses())
        .extracting(address -> address.getAddress().getHostAddress())
        .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    for (InetSocketAddress address : endpoints.addresses()) {
      Message reply = new SimpleResolver(address).send(ZoneText.query("web.mesos.", "A"));
      assertThat(reply.getSection(Section.ANSWER)).hasSize(3);
    }
  }

  @Test
  void aTakenPortOfTlsIsToldWithItsParameter() throws Exception {
    PemFiles pem = PemFiles.in(folder, "dns.example");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> options =
          Map.of(
              "tls-port", "" + taken.getLocalPort(),
              "tls-cert-file", pem.certificate().toString(),
              "tls-key-file", pem.key().toString());
      assertThatThrownBy(() -> open(options))
          .isInstanceOfSatisfying(
              ListenException.class, e -> assertThat(e.port()).isEqualTo(ListenParameters.TLS_PORT))
          .hasMessageStartingWith("can't listen on TLS 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("--tls-port");
    }
    assertThat(counters.replies(Transport.TLS)).isZero();
  }

  private static Message query(int code, byte[] data) {
    Message query = ZoneText.query("web.mesos.", "A");
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, new GenericEDNSOption(code, data)), Section.ADDITIONAL);
    return query;
  }

  private static Message ask(DnsEndpoints endpoints, Message query) throws Exception {
    return new SimpleResolver(endpoints.addresses().get(0)).send(query);
  }

  private static String chaos(DnsEndpoints endpoints, String name) throws Exception {
    Record question = Record.newRecord(Name.fromString(name), Type.TXT, DClass.CHAOS);
    return ZoneText.text(ask(endpoints, Message.newQuery(question)));
  }
}
