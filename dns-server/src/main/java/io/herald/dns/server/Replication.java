package io.herald.dns.server;

import io.herald.dns.access.ClientRule;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.forward.Forwarder;
import io.herald.dns.forward.OwnNames;
import io.herald.dns.transfer.Journal;
import io.herald.dns.transfer.Notifier;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.SignedQueries;
import io.herald.dns.transfer.TransferAccess;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transfer.TransferService;
import io.herald.dns.transfer.TransferSettings;
import io.herald.dns.transfer.TsigKeys;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.Zone;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What one configuration does beyond answering from its zone: transfers to others, NOTIFY, signed
 * queries, foreign names.
 */
final class Replication implements AutoCloseable {

  private static final int TRANSFERS_AT_ONCE = 10;

  private final List<SharedZone> zones = new ArrayList<>();
  private final int journalRecords;
  private final SlowQueries slow;

  /** What is kept of one zone for others. */
  private record SharedZone(Zone zone, Journal journal, Notifier notifier) {

    /** Tells of the zone as it is, and of each change from now on. */
    void begin() {
      zone.subscribe(notifier);
      notifier.sendDue();
    }

    void takePlaceOf(SharedZone old, int most) {
      zone.takePlaceOf(
          old.zone,
          most,
          difference -> journal.continueFrom(old.journal, old.zone.serial(), difference));
    }
  }

  /**
   * Follows the zones from now on; tells nobody before {@link #begin}.
   *
   * @param zones at least one
   * @param responders for signed queries, and for foreign names that lead to ours
   * @param opt our OPT record behind what these don't answer
   * @throws IllegalArgumentException if the file of keys or a rule of the configuration is no good
   */
  Replication(
      DnsConfig config,
      List<Zone> zones,
      Supplier<QueryResponder> responders,
      ReplyOpt opt,
      ProcessScope lasting) {
    TransferSettings transfer = config.transfer();
    TsigKeys keys = keys(transfer);
    this.journalRecords = transfer.journalRecords();
    TransferAccess access = new TransferAccess(allowed(transfer), keys);
    Semaphore running = new Semaphore(TRANSFERS_AT_ONCE);
    UdpSizes udpSizes = config.answers().udpSizes();
    TransferCounters counters = lasting.counters().transfers();
    List<TransferService> transfers = new ArrayList<>();
    for (Zone zone : zones) {
      Journal journal = new Journal(journalRecords);
      zone.subscribe(journal);
      Notifier notifier =
          new Notifier(zone, transfer.secondaries(), keys, counters, lasting.housekeeping());
      this.zones.add(new SharedZone(zone, journal, notifier));
      transfers.add(
          new TransferService(zone, journal, keys, access, running, opt, udpSizes, counters));
    }
    this.slow =
        new SlowQueries(
            transfers,
            new SignedQueries(responders.get(), keys, opt, udpSizes),
            forwarder(config, new OwnAnswers(responders.get()), opt, lasting),
            opt,
            lasting.counters().queries());
  }

  private static TsigKeys keys(TransferSettings transfer) {
    if (transfer.keyFile().isEmpty()) {
      return TsigKeys.NONE;
    }
    Path file = transfer.keyFile().get();
    try {
      return TsigKeys.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"tsigKeyFile\" = \"" + file + "\" can't be read: " + Reason.of(file, e), e);
    }
  }

  private static List<ClientRule> allowed(TransferSettings transfer) {
    if (transfer.allow().isPresent()) {
      return transfer.allow().get();
    }
    List<ClientRule> rules = new ArrayList<>(TransferAccess.LOOPBACK);
    for (Secondary secondary : transfer.secondaries()) {
      CidrNetwork itself = CidrNetwork.parse(secondary.address().getAddress().getHostAddress());
      rules.add(new ClientRule(Optional.of(itself), secondary.key()));
    }
    return rules;
  }

  private static Optional<Forwarder> forwarder(
      DnsConfig config, OwnNames own, ReplyOpt opt, ProcessScope lasting) {
    return config
        .forward()
        .map(
            settings ->
                new Forwarder(settings, own, opt, lasting.clock(), lasting.counters().forwarded()));
  }

  /** Who answers what the responders leave. */
  SlowPath slowPath() {
    return slow;
  }

  /** Tells the secondaries of the zones as they are now, and of each change. */
  void begin() {
    zones.forEach(SharedZone::begin);
  }

  /** Secondaries of the zones that were served until now can go on by differences, if few. */
  void takePlaceOf(Replication before) {
    for (SharedZone zone : zones) {
      before.zones.stream()
          .filter(old -> old.zone().index().apex().equals(zone.zone().index().apex()))
          .forEach(old -> zone.takePlaceOf(old, journalRecords));
    }
  }

  @Override
  public void close() {
    slow.close();
    zones.forEach(zone -> zone.notifier().close());
  }
}
