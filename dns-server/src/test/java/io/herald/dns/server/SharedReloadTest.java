package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

/** Secondaries of a server whose configuration is read again, and those of its reverse zones. */
class SharedReloadTest {

  private static final String REVERSE = "0.127.in-addr.arpa.";

  @TempDir private static Path cluster;
  private static MiniMesos mesos;
  private static OneTaskFramework framework;

  @TempDir private Path folder;
  private NotifiedSecondary secondary;
  private DnsService dns;

  @BeforeAll
  static void startCluster() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(cluster));
    framework = new OneTaskFramework(mesos.masterUrl(), "marathon");
    framework.launch("t1", "Web_App", "");
  }

  @AfterAll
  static void stopCluster() {
    framework.close();
    mesos.close();
  }

  @BeforeEach
  void start() throws Exception {
    secondary = new NotifiedSecondary();
    write("");
    dns = new DnsService(new DnsConfigReader().file(file()).read());
    dns.start();
    await()
        .ignoreExceptions() // not loaded yet: SERVFAIL
        .until(() -> transferred("mesos.", -1).toString().contains("web-app.marathon.mesos."));
  }

  @AfterEach
  void stop() throws Exception {
    dns.close();
    secondary.close();
  }

  private Path file() {
    return folder.resolve("config.json");
  }

  private void write(String settings) throws Exception {
    String json =
        "{'masters': ['"
            + mesos.masterAddress()
            + "'], 'listener': '127.0.0.1', 'port': 0, 'httpOn': false, 'externalOn': false,"
            + " 'reverseZones': ['127.0.0.0/16'], 'secondaries': ['127.0.0.1:"
            + secondary.port()
            + "'], "
            + settings
            + " 'zkDetectionTimeout': 30}";
    Files.writeString(file(), json.replace('\'', '"'));
  }

  /** Returns once the other configuration is in force. */
  private void reload(String settings) throws Exception {
    long before = serial("mesos.");
    write(settings);
    dns.reload(() -> new DnsConfigReader().file(file()).read());
    await().until(() -> serial("mesos.") > before);
  }

  private long serial(String zone) throws Exception {
    Record question = Record.newRecord(Name.fromString(zone), Type.SOA, DClass.IN);
    Message reply = new SimpleResolver(dns.dnsAddresses().get(0)).send(Message.newQuery(question));
    return ((SOARecord) reply.getSection(Section.ANSWER).get(0)).getSerial();
  }

  /** The whole zone if nothing is held, else what has changed since that serial. */
  private ZoneTransferIn transfer(String zone, long held) throws Exception {
    InetSocketAddress server = dns.dnsAddresses().get(0);
    String host = server.getAddress().getHostAddress();
    Name name = Name.fromString(zone);
    ZoneTransferIn transfer =
        held < 0
            ? ZoneTransferIn.newAXFR(name, host, server.getPort(), null)
            : ZoneTransferIn.newIXFR(name, held, true, host, server.getPort(), null);
    transfer.run();
    return transfer;
  }

  /** Records that come and go, but for those that say which serial it is. */
  private static List<String> changes(ZoneTransferIn transfer) {
    return transfer.getIXFR().stream()
        .flatMap(delta -> Stream.concat(delta.deletes.stream(), delta.adds.stream()))
        .filter(record -> !(record instanceof SOARecord))
        .map(record -> record.getName() + " " + record.rdataToString())
        .toList();
  }

  private List<?> transferred(String zone, long held) throws Exception {
    ZoneTransferIn transfer = transfer(zone, held);
    return transfer.isIXFR() ? transfer.getIXFR() : transfer.getAXFR();
  }

  @Test
  void aReloadThatChangesNoRecordIsADifferenceOfNothing() throws Exception {
    long held = serial("mesos.");
    reload("'enumerationOn': false,");
    ZoneTransferIn transfer = transfer("mesos.", held);

    assertThat(transfer.isIXFR()).isTrue();
    assertThat(transfer.getIXFR().get(0).start).isEqualTo(held);
    assertThat(changes(transfer)).isEmpty();
  }

  @Test
  void whatAReloadChangesIsToldAsDifference() throws Exception {
    long held = serial("mesos.");
    Path file = Files.writeString(folder.resolve("own.zone"), "own.mesos. 60 IN A 10.9.8.7\n");
    reload("'zoneFile': '" + file + "',");

    ZoneTransferIn transfer = transfer("mesos.", held);

    assertThat(transfer.isIXFR()).isTrue();
    assertThat(changes(transfer)).containsExactly("own.mesos. 10.9.8.7");
  }

  @Test
  void whereTheTtlIsAnotherTheWholeZoneIsFetched() throws Exception {
    long held = serial("mesos.");
    reload("'ttl': 7,");
    ZoneTransferIn transfer = transfer("mesos.", held);
    assertThat(transfer.isAXFR()).isTrue();
    assertThat(transfer.getAXFR()).extracting(Record::getTTL).containsOnly(7L);
  }

  @Test
  void reverseZonesAreTransferredToo() throws Exception {
    assertThat(transferred(REVERSE, -1).toString()).contains("PTR");
    long held = serial(REVERSE);
    reload("'enumerationOn': false,");
    assertThat(transfer(REVERSE, held).isIXFR()).isTrue();
  }

  @Test
  void theSecondaryHearsOfTheStartAndOfAReloadWithoutAChangeOfAnyTask() throws Exception {
    long first = serial("mesos.");
    await().until(() -> secondary.heard("mesos.") >= first);
    await().until(() -> secondary.heard(REVERSE) > 0);
    reload("'enumerationOn': false,");
    long second = serial("mesos.");
    assertThat(second).isGreaterThan(first);
    await().until(() -> secondary.heard("mesos.") >= second);
  }

  /** Acknowledges every NOTIFY and remembers its serial. */
  private static final class NotifiedSecondary implements AutoCloseable {
    private final java.net.DatagramSocket socket =
        new java.net.DatagramSocket(0, java.net.InetAddress.getLoopbackAddress());
    private final List<SOARecord> heard = new CopyOnWriteArrayList<>();

    NotifiedSecondary() throws Exception {
      Thread thread = new Thread(this::listen, "secondary");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    /** The last serial of a zone; 0 if there was none. */
    long heard(String zone) {
      return heard.stream()
          .filter(soa -> soa.getName().toString().equals(zone))
          .mapToLong(SOARecord::getSerial)
          .reduce(0, (earlier, later) -> later);
    }

    private void listen() {
      java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[4096], 4096);
      try {
        while (true) {
          socket.receive(packet);
          Message notify =
              new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
          if (notify.getHeader().getOpcode() == Opcode.NOTIFY) {
            heard.add((SOARecord) notify.getSection(Section.ANSWER).get(0));
          }
          packet.getData()[2] |= (byte) 0x80;
          socket.send(packet);
        }
      } catch (java.net.SocketException e) {
        // closed: the test is over
      } catch (java.io.IOException e) {
        throw new IllegalStateException("the test's secondary failed", e);
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
