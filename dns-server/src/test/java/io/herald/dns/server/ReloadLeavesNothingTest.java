package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

/** A server whose configuration is read again and again needs no more threads than before. */
class ReloadLeavesNothingTest {

  private static final int RELOADS = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path cluster;
  @TempDir private Path folder;

  @Test
  void noKindOfThreadGrowsWithTheReloads() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(cluster))) {
      write(mesos, 60);
      try (DnsService dns = new DnsService(new DnsConfigReader().file(file()).read())) {
        dns.start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> serial(dns) > 0);
        reload(dns, mesos, 61); // what is made once, is made now
        Map<String, Long> before = threads();
        for (int i = 0; i < RELOADS; i++) {
          reload(dns, mesos, 62 + i);
        }
        // What the clusters of before had ends in its own time.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(threads())
                        .allSatisfy(
                            (kind, count) ->
                                assertThat(count)
                                    .as(kind)
                                    .isLessThan(before.getOrDefault(kind, 0L) + RELOADS / 2)));
      }
    }
  }

  /** How many there are of each name, its numbers aside. */
  private static Map<String, Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .collect(
            Collectors.groupingBy(
                thread -> thread.getName().replaceAll("[0-9]+", "N"),
                TreeMap::new,
                Collectors.counting()));
  }

  private Path file() {
    return folder.resolve("config.json");
  }

  /** The refresh interval is the sources': each time there are new ones. */
  private void write(MiniMesos mesos, int refreshSeconds) throws Exception {
    Files.writeString(
        file(),
        """
        {"masters": ["%s"], "listener": "127.0.0.1", "port": 0, "httpListener": "127.0.0.1",
         "httpPort": 0, "externalOn": false, "refreshSeconds": %d}
        """
            .formatted(mesos.masterAddress(), refreshSeconds));
  }

  private void reload(DnsService dns, MiniMesos mesos, int refreshSeconds) throws Exception {
    long before = serial(dns);
    write(mesos, refreshSeconds);
    dns.reload(() -> new DnsConfigReader().file(file()).read());
    await().atMost(PATIENCE).until(() -> serial(dns) > before);
  }

  private static long serial(DnsService dns) throws Exception {
    Record question = Record.newRecord(Name.fromString("mesos."), Type.SOA, DClass.IN);
    Message reply = new SimpleResolver(dns.dnsAddresses().get(0)).send(Message.newQuery(question));
    return ((SOARecord) reply.getSection(Section.ANSWER).get(0)).getSerial();
  }
}
