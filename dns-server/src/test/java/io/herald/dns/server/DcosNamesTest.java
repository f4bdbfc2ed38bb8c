package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsSection;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Names of VIPs as a module publishes them, and those of tasks and masters beside them, on the
 * wire.
 */
class DcosNamesTest {

  private static final String VIP = "sise.marathon.l4lb.thisdcos.directory";
  private static final String DOMAINS = "['thisdcos.directory', 'thisdcos.global']";
  private static final SettingsSection<String> NONE = SettingsSection.without("");

  @TempDir private static Path cluster;
  private static MiniMesos mesos;
  private static OneTaskFramework framework;

  @TempDir private Path folder;
  private DnsService dns;
  private final Publisher publisher = new Publisher();

  /** Publishes what a test tells it. */
  private static final class Publisher implements ServiceModule<String> {
    private volatile ServedCluster served;

    @Override
    public String name() {
      return "balancer";
    }

    @Override
    public SettingsSection<String> parameters() {
      return NONE;
    }

    @Override
    public void serve(ServedCluster now, String settings) {
      served = now;
    }

    @Override
    public void close() {}

    /** {@code NAME ADDRESS…}, each. */
    void publish(String... names) throws Exception {
      TreeMap<String, List<InetAddress>> vips = new TreeMap<>();
      for (String name : names) {
        List<InetAddress> addresses = new ArrayList<>();
        String[] words = name.split(" ");
        for (String address : Arrays.copyOfRange(words, 1, words.length)) {
          addresses.add(InetAddress.getByName(address));
        }
        vips.put(words[0], addresses);
      }
      served.publishVips(vips);
    }
  }

  @BeforeAll
  static void startCluster() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(cluster));
    framework = new OneTaskFramework(mesos.masterUrl(), "marathon");
    framework.launch("t1", "web", "");
  }

  @AfterAll
  static void stopCluster() {
    framework.close();
    mesos.close();
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  private DnsConfigReader reader(String domains) throws Exception {
    String json =
        "{'masters': ['"
            + mesos.masterAddress()
            + "'], 'listener': '127.0.0.1', 'port': 0, 'httpOn': false, 'externalOn': false,"
            + " 'dcosDomains': "
            + domains
            + "}";
    return new DnsConfigReader(List.of(NONE))
        .file(Files.writeString(folder.resolve("config.json"), json.replace('\'', '"')));
  }

  private Dig start(String domains) throws Exception {
    dns =
        new DnsService(
            reader(domains).read(),
            List.<ServiceModule<?>>of(publisher),
            MonotonicClock.startingNow());
    dns.start();
    return new Dig(dns.dnsAddresses().get(0));
  }

  private static List<String> addresses(Dig dig, String name, int type) throws Exception {
    return dig.ask(name, type).getSection(Section.ANSWER).stream()
        .map(record -> record.getName() + " " + record.getTTL() + " " + record.rdataToString())
        .toList();
  }

  @Test
  void aVipIsAnsweredUnderEachOfItsNamesOnceItIsPublishedAndGoesWithIt() throws Exception {
    Dig dig = start(DOMAINS);
    assertThat(dig.rcode(VIP, Type.A)).as("nothing is known yet").isEqualTo("SERVFAIL");

    publisher.publish("sise.marathon 11.53.10.127 fd01:c::5a8d", "api.hello.marathon 11.46.7.245");
    assertThat(addresses(dig, VIP, Type.A)).containsExactly(VIP + ". 5 11.53.10.127");
    assertThat(addresses(dig, VIP, Type.AAAA)).containsExactly(VIP + ". 5 fd01:c:0:0:0:0:0:5a8d");
    for (String name :
        List.of(
            "sise.marathon.l4lb.thisdcos.global.",
            "SISE.Marathon.dclb.thisdcos.directory.",
            "sise.marathon.dclb.thisdcos.global.")) {
      assertThat(addresses(dig, name, Type.A)).as("V23").containsExactly(name + " 5 11.53.10.127");
    }
    assertThat(addresses(dig, "api.hello.marathon.l4lb.thisdcos.directory", Type.A)).hasSize(1);

    publisher.publish("sise.marathon 11.53.10.128");
    assertThat(addresses(dig, VIP, Type.A)).containsExactly(VIP + ". 5 11.53.10.128");
    assertThat(addresses(dig, VIP, Type.AAAA)).isEmpty();
    publisher.publish();
    Message gone = dig.ask(VIP, Type.A);
    assertThat(gone.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(gone.getSection(Section.AUTHORITY).get(0).getTTL()).as("of the SOA").isEqualTo(1);
  }

  @Test
  void aReloadKeepsWhatIsPublishedUntilTheModuleSaysMore() throws Exception {
    Dig dig = start("['thisdcos.directory']");
    publisher.publish("sise.marathon 11.53.10.127");
    await()
        .until(
            () ->
                dig.rcode("web.marathon.agentip.dcos.thisdcos.directory", Type.A)
                    .equals("NOERROR"));
    DnsConfigReader other = reader(DOMAINS);
    dns.reload(other::read);
    await().until(() -> dig.rcode("sise.marathon.l4lb.thisdcos.global", Type.A).equals("NOERROR"));
    assertThat(addresses(dig, VIP, Type.A)).hasSize(1);
    publisher.publish();
    assertThat(dig.rcode(VIP, Type.A)).isEqualTo("NXDOMAIN");
  }

  @Test
  void tasksAndMastersHaveTheirAddresses() throws Exception {
    Dig dig = start("['thisdcos.directory']");
    for (String name : List.of("web.marathon.agentip", "web.marathon.autoip", "leader", "master")) {
      String whole = name + ".dcos.thisdcos.directory.";
      await().until(() -> dig.rcode(whole, Type.A).equals("NOERROR"));
      assertThat(addresses(dig, whole, Type.A)).containsExactly(whole + " 5 127.0.0.1");
    }
    assertThat(dig.rcode("nothing.dcos.thisdcos.directory", Type.A)).isEqualTo("NXDOMAIN");
  }

  @Test
  void withoutDomainsThereIsNoSuchZone() throws Exception {
    Dig dig = start("[]");
    publisher.publish("sise.marathon 11.53.10.127");
    assertThat(dig.rcode(VIP, Type.A)).isEqualTo("REFUSED");
    assertThat(publisher.served.dcosDomains()).isEmpty();
  }

  @Test
  void aDomainThatIsAnotherZoneOrNoneIsRefused() throws Exception {
    start("[]");
    Map<String, String> refused =
        Map.of(
            "['x.mesos']",
            "\"x.mesos\" and another zone of this server lie in one another; leave it out",
            "['a.b', 'a.b']",
            "\"a.b\" is there twice; write it once",
            "['a..b']",
            "\"a..b\" is not a valid domain name");
    refused.forEach(
        (domains, sentence) ->
            assertThatThrownBy(() -> reader(domains).read())
                .as(domains)
                .isInstanceOfSatisfying(
                    SettingsException.class,
                    e -> assertThat(e.problems().toString()).contains(sentence)));
  }
}
