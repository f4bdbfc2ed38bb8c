package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** ednsUdpSize caps each datagram, whoever answers: the zone, a resolver, a transfer. */
class UdpSizeTest {

  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

  /** What clients offer. */
  private static final int OFFERED = 4096;

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

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"700, true", "4000, false"})
  void everyPathObeysTheSize(int size, boolean cut) throws Exception {
    Path corp = zoneFile("corp.zone", "corp.example.");
    Path own = Files.writeString(folder.resolve("own.zone"), "");
    Path keys =
        Files.writeString(
            folder.resolve("keys.conf"),
            "key \"transfer\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };");
    try (DnsService upstream =
        started(Map.of("domain", "corp.example", "zone-file", corp.toString()))) {
      Map<String, String> settings =
          Map.of(
              "edns-udp-size",
              "" + size,
              "zone-file",
              own.toString(),
              "tsig-key-file",
              keys.toString(),
              "resolvers",
              "127.0.0.1:" + upstream.dnsAddresses().get(0).getPort());
      try (DnsService dns = started(settings)) {
        SOARecord before = soa(dns);
        zoneFile("own.zone", "mesos.");
        dns.reload(() -> reader(settings).read());
        await().until(() -> soa(dns).getSerial() != before.getSerial());

        TSIG signature = new TSIG(TSIG.HMAC_SHA256, "transfer.", SECRET);
        isCut(ask(dns, query("large.mesos.", Type.TXT), null), size, cut);
        isCut(ask(dns, query("large.corp.example.", Type.TXT), null), size, cut);
        isCut(ask(dns, query("large.mesos.", Type.TXT), signature), size, cut);

        Message difference = query("mesos.", Type.IXFR);
        difference.addRecord(before, Section.AUTHORITY);
        Message reply = ask(dns, difference, null);
        assertThat(reply.numBytes()).isLessThanOrEqualTo(size);
        // The SOA alone tells the client to come over TCP (RFC 1995 §2).
        List<Record> answer = reply.getSection(Section.ANSWER);
        assertThat(answer.size() == 1).as(answer.toString()).isEqualTo(cut);
        assertThat(reply.getOPT().getPayloadSize()).isEqualTo(size);
      }
    }
  }

  private static void isCut(Message reply, int size, boolean cut) {
    String question = reply.getQuestion().toString();
    assertThat(reply.getHeader().getFlag(Flags.TC)).as(question).isEqualTo(cut);
    assertThat(reply.numBytes()).as(question).isLessThanOrEqualTo(size);
    assertThat(reply.numBytes() > 700).as(question).isEqualTo(!cut);
    assertThat(reply.getOPT().getPayloadSize()).as(question).isEqualTo(size);
  }

  /** More than 700 bytes at one name, less than 2000. */
  private Path zoneFile(String file, String domain) throws IOException {
    String records =
        IntStream.range(0, 6)
            .mapToObj(i -> "large." + domain + " 60 IN TXT \"" + i + "x".repeat(150) + "\"\n")
            .collect(Collectors.joining());
    return Files.writeString(folder.resolve(file), records);
  }

  private DnsConfigReader reader(Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "masters", mesos.masterAddress().toString(),
                "listener", "127.0.0.1",
                "port", "0",
                "http-on", "false"));
    all.putAll(settings);
    return new DnsConfigReader().options(all);
  }

  private DnsService started(Map<String, String> settings) throws Exception {
    DnsService dns = new DnsService(reader(settings).read());
    dns.start();
    String domain = settings.getOrDefault("domain", "mesos");
    await()
        .until(
            () ->
                !ask(dns, query("leader." + domain + ".", Type.A), null)
                    .getSection(Section.ANSWER)
                    .isEmpty());
    return dns;
  }

  private static SOARecord soa(DnsService dns) throws IOException {
    Message reply = ask(dns, query("mesos.", Type.SOA), null);
    return (SOARecord) reply.getSection(Section.ANSWER).get(0);
  }

  private static Message query(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
  }

  private static Message ask(DnsService dns, Message query, @Nullable TSIG signature)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(dns.dnsAddresses().get(0));
    resolver.setIgnoreTruncation(true);
    resolver.setEDNS(0, OFFERED, 0, List.of());
    resolver.setTSIGKey(signature);
    return resolver.send(query);
  }
}
