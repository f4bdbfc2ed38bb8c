package io.herald.dns.zone;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.TransportSettings;
import io.herald.patience.ManualScheduler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Loads a generated zone, prints what that cost, and serves it until it is killed; for measuring by
 * hand: {@code ZoneBench TASKS PORT QUERIES ZONEFILE}. QUERIES, if given, is written as a query
 * file for dnsperf: 45% A, 45% SRV, 10% names that don't exist; ZONEFILE as a master file for other
 * servers.
 */
public final class ZoneBench {

  private static final int BATCH = 1000;

  private ZoneBench() {}

  public static void main(String[] arguments) throws Exception {
    int tasks = Integer.parseInt(arguments[0]);
    Zone zone = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    long before = usedAfterCollection();
    Footprint footprint = load(zone, tasks);
    long used = usedAfterCollection() - before;
    System.out.printf(
        "%d tasks, %d records, %d names: %.1f MB, %.1f bytes per record; apply took %.2f CPU-s%n",
        tasks,
        footprint.records,
        zone.index().size(),
        used / 1e6,
        (double) used / footprint.records,
        footprint.seconds);
    if (arguments.length > 2) {
      writeQueries(zone, Path.of(arguments[2]));
    }
    if (arguments.length > 3) {
      writeZone(zone, Path.of(arguments[3]));
    }
    if (arguments.length > 1) {
      serve(zone, Integer.parseInt(arguments[1]));
    }
  }

  private record Footprint(long records, double seconds) {}

  private static Footprint load(Zone zone, int tasks) {
    GeneratedTasks generated = new GeneratedTasks(tasks);
    long records = 0;
    long nanos = 0;
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    for (List<Contribution> batch = generated.next(BATCH);
        !batch.isEmpty();
        batch = generated.next(BATCH)) {
      long start = thread.getCurrentThreadCpuTime();
      records += zone.apply(List.of(), batch).added().size();
      nanos += thread.getCurrentThreadCpuTime() - start;
    }
    zone.markLoaded();
    return new Footprint(records, nanos / 1e9);
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void serve(Zone zone, int port) throws Exception {
    Random seeds = new Random();
    try (DnsListeners listeners =
        DnsListeners.open(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
            TransportSettings.DEFAULT,
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, seeds.nextLong()),
            new QueryCounters(),
            new ManualScheduler())) {
      System.out.println("serving on " + listeners.addresses());
      new CountDownLatch(1).await();
    }
  }

  private static void writeQueries(Zone zone, Path file) throws IOException {
    List<String> addresses = new ArrayList<>();
    List<String> services = new ArrayList<>();
    zone.snapshot().forEachRecord(record -> sort(record, addresses, services));
    Random random = new Random(7);
    List<String> queries = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      double kind = random.nextDouble();
      if (kind < .45) {
        queries.add(addresses.get(random.nextInt(addresses.size())) + " A");
      } else if (kind < .9) {
        queries.add(services.get(random.nextInt(services.size())) + " SRV");
      } else {
        queries.add("nx%06d.marathon.mesos. A".formatted(random.nextInt(1_000_000)));
      }
    }
    Files.write(file, queries);
  }

  /** Rdata in the form that every type has (RFC 3597 §5). */
  private static void writeZone(Zone zone, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    zone.snapshot()
        .forEachRecord(
            record ->
                lines.add(
                    "%s 60 IN %s \\# %d %s"
                        .formatted(
                            record.owner(),
                            record.type(),
                            record.rdata().length,
                            HexFormat.of().formatHex(record.rdata()))));
    Files.write(file, lines);
  }

  private static void sort(ResourceRecord record, List<String> addresses, List<String> services) {
    String owner = record.owner().toString();
    if (record.type() == RecordType.A) {
      addresses.add(owner);
    } else if (record.type() == RecordType.SRV && !owner.contains(".slave.")) {
      services.add(owner);
    }
  }
}
