package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Values of config.json that Mesos-DNS crashes at or leaves unused do what they say. */
class ConfigInForceTest {

  @TempDir private Path folder;

  @Test
  void hostNamesAreTakenForMastersAndListeners() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
        DnsService dns =
            started(
                "{'masters': ['localhost:"
                    + mesos.masterAddress().port()
                    + "'], 'listener': 'localhost', 'port': 0,"
                    + " 'httpListener': 'localhost', 'httpPort': 0}")) {
      InetSocketAddress address = dns.dnsAddresses().get(0);
      assertThat(address.getAddress().isLoopbackAddress()).isTrue();
      assertThat(dns.httpAddress().orElseThrow().getAddress().isLoopbackAddress()).isTrue();
      Dig dig = new Dig(address);
      await().until(() -> !dig.values("master0.mesos", Type.A).isEmpty());
      assertThat(dig.values("master0.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(dig.rcode("master1.mesos", Type.A)).isEqualTo("NXDOMAIN");
      assertThat(dig.values("ns1.mesos", Type.A)).containsExactly("127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"listener", "httpListener"})
  void aListenerThatNobodyKnowsIsRefusedWithItsName(String parameter) throws Exception {
    DnsService dns =
        service(
            "{'masters': ['127.0.0.1:1'], 'listener': '127.0.0.1', 'httpListener': '127.0.0.1',"
                + " 'port': 0, 'httpPort': 0, '"
                + parameter.toUpperCase(Locale.ROOT)
                + "': 'nowhere.invalid'}");
    assertThatThrownBy(dns::start)
        .hasMessage(
            "\"" + parameter + "\" = \"nowhere.invalid\": it can't be resolved; write an address");
    assertThat(dns.dnsAddresses()).isEmpty();
  }

  @Test
  void theNegativeTtlIsSoaMinttlAndTheSoaSaysWhatWasConfigured() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
        DnsService dns =
            started(
                "{'masters': ['"
                    + mesos.masterAddress()
                    + "'], 'listener': '127.0.0.1', 'port': 0, 'httpOn': false, 'ttl': 30,"
                    + " 'SOAMinttl': 7, 'SOARefresh': 1, 'SOARetry': 2, 'SOAExpire': 3,"
                    + " 'SOAMname': 'ns.example', 'SOARname': 'ops@example.org'}")) {
      await().until(() -> soa(dns, "nowhere.mesos.").isPresent());
      SOARecord soa = soa(dns, "nowhere.mesos.").orElseThrow();
      assertThat(soa.getTTL()).isEqualTo(7);
      assertThat(soa.getMinimum()).isEqualTo(7);
      assertThat(List.of(soa.getRefresh(), soa.getRetry(), soa.getExpire()))
          .containsExactly(1L, 2L, 3L);
      assertThat(soa.getHost()).hasToString("ns.example.");
      assertThat(soa.getAdmin()).hasToString("ops.example.org.");
    }
  }

  private static Optional<SOARecord> soa(DnsService dns, String name) throws Exception {
    SimpleResolver resolver = new SimpleResolver(dns.dnsAddresses().get(0));
    Message reply =
        resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN)));
    return reply.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .findFirst();
  }

  private DnsService started(String json) throws Exception {
    DnsService dns = service(json);
    dns.start();
    return dns;
  }

  private DnsService service(String json) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    return new DnsService(new DnsConfigReader().file(file).read());
  }
}
