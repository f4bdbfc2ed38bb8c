package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

/**
 * Two servers share a zone that a real parent delegates; real resolvers find it, whichever of the
 * two is there. Delegations lead to port 53, so this needs the right to listen there, on addresses
 * of 127.0.0.0/8; without it the test is skipped.
 */
class DelegationTest {

  private static final int NAMES = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Other ones each time, so that two runs on one machine don't meet. */
  private static final String NETWORK = "127.53." + new Random().nextInt(256) + ".";

  private static final String ROOT = NETWORK + "1";
  private static final String FIRST = NETWORK + "2";
  private static final String SECOND = NETWORK + "3";

  @TempDir private Path folder;

  private MiniMesos mesos;
  private ResolverProgram root;
  private Path zoneFile;

  @BeforeEach
  void startTheRootAndTheCluster() throws Exception {
    for (String address : List.of(ROOT, FIRST, SECOND)) {
      assumeThatCode(() -> new DatagramSocket(at(address)).close())
          .as("port 53 of %s is free, and ours to listen on", address)
          .doesNotThrowAnyException();
    }
    root =
        ResolverProgram.root(
            folder.resolve("root"),
            at(ROOT),
            """
            $TTL 3600
            . SOA a.root. hostmaster.root. 1 3600 600 86400 60
            . NS a.root.
            a.root. A %s
            mesos. NS ns1.mesos.
            mesos. NS ns2.mesos.
            ns1.mesos. A %s
            ns2.mesos. A %s
            """
                .formatted(ROOT, FIRST, SECOND));
    zoneFile =
        Files.writeString(
            folder.resolve("own.zone"), "$GENERATE 0-" + (NAMES - 1) + " db$ A 10.9.0.$\n");
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
  }

  @AfterEach
  void stop() {
    if (root != null) {
      root.close();
    }
    if (mesos != null) {
      mesos.close();
    }
  }

  @Test
  void namesKeepResolvingWhicheverOfTheTwoIsGone() throws Exception {
    DnsService first = herald(FIRST);
    try (DnsService second = herald(SECOND);
        ResolverProgram bind =
            ResolverProgram.bind(
                folder.resolve("bind"), SecondaryServer.freePort(), root.address());
        ResolverProgram unbound =
            ResolverProgram.unbound(
                folder.resolve("unbound"), SecondaryServer.freePort(), root.address())) {
      List<ResolverProgram> resolvers = List.of(bind, unbound);
      assertBothSayTheSameOfThemselves();
      for (ResolverProgram resolver : resolvers) {
        awaitAnswer(resolver, "mesos.", Type.NS, "ns1.mesos.", "ns2.mesos.");
        resolve(resolver, 0, 10);
      }
      first.close();
      for (ResolverProgram resolver : resolvers) {
        resolve(resolver, 10, 30);
      }
      first = herald(FIRST);
      second.close();
      for (ResolverProgram resolver : resolvers) {
        resolve(resolver, 30, NAMES);
      }
    } finally {
      first.close();
    }
  }

  /** NS set, glue and the SOA's primary, in answers and in transfers, of domain and reverse. */
  private static void assertBothSayTheSameOfThemselves() throws Exception {
    for (String server : List.of(FIRST, SECOND)) {
      for (String zone : List.of("mesos.", "10.in-addr.arpa.")) {
        assertThat(values(at(server), zone, Type.NS)).containsExactly("ns1.mesos.", "ns2.mesos.");
        Message soa = ask(at(server), zone, Type.SOA);
        assertThat(((SOARecord) soa.getSection(Section.ANSWER).get(0)).getHost())
            .hasToString("ns1.mesos.");
        assertThat(transferred(server, zone)).contains("NS ns1.mesos.", "NS ns2.mesos.");
      }
      Set<String> glue =
          ask(at(server), "mesos.", Type.NS).getSection(Section.ADDITIONAL).stream()
              .filter(record -> record.getType() == Type.A)
              .map(record -> record.getName() + " " + record.rdataToString())
              .collect(Collectors.toSet());
      assertThat(glue).containsExactlyInAnyOrder("ns1.mesos. " + FIRST, "ns2.mesos. " + SECOND);
    }
  }

  private static Set<String> transferred(String server, String zone) throws Exception {
    ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString(zone), server, 53, null);
    transfer.setLocalAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    transfer.run();
    return transfer.getAXFR().stream()
        .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
        .collect(Collectors.toSet());
  }

  /** Names that it was not asked for before. */
  private static void resolve(ResolverProgram resolver, int from, int to) {
    IntStream.range(from, to)
        .forEach(i -> awaitAnswer(resolver, "db" + i + ".mesos.", Type.A, "10.9.0." + i));
  }

  private static void awaitAnswer(
      ResolverProgram resolver, String name, int type, String... expected) {
    await(name + " from the resolver at " + resolver.address())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> assertThat(values(resolver.address(), name, type)).containsExactly(expected));
  }

  private static Set<String> values(InetSocketAddress server, String name, int type)
      throws IOException {
    return ask(server, name, type).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Message ask(InetSocketAddress server, String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(20));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  /** One of the two: but for the address that it listens on, their configurations are one. */
  private DnsService herald(String address) throws Exception {
    DnsConfig config =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters",
                    mesos.masterAddress().toString(),
                    "listener",
                    address,
                    "name-servers",
                    "ns1.mesos " + FIRST + ",ns2.mesos " + SECOND,
                    "reverse-zones",
                    "10.0.0.0/8",
                    "zone-file",
                    zoneFile.toString(),
                    "external-on",
                    "false",
                    "http-port",
                    "0"))
            .read();
    DnsService service = new DnsService(config);
    service.start();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> values(at(address), "db0.mesos.", Type.A).equals(Set.of("10.9.0.0")));
    return service;
  }

  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(address, 53);
  }
}
