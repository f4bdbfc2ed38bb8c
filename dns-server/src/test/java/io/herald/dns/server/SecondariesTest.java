package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.access.ClientRule;
import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.server.SecondaryServer.Kind;
import io.herald.dns.server.SecondaryServer.SharedKey;
import io.herald.dns.transfer.Journal;
import io.herald.dns.transfer.Notifier;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.SerialFile;
import io.herald.dns.transfer.SignedQueries;
import io.herald.dns.transfer.TransferAccess;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transfer.TransferService;
import io.herald.dns.transfer.TsigKeys;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Knot, NSD and BIND from Debian follow Herald as its secondaries. */
class SecondariesTest {

  private static final SharedKey KEY = new SharedKey("transfer", "c2VjcmV0LXNlY3JldC1zZWNyZXQ=");
  private static final SharedKey WRONG = new SharedKey("transfer", "d3Jvbmctd3Jvbmctd3Jvbmc=");
  private static final DnsName APEX = DnsName.parse("mesos");
  private static final DnsName PRIMARY = DnsName.parse("ns1.mesos");
  private static final ZoneSettings SETTINGS =
      new ZoneSettings(APEX, 60, PRIMARY, PRIMARY, 3600, 600, 86_400, 60, PRIMARY);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final List<SecondaryServer> secondaries = new ArrayList<>();
  private final Map<Kind, Integer> ports = new EnumMap<>(Kind.class);
  private final Map<Kind, List<Double>> taken = new EnumMap<>(Kind.class);
  private int primaryPort;
  private Primary primary;

  /** Herald's side of it: a zone, its listeners and the slow path. */
  private static final class Primary implements AutoCloseable {
    final Zone zone;
    final TransferCounters counters = new TransferCounters();
    final DnsListeners listeners;
    private final ScheduledExecutorService housekeeping = new NamedScheduler("housekeeping");
    private final Notifier notifier;
    private final SlowQueries slow;

    Primary(Path state, int port, List<Integer> secondaries, Clock clock) throws IOException {
      TsigKeys keys = keys(clock);
      SerialFile serials = SerialFile.open(state, Clock.systemUTC());
      zone =
          serials.last().isPresent()
              ? new Zone(SETTINGS, Clock.systemUTC(), serials.last().getAsLong())
              : new Zone(SETTINGS, Clock.systemUTC());
      Journal journal = new Journal(100_000);
      notifier =
          new Notifier(
              zone,
              secondaries.stream()
                  .map(
                      secondary ->
                          new Secondary(
                              new InetSocketAddress(InetAddress.getLoopbackAddress(), secondary),
                              Optional.of("transfer.")))
                  .toList(),
              keys,
              counters,
              housekeeping);
      zone.subscribe(serials);
      zone.subscribe(journal);
      zone.subscribe(notifier);
      ResponderSettings answers = ResponderSettings.DEFAULT;
      slow =
          new SlowQueries(
              List.of(
                  new TransferService(
                      zone,
                      journal,
                      keys,
                      new TransferAccess(List.of(ClientRule.parse("key:transfer")), keys),
                      new Semaphore(10),
                      new ReplyOpt(answers),
                      answers.udpSizes(),
                      counters)),
              new SignedQueries(
                  new QueryResponder(zone.index(), answers, 7),
                  keys,
                  new ReplyOpt(answers),
                  answers.udpSizes()),
              Optional.empty(),
              new BesideReplies(
                  List.of(),
                  ClientEnvironments.NONE,
                  new ReplyOpt(answers),
                  answers.udpSizes(),
                  false,
                  new QueryCounters()),
              new ReplyOpt(answers),
              new QueryCounters());
      listeners =
          DnsListeners.open(
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
              TransportSettings.DEFAULT,
              () -> new QueryResponder(zone.index(), answers, 11),
              slow,
              new QueryCounters(),
              Optional.empty(),
              housekeeping);
    }

    private static TsigKeys keys(Clock clock) throws IOException {
      Path file = java.nio.file.Files.createTempFile("herald", ".keys");
      java.nio.file.Files.writeString(
          file, "key transfer { algorithm hmac-sha256; secret \"" + KEY.secret() + "\"; };");
      try {
        return TsigKeys.read(file, clock);
      } finally {
        java.nio.file.Files.delete(file);
      }
    }

    void load(List<Contribution> contributions) {
      zone.apply(List.of(), contributions);
      zone.markLoaded();
      notifier.sendDue();
    }

    InetSocketAddress address() {
      return listeners.addresses().get(0);
    }

    @Override
    public void close() {
      listeners.close();
      slow.close();
      notifier.close();
      housekeeping.shutdownNow();
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (SecondaryServer secondary : secondaries) {
      secondary.close();
    }
    primary.close();
  }

  private void startPrimary(List<Contribution> contributions) throws IOException {
    startPrimary(contributions, Clock.systemUTC());
  }

  private void startPrimary(List<Contribution> contributions, Clock clock) throws IOException {
    primary =
        new Primary(
            folder.resolve("serial"),
            primaryPort,
            ports.values().stream().sorted().toList(),
            clock);
    primaryPort = primary.address().getPort();
    primary.load(contributions);
  }

  private static Contribution task(int number, int version) {
    DnsName owner = DnsName.parse("task" + number + ".marathon.mesos");
    try {
      return new Contribution(
          List.of(
              ResourceRecord.address(
                  owner,
                  InetAddress.getByAddress(new byte[] {10, 0, (byte) version, (byte) number})),
              ResourceRecord.address(
                  DnsName.parse("all.marathon.mesos"),
                  InetAddress.getByAddress(new byte[] {10, 0, (byte) version, (byte) number})),
              ResourceRecord.srv(
                  DnsName.parse("_task" + number + "._tcp.marathon.mesos"),
                  0,
                  1,
                  31_000 + version,
                  owner)));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Contribution> tasks(int[] versions) {
    List<Contribution> tasks = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      tasks.add(task(i, versions[i]));
    }
    return tasks;
  }

  /** Also notes how long each took, for the report; nothing depends on it. */
  private void awaitAllToHave(long serial) {
    long begin = System.nanoTime();
    Set<SecondaryServer> waiting = new LinkedHashSet<>(secondaries);
    await("all to have serial " + serial)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              for (SecondaryServer secondary : List.copyOf(waiting)) {
                if (secondary.serial() == serial) {
                  waiting.remove(secondary);
                  taken
                      .computeIfAbsent(secondary.kind(), kind -> new ArrayList<>())
                      .add((System.nanoTime() - begin) / 1e6);
                }
              }
              return waiting.isEmpty();
            });
  }

  private void report() {
    taken.forEach(
        (kind, millis) -> {
          List<Double> sorted = millis.stream().sorted().toList();
          System.out.printf(
              "SecondariesTest: %s had a group of changes after %.0f ms (median of %d), %.0f at"
                  + " most%n",
              kind, sorted.get(sorted.size() / 2), sorted.size(), sorted.get(sorted.size() - 1));
        });
  }

  private void assertAllHaveTheSameRecords() throws IOException {
    Set<String> ours = SecondaryServer.transfer(primary.address(), KEY);
    for (SecondaryServer secondary : secondaries) {
      assertThat(secondary.records()).as(secondary.toString()).isEqualTo(ours);
    }
  }

  @Test
  void theyFollowThroughAThousandChangesByDifferencesAlone() throws Exception {
    for (Kind kind : Kind.values()) {
      ports.put(kind, SecondaryServer.freePort());
    }
    int[] versions = new int[100];
    startPrimary(tasks(versions));
    for (Kind kind : Kind.values()) {
      secondaries.add(
          SecondaryServer.start(
              kind, folder.resolve(kind.toString()), ports.get(kind), primaryPort, KEY));
    }
    awaitAllToHave(primary.zone.serial());
    long wholeAtStart = primary.counters.whole();

    Random random = new Random(20_261_121);
    taken.clear(); // what the start took
    for (int group = 0; group < 20; group++) {
      change(versions, random, 50);
      awaitAllToHave(primary.zone.serial());
    }
    report();

    assertThat(primary.counters.whole()).as(this::logs).isEqualTo(wholeAtStart);
    assertThat(primary.counters.incremental()).isGreaterThanOrEqualTo(3 * 20);
    assertAllHaveTheSameRecords();
    assertThat(log(Kind.KNOT)).contains("IXFR, incoming");
    assertThat(log(Kind.BIND)).contains("Transfer completed");
    assertThat(log(Kind.NSD)).contains("is updated to " + primary.zone.serial());

    // Killed and started again, with other tasks: the journal is gone, the serial goes on.
    long last = primary.zone.serial();
    primary.close();
    for (int i = 0; i < versions.length; i += 2) {
      versions[i]++;
    }
    startPrimary(tasks(versions));
    assertThat(primary.zone.serial()).isGreaterThan(last);
    awaitAllToHave(primary.zone.serial());

    assertThat(primary.counters.whole()).isGreaterThanOrEqualTo(3);
    assertAllHaveTheSameRecords();
  }

  @Test
  void aliasesAndTtlsOfTasksArriveAsTheyComeAndGo() throws Exception {
    for (Kind kind : Kind.values()) {
      ports.put(kind, SecondaryServer.freePort());
    }
    Contribution other = task(1, 0);
    Contribution alias =
        new Contribution(
            List.of(
                new ResourceRecord(
                    DnsName.parse("task1.marathon.mesos"),
                    RecordType.CNAME,
                    DnsName.parse("task0.marathon.mesos").toWire())));
    Contribution shortLived = new Contribution(task(2, 1).records(), 5);
    startPrimary(List.of(task(0, 0), other, task(2, 0)));
    for (Kind kind : Kind.values()) {
      secondaries.add(
          SecondaryServer.start(
              kind, folder.resolve(kind.toString()), ports.get(kind), primaryPort, KEY));
    }
    awaitAllToHave(primary.zone.serial());
    long whole = primary.counters.whole();
    List<List<Contribution>> steps =
        List.of(List.of(), List.of(alias), List.of(shortLived, alias), List.of(shortLived));
    for (int i = 1; i <= steps.size(); i++) {
      primary.zone.apply(steps.get(i - 1), i == steps.size() ? List.of() : steps.get(i));
      awaitAllToHave(primary.zone.serial());
      assertAllHaveTheSameRecords();
    }
    // Those of the comparisons alone.
    assertThat(primary.counters.whole()).as(this::logs).isEqualTo(whole + steps.size());
  }

  /**
   * That many changes, of which the secondaries are told together: NSD takes a second NOTIFY that
   * comes before it has reloaded as a failure of the first, and asks for the whole zone.
   */
  private void change(int[] versions, Random random, int times) {
    synchronized (primary.zone) {
      for (int i = 0; i < times; i++) {
        int number = random.nextInt(versions.length);
        Contribution old = task(number, versions[number]);
        versions[number]++;
        primary.zone.apply(List.of(old), List.of(task(number, versions[number])));
      }
    }
  }

  private String logs() {
    StringBuilder logs = new StringBuilder("no transfer of the whole zone; the logs:\n");
    for (SecondaryServer secondary : secondaries) {
      try {
        logs.append(secondary).append('\n').append(secondary.log());
      } catch (IOException e) {
        logs.append(e);
      }
    }
    return logs.toString();
  }

  private String log(Kind kind) throws IOException {
    return secondaries.stream().filter(s -> s.kind() == kind).findFirst().orElseThrow().log();
  }

  @Test
  void aStrangerAndAWrongKeyGetNothing() throws Exception {
    startPrimary(tasks(new int[3]));
    String port = String.valueOf(primaryPort);

    assertThat(kdig("mesos", "AXFR", "@127.0.0.1", "-p", port, "-y", key(KEY)))
        .contains("task0.marathon.mesos.")
        .contains("TSIG");
    assertThat(kdig("mesos", "AXFR", "@127.0.0.1", "-p", port, "-y", key(WRONG)))
        .doesNotContain("task0")
        .contains("BADSIG");
    assertThat(kdig("mesos", "AXFR", "@127.0.0.1", "-p", port))
        .doesNotContain("task0")
        .contains("REFUSED");
    assertThat(kdig("task0.marathon.mesos", "A", "@127.0.0.1", "-p", port, "-y", key(KEY)))
        .contains("10.0.0.0")
        .contains("TSIG")
        .doesNotContain("failed");
    assertThat(kdig("task0.marathon.mesos", "A", "@127.0.0.1", "-p", port, "-y", key(WRONG)))
        .doesNotContain("10.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void aClientWhoseClockIsWrongIsToldSoAndGetsNothing(long seconds) throws Exception {
    startPrimary(tasks(new int[3]), Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)));
    String port = String.valueOf(primaryPort);
    for (String type : List.of("AXFR", "SOA")) {
      assertThat(kdig("mesos", type, "@127.0.0.1", "-p", port, "-y", key(KEY)))
          .contains("BADTIME")
          .doesNotContain("task0")
          .doesNotContain("ns1.mesos.");
    }
  }

  private static String key(SharedKey key) {
    return "hmac-sha256:" + key.name() + ":" + key.secret();
  }

  private static String kdig(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kdig"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
