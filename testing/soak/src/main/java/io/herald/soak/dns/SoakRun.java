package io.herald.soak.dns;

import io.herald.catalog.Catalog;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.Services;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.IpSource;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Catalog, naming, zone and sockets in one process, with a client that judges every answer, while
 * tasks come and go: first as fast as it goes, then for minutes at 80% of that. At the end the
 * sockets are closed under a burst of queries, as a SIGTERM does.
 */
public final class SoakRun {

  private static final int WARM_UP_SECONDS = 5;
  private static final int SATURATION_SECONDS = 5;
  private static final double LOAD = 0.8;
  private static final int SAMPLES = 10;
  private static final int BURST = 64;

  /** What memory may grow by from the first sample on and still be called flat. */
  private static final double GROWTH = 0.05;

  private static final double SLACK_MB = 8;

  private final int changesPerSecond;
  private final Zone zone;
  private final SoakTasks tasks;
  private final SoakClient client;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  private SoakRun(Zone zone, SoakTasks tasks, SoakClient client, int changesPerSecond) {
    this.zone = zone;
    this.tasks = tasks;
    this.client = client;
    this.changesPerSecond = changesPerSecond;
  }

  /**
   * @param args minutes, tasks, changes per second
   */
  public static void main(String[] args) throws Exception {
    double minutes = Double.parseDouble(args[0]);
    Clock clock = Clock.systemUTC();
    Catalog catalog = new Catalog(clock);
    Zone zone = zone(clock);
    NamingOptions options = namingOptions();
    Services services =
        new Services(options.services(), new NoHosts(), new ProblemBook(NameProblem.REPORTED));
    services.subscribe(new Naming(options, services, new IntoZone(zone)));
    catalog.subscribe(services);
    SoakTasks tasks = new SoakTasks(catalog, Integer.parseInt(args[1]));
    SecureRandom seeds = new SecureRandom();
    DnsListeners listeners =
        DnsListeners.open(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            TransportSettings.DEFAULT,
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, seeds.nextLong()),
            new QueryCounters(),
            new NamedScheduler("soak-housekeeping"));
    try (listeners;
        SoakClient client = new SoakClient(tasks, listeners.addresses().get(0), 42)) {
      SoakRun run = new SoakRun(zone, tasks, client, Integer.parseInt(args[2]));
      System.exit(run.run(minutes, listeners) ? 0 : 1);
    }
  }

  private boolean run(double minutes, DnsListeners listeners) throws Exception {
    Thread changer = new Thread(this::changeOnAndOn, "changes");
    changer.setDaemon(true);
    changer.start();
    askFor(WARM_UP_SECONDS, 0);
    long before = client.answered();
    long start = System.nanoTime();
    askFor(SATURATION_SECONDS, 0);
    double saturation = (client.answered() - before) / ((System.nanoTime() - start) / 1e9);
    System.out.printf("saturation with client and changes beside: %.0f answers/s%n", saturation);
    List<Double> heap = new ArrayList<>();
    for (int i = 1; i <= SAMPLES; i++) {
      askFor(minutes * 60 / SAMPLES, saturation * LOAD);
      heap.add(heapMegabytes());
      System.out.printf(
          "%5.1f of %.1f min: %d answers, %d wrong, %d lost, %d changes, serial %d, heap %.1f MB,"
              + " resident %.0f MB%n",
          minutes * i / SAMPLES,
          minutes,
          client.answered(),
          client.wrong(),
          client.lost(),
          changes.get(),
          zone.serial(),
          heap.get(i - 1),
          residentMegabytes());
    }
    ended.set(true);
    changer.join();
    long atEnd = client.answered();
    client.burst(BURST);
    listeners.close();
    client.finish();
    return report(heap, client.answered() - atEnd);
  }

  private boolean report(List<Double> heap, long atEnd) {
    double first = heap.get(0);
    double last = heap.get(heap.size() - 1);
    boolean flat = last <= first * (1 + GROWTH) + SLACK_MB;
    boolean all = atEnd == BURST;
    System.out.printf(
        "%s: %d of %d answers wrong, %d queries without one, over %d changes%n",
        client.wrong() == 0 ? "PASS" : "FAIL",
        client.wrong(),
        client.answered(),
        client.lost(),
        changes.get());
    System.out.printf(
        "%s: heap after collection %.1f MB at first, %.1f MB at last%n",
        flat ? "PASS" : "FAIL", first, last);
    System.out.printf(
        "%s: %d of %d queries in flight at the end were answered%n",
        all ? "PASS" : "FAIL", atEnd, BURST);
    return client.wrong() == 0 && flat && all;
  }

  /** In a thread of the client's own. */
  private void askFor(double seconds, double perSecond) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread asking =
        new Thread(
            () -> {
              try {
                client.run(stop, perSecond);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "client");
    asking.start();
    Thread.sleep((long) (seconds * 1000));
    stop.set(true);
    asking.join();
  }

  private void changeOnAndOn() {
    long start = System.nanoTime();
    for (long made = 0; !ended.get(); made++) {
      tasks.change();
      changes.incrementAndGet();
      long due = start + (made + 1) * 1_000_000_000L / changesPerSecond;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  private static double heapMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  private static double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1e3;
      }
    }
    return Double.NaN;
  }

  private static Zone zone(Clock clock) {
    DnsName server = DnsName.parse("ns1.mesos.");
    DnsName apex = DnsName.parse("mesos.");
    return new Zone(new ZoneSettings(apex, 60, server, server, 60, 600, 86_400, 60, server), clock);
  }

  private static NamingOptions namingOptions() {
    return new NamingOptions(
        "mesos",
        LabelRules.RFC1123,
        List.of(IpSource.NETINFO, IpSource.HOST),
        1,
        List.of(),
        "ns1.mesos",
        List.of());
  }

  /** All hosts of the run are addresses. */
  private static final class NoHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {
      throw new IllegalStateException(host + " should be an address");
    }

    @Override
    public void unwatch(String host) {
      throw new IllegalStateException(host + " was never watched");
    }
  }

  private record IntoZone(Zone zone) implements ZoneWriter {
    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      zone.apply(list(removed), list(added));
    }

    @Override
    public void loaded() {
      zone.markLoaded();
    }

    private static List<Contribution> list(Iterable<Contribution> contributions) {
      List<Contribution> list = new ArrayList<>();
      contributions.forEach(list::add);
      return list;
    }
  }
}
