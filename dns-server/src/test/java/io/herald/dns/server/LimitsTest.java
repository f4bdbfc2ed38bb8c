package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.certificates.PemFiles;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What bounds who asks too much, by the configuration's parameters and over real sockets. */
class LimitsTest {

  private static final DnsName APEX = DnsName.parse("mesos");
  private static final int RATE = 20;

  @TempDir private Path folder;
  private final Zone zone = zone();
  private final QueryCounters counters = new QueryCounters();
  private final NamedScheduler housekeeping = new NamedScheduler("dns-housekeeping");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private long asked;

  private static Zone zone() {
    ZoneSettings settings = new ZoneSettings(APEX, 60, APEX, APEX, 60, 60, 60, 60, APEX);
    Zone zone = new Zone(settings, Clock.systemUTC());
    zone.apply(
        List.of(),
        List.of(
            new Contribution(
                List.of(
                    ResourceRecord.address(
                        DnsName.parse("web.mesos"), InetAddress.getLoopbackAddress())))));
    zone.markLoaded();
    return zone;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    housekeeping.shutdownNow();
  }

  private DnsEndpoints open(Map<String, String> options) throws Exception {
    Map<String, String> all =
        new HashMap<>(Map.of("masters", "m:5050", "port", "0", "listener", "127.0.0.1"));
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

  private static Message query(String name) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
  }

  /** Sends one query so many times from an address; what comes back until it is silent. */
  private List<Message> flood(InetSocketAddress server, String from, Message query, int times)
      throws IOException {
    List<Message> replies = new ArrayList<>();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
      byte[] wire = query.toWire();
      for (int i = 0; i < times; i++) {
        socket.send(new DatagramPacket(wire, wire.length, server));
        if (i % 50 == 49) {
          receive(socket, replies, 1); // not faster than the socket's buffer is emptied
        }
      }
      asked += times;
      await().until(() -> counters.replies(Transport.UDP) + counters.rateDropped() == asked);
      receive(socket, replies, 50);
    }
    return replies;
  }

  private static void receive(DatagramSocket socket, List<Message> replies, int silence)
      throws IOException {
    socket.setSoTimeout(silence);
    DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        socket.receive(reply);
        replies.add(new Message(Arrays.copyOf(reply.getData(), reply.getLength())));
      }
    } catch (SocketTimeoutException e) {
      // silent
    }
  }

  private static boolean isCut(Message reply) {
    return reply.getHeader().getFlag(Flags.TC);
  }

  @ParameterizedTest
  @CsvSource({"web.mesos., 0", "nothing.mesos., 3", "www.example., 5"})
  void aNetworkThatIsFloodedInAnothersNameGetsItsRateAndNotMore(String name, int rcode)
      throws Exception {
    InetSocketAddress server = open(Map.of("response-rate-limit", "" + RATE)).addresses().get(0);
    List<Message> replies = new ArrayList<>();
    // The forged senders are spread over the victim's /24.
    for (int host = 1; host <= 10; host++) {
      replies.addAll(flood(server, "127.20.30." + host, query(name), 100));
    }

    List<Message> whole = replies.stream().filter(reply -> !isCut(reply)).toList();
    assertThat(whole).allMatch(reply -> reply.getRcode() == rcode);
    // At once RATE, and more while it lasted; without a limit they would be 1000.
    assertThat(whole.size()).isBetween(RATE, 400);
    long cut = replies.stream().filter(LimitsTest::isCut).count();
    assertThat(counters.rateCut()).isEqualTo(cut);
    assertThat(counters.rateDropped()).isBetween(cut - 1, cut + 1);
    assertThat(counters.rateDropped() + replies.size()).isEqualTo(1000);

    // Other networks don't feel it, nor does who comes over TCP.
    assertThat(flood(server, "127.20.31.1", query(name), 1)).noneMatch(LimitsTest::isCut);
    SimpleResolver tcp = new SimpleResolver(server);
    tcp.setTCP(true);
    tcp.setLocalAddress(InetAddress.getByName("127.20.30.1"));
    assertThat(tcp.send(query(name)).getRcode()).isEqualTo(rcode);
  }

  @Test
  void whatSlipsIsShortAndTellsToComeOverTcp() throws Exception {
    InetSocketAddress server =
        open(Map.of("response-rate-limit", "1", "response-rate-slip", "1")).addresses().get(0);
    Message query = query("web.mesos.");
    List<Message> cut =
        flood(server, "127.0.0.9", query, 20).stream().filter(LimitsTest::isCut).toList();
    assertThat(cut).isNotEmpty();
    for (Message reply : cut) {
      assertThat(reply.toWire().length).isEqualTo(query.toWire().length);
      assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
      assertThat(reply.getQuestion()).isEqualTo(query.getQuestion());
    }
    assertThat(counters.replies(Transport.UDP)).isEqualTo(20);
  }

  @Test
  void whoHasACookieIsNoVictimAndWhoIsExemptIsNotLimited() throws Exception {
    InetSocketAddress server =
        open(Map.of(
                "response-rate-limit", "1",
                "response-rate-slip", "1",
                "response-rate-exempt", "127.5.0.0/16"))
            .addresses()
            .get(0);
    byte[] client = {1, 2, 3, 4, 5, 6, 7, 8};
    Message first = query("web.mesos.");
    first.addRecord(new OPTRecord(1232, 0, 0, 0, new CookieOption(client)), Section.ADDITIONAL);
    // Cut or not, a reply has the cookie with which its receiver is known from then on.
    List<Message> replies = flood(server, "127.0.0.9", first, 5);
    Message last = replies.get(replies.size() - 1);
    assertThat(isCut(last)).isTrue();
    CookieOption cookie = (CookieOption) last.getOPT().getOptions(EDNSOption.Code.COOKIE).get(0);
    Message known = query("web.mesos.");
    known.addRecord(new OPTRecord(1232, 0, 0, 0, cookie), Section.ADDITIONAL);

    assertThat(flood(server, "127.0.0.9", known, 50)).hasSize(50).noneMatch(LimitsTest::isCut);
    assertThat(flood(server, "127.0.0.8", known, 50))
        .as("another address has no use of it")
        .anyMatch(LimitsTest::isCut);
    assertThat(flood(server, "127.5.6.7", query("web.mesos."), 50))
        .hasSize(50)
        .noneMatch(LimitsTest::isCut);
  }

  @Test
  void withoutTheParameterNothingIsLimited() throws Exception {
    InetSocketAddress server = open(Map.of()).addresses().get(0);
    assertThat(flood(server, "127.0.0.9", query("web.mesos."), 300)).hasSize(300);
    assertThat(counters.rateCut() + counters.rateDropped()).isZero();
  }

  @Test
  void halfHandshakesAreBoundedByNumberAndTimeAndDisturbNobody() throws Exception {
    PemFiles pem = PemFiles.in(folder, "dns");
    DnsEndpoints endpoints =
        open(
            Map.of(
                "tls-port", "0",
                "tls-cert-file", pem.certificate().toString(),
                "tls-key-file", pem.key().toString(),
                "tls-handshakes", "20",
                "tls-handshake-seconds", "2"));
    InetSocketAddress tls = endpoints.tlsAddresses().get(0);
    List<Socket> silent = new ArrayList<>();
    try {
      // Of one client two at a time, of all twenty.
      for (int host = 1; host <= 15; host++) {
        for (int i = 0; i < 3; i++) {
          InetAddress from = InetAddress.getByName("127.0.1." + host);
          silent.add(new Socket(tls.getAddress(), tls.getPort(), from, 0));
        }
      }
      await().until(() -> counters.handshakesTurnedAway() == 25);
      SimpleResolver tcp = new SimpleResolver(endpoints.addresses().get(0));
      tcp.setTCP(true);
      assertThat(tcp.send(query("web.mesos.")).getRcode()).isEqualTo(Rcode.NOERROR);

      await().until(() -> counters.handshakesFailed() == 20);
      try (SSLSocket late =
          (SSLSocket)
              pem.trusted().getSocketFactory().createSocket(tls.getAddress(), tls.getPort())) {
        late.startHandshake();
      }
      await().until(() -> counters.handshakes() == 1);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }
}
