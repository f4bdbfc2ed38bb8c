package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.ports.FreePorts;
import io.herald.settings.SettingsException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Transfers, signed queries and foreign names, as a whole server gives them by its parameters. */
class ReplicationTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final SecondaryServer.SharedKey KEY =
      new SecondaryServer.SharedKey("transfer", "c2VjcmV0LXNlY3JldC1zZWNyZXQ=");

  private static final byte[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir private Path folder;
  private MiniMesos mesos;

  @BeforeEach
  void start() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withAgents(1));
  }

  @AfterEach
  void stop() {
    mesos.close();
  }

  private DnsService started(Map<String, String> settings) throws Exception {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "masters", mesos.masterAddress().toString(),
                "listener", "127.0.0.1",
                "port", "0",
                "http-listener", "127.0.0.1",
                "http-port", "0"));
    all.putAll(settings);
    DnsService dns = new DnsService(new DnsConfigReader().options(all).read());
    dns.start();
    String leader = "leader." + settings.getOrDefault("domain", "mesos") + ".";
    await().until(() -> rcode(dns, leader) == Rcode.NOERROR);
    return dns;
  }

  private static Message ask(DnsService dns, String name, int type, boolean tcp)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(dns.dnsAddresses().get(0));
    resolver.setTCP(tcp);
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private static int rcode(DnsService dns, String name) throws IOException {
    return ask(dns, name, Type.A, false).getRcode();
  }

  private static long serial(DnsService dns) throws IOException {
    Record soa = ask(dns, "mesos.", Type.SOA, false).getSection(Section.ANSWER).get(0);
    return ((SOARecord) soa).getSerial();
  }

  private Map<String, String> withKey() throws IOException {
    Path keys =
        Files.writeString(
            folder.resolve("keys.conf"),
            "key \"transfer\" { algorithm hmac-sha256; secret \"" + KEY.secret() + "\"; };");
    return Map.of(
        "tsig-key-file",
        keys.toString(),
        "allow-transfer",
        "key:transfer",
        "external-on",
        "false",
        "state-directory",
        folder.resolve("state").toString());
  }

  @Test
  void theZoneIsTransferredToWhoHasTheKeyAndCounted() throws Exception {
    try (DnsService dns = started(withKey())) {
      Set<String> records = SecondaryServer.transfer(dns.dnsAddresses().get(0), KEY);
      assertThat(records).anyMatch(record -> record.startsWith("leader.mesos."));
      assertThatThrownBy(
              () ->
                  SecondaryServer.transfer(
                      dns.dnsAddresses().get(0),
                      new SecondaryServer.SharedKey("transfer", "d3Jvbmc=")))
          .isInstanceOf(IOException.class);
      assertThat(metrics(dns))
          .contains("herald_dns_transfers_total{kind=\"whole\"} 1.0")
          .contains("herald_dns_transfers_total{kind=\"refused\"} 1.0")
          .doesNotContain(KEY.secret());
    }
  }

  @Test
  void theSerialGoesOnAfterARestart() throws Exception {
    long last;
    try (DnsService dns = started(withKey())) {
      last = serial(dns);
    }
    Files.writeString(folder.resolve("state").resolve("mesos.serial"), (last + 1000) + "\n");
    try (DnsService dns = started(withKey())) {
      assertThat(serial(dns)).isGreaterThan(last + 1000);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void foreignNamesAreForwardedOverUdpAndTcp(boolean tcp) throws Exception {
    try (DnsService upstream = started(Map.of("domain", "corp.example"))) {
      // Another Herald: what it answers for its own domain is what is passed on.
      InetSocketAddress address = upstream.dnsAddresses().get(0);
      try (DnsService dns = started(Map.of("resolvers", "127.0.0.1:" + address.getPort()))) {
        Message reply = ask(dns, "leader.corp.example.", Type.A, tcp);
        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(((ARecord) reply.getSection(Section.ANSWER).get(0)).getAddress())
            .isEqualTo(address.getAddress());
        assertThat(ask(dns, "nowhere.corp.example.", Type.A, tcp).getRcode())
            .isEqualTo(Rcode.NXDOMAIN);
        assertThat(metrics(dns)).contains("herald_dns_forwarded_total{kind=\"taken\"} 2.0");
      }
    }
  }

  @Test
  void whenNoUpstreamAnswersTheOthersNamesAreStillAnswered() throws Exception {
    int closed = PORTS.take();
    try (DnsService dns = started(Map.of("resolvers", "127.0.0.1:" + closed, "timeout", "1"))) {
      assertThat(rcode(dns, "www.example.")).isEqualTo(Rcode.SERVFAIL);
      assertThat(rcode(dns, "leader.mesos.")).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void aFloodOfNamesWhoseUpstreamIsSilentStallsNoOtherName() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DnsService upstream = started(Map.of("domain", "corp.example"));
        DnsService dns =
            started(
                Map.of(
                    "resolvers", "127.0.0.1:" + upstream.dnsAddresses().get(0).getPort(),
                    "zone-resolvers", "silent.example=127.0.0.1:" + silent.getLocalPort(),
                    "timeout", "20"));
        DatagramSocket client = new DatagramSocket()) {
      client.connect(dns.dnsAddresses().get(0));
      for (int i = 0; i < 1500; i++) { // more than may wait
        Name name = Name.fromString("n" + i + ".silent.example.");
        byte[] wire = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire();
        client.send(new DatagramPacket(wire, wire.length));
        if (i % 100 == 0) {
          assertThat(rcode(dns, "leader.mesos.")).isEqualTo(Rcode.NOERROR);
        }
      }
      await()
          .until(
              () -> metrics(dns).contains("herald_dns_forwarded_total{kind=\"upstream\"} 1000.0"));
      assertThat(rcode(dns, "leader.mesos.")).isEqualTo(Rcode.NOERROR);
      assertThat(rcode(dns, "leader.corp.example.")).isEqualTo(Rcode.NOERROR);
    }
  }

  /**
   * Whoever answers, the client that has shown its cookie finds it, and the server's, in the OPT.
   */
  @ParameterizedTest
  @CsvSource({
    // an answer of our own, for comparison
    "leader.mesos.,        A,    ,          NOERROR",
    // of an upstream, from the cache, and why there is none
    "leader.corp.example., A,    ,          NOERROR",
    "leader.corp.example., A,    ,          NOERROR",
    "a.silent.example.,    A,    ,          SERVFAIL",
    // transfers
    "mesos.,               AXFR, transfer., NOERROR",
    "mesos.,               AXFR, ,          REFUSED",
    "corp.example.,        AXFR, ,          NOTAUTH",
    "mesos.,               AXFR, unknown.,  NOTAUTH",
    // signed queries
    "mesos.,               SOA,  transfer., NOERROR",
    "mesos.,               SOA,  unknown.,  NOTAUTH",
  })
  void everyReplyCarriesTheServersCookie(String name, String type, String key, String rcode)
      throws Exception {
    Map<String, String> settings = new HashMap<>(withKey());
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DnsService upstream = started(Map.of("domain", "corp.example"))) {
      settings.put("external-on", "true");
      settings.put("timeout", "1");
      settings.put("resolvers", "127.0.0.1:" + upstream.dnsAddresses().get(0).getPort());
      settings.put("zone-resolvers", "silent.example=127.0.0.1:" + silent.getLocalPort());
      try (DnsService dns = started(settings)) {
        for (boolean tcp : new boolean[] {false, true}) {
          if (tcp || !type.equals("AXFR")) {
            Message reply = askWithCookie(dns, name, Type.value(type), key, tcp);
            assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
            CookieOption cookie =
                (CookieOption) reply.getOPT().getOptions(EDNSOption.Code.COOKIE).get(0);
            assertThat(cookie.getClientCookie()).isEqualTo(CLIENT_COOKIE);
            assertThat(cookie.getServerCookie().orElseThrow()).hasSize(16);
          }
        }
      }
    }
  }

  /** The first message of the reply, its signature unchecked. */
  private static Message askWithCookie(
      DnsService dns, String name, int type, @Nullable String key, boolean tcp) throws Exception {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, new CookieOption(CLIENT_COOKIE)), Section.ADDITIONAL);
    if (key != null) {
      query.setTSIG(new TSIG(TSIG.HMAC_SHA256, key, KEY.secret()));
    }
    byte[] wire = query.toWire(Message.MAXLENGTH);
    InetSocketAddress server = dns.dnsAddresses().get(0);
    if (!tcp) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.setSoTimeout(60_000);
        socket.send(new DatagramPacket(wire, wire.length, server));
        DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(reply);
        return new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
      }
    }
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(60_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(wire.length);
      out.write(wire);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return new Message(in.readNBytes(in.readUnsignedShort()));
    }
  }

  @Test
  void whatOthersAnswerIsCountedAsWhatWeDo() throws Exception {
    try (DnsService upstream = started(Map.of("domain", "corp.example"));
        DnsService dns =
            started(Map.of("resolvers", "127.0.0.1:" + upstream.dnsAddresses().get(0).getPort()))) {
      String before = metrics(dns);
      for (int i = 0; i < 3; i++) {
        ask(dns, "leader.corp.example.", Type.A, true);
      }
      ask(dns, "nowhere.corp.example.", Type.SRV, true);
      ask(dns, "leader.mesos.", Type.TXT, true);
      ask(dns, "mesos.", Type.AXFR, true);
      String after = metrics(dns);
      Map<String, Integer> rises =
          Map.of(
              "herald_dns_queries_total{type=\"A\"}", 3,
              "herald_dns_queries_total{type=\"SRV\"}", 1,
              "herald_dns_queries_total{type=\"AXFR\"}", 1,
              "herald_dns_replies_total{rcode=\"NOERROR\",transport=\"tcp\"}", 5,
              "herald_dns_replies_total{rcode=\"NXDOMAIN\",transport=\"tcp\"}", 1,
              "herald_dns_forwarded_total{kind=\"cached\"}", 2,
              "herald_dns_forwarded_total{kind=\"upstream\"}", 2,
              "herald_dns_slow_reply_duration_seconds_count", 5,
              "herald_dns_reply_duration_seconds_count{transport=\"tcp\"}", 1);
      rises.forEach(
          (series, rise) ->
              assertThat(value(series, after) - value(series, before))
                  .as(series)
                  .isEqualTo((double) rise));
    }
  }

  private static double value(String series, String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + series));
  }

  @Test
  void withoutForwardingForeignNamesAreRefused() throws Exception {
    try (DnsService dns = started(Map.of("external-on", "false"))) {
      assertThat(rcode(dns, "www.example.")).isEqualTo(Rcode.REFUSED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secondaries|host.example|is not a secondary; write ADDRESS or ADDRESS:PORT",
        "secondaries|10.0.0.1 transfer|is not a secondary",
        "allow-transfer|somewhere|is not a network",
        "allow-recursion|10.0.0.0/99|write a number of bits after the slash",
        "journal-records|-1|it must be 0 to"
      })
  void aMalformedParameterIsRefusedWithItsName(String flag, String value, String problem) {
    assertThatThrownBy(
            () -> new DnsConfigReader().options(Map.of("masters", "m:5050", flag, value)).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--" + flag)
        .hasMessageContaining(problem);
  }

  @Test
  void aFileOfKeysThatIsNoGoodStopsTheStartWithItsReason() throws Exception {
    Path keys = Files.writeString(folder.resolve("bad.conf"), "key transfer { secret ???; };");
    assertThatThrownBy(() -> started(Map.of("tsig-key-file", keys.toString())).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(keys + ":1: ");
    assertThatThrownBy(
            () -> started(Map.of("tsig-key-file", folder.resolve("none").toString())).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"tsigKeyFile\"");
  }

  private static String metrics(DnsService dns) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + dns.httpAddress().orElseThrow().getPort() + "/metrics");
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return response.body();
  }
}
