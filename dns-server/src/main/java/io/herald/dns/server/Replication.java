package io.herald.dns.server;

import io.herald.dns.access.ClientRule;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.transfer.Journal;
import io.herald.dns.transfer.Notifier;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.SignedQueries;
import io.herald.dns.transfer.TransferAccess;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transfer.TransferService;
import io.herald.dns.transfer.TransferSettings;
import io.herald.dns.transfer.TsigKeys;
import io.herald.dns.zone.Zone;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The zones for secondaries: transfers with their journals, NOTIFY, and the TSIG keys of both. For
 * one owner; what it gives is safe for any thread.
 */
final class Replication implements AutoCloseable {

  private static final int TRANSFERS_AT_ONCE = 10;

  private final TsigKeys keys;
  private final int journalRecords;
  private final List<ReplicatedZone> zones;
  private final List<TransferService> transfers;

  /** What is kept of one zone for others. */
  private record ReplicatedZone(Zone zone, Journal journal, Notifier notifier) {

    /** Reports the zone as it is, and each change from now on. */
    void begin() {
      zone.subscribe(notifier);
      notifier.sendDue();
    }

    void takePlaceOf(ReplicatedZone old, int most) {
      zone.takePlaceOf(
          old.zone,
          most,
          difference -> journal.continueFrom(old.journal, old.zone.serial(), difference));
    }
  }

  /**
   * Keeps journals of the zones from now on; sends no NOTIFY before {@link #begin}.
   *
   * @param zones at least one
   * @param opt our OPT record in replies
   * @throws IllegalArgumentException if the file of keys can't be used, or a key is not in it
   */
  Replication(
      TransferSettings settings,
      List<Zone> zones,
      UdpSizes udpSizes,
      ReplyOpt opt,
      ProcessScope scope) {
    this.keys = keys(settings);
    this.journalRecords = settings.journalRecords();
    TransferCounters counters = scope.counters().transfers();
    this.zones =
        zones.stream()
            .map(
                zone ->
                    new ReplicatedZone(
                        zone,
                        new Journal(journalRecords),
                        new Notifier(
                            zone, settings.secondaries(), keys, counters, scope.housekeeping())))
            .toList();
    TransferAccess access = new TransferAccess(allowed(settings), keys);
    Semaphore running = new Semaphore(TRANSFERS_AT_ONCE);
    this.transfers =
        this.zones.stream()
            .map(
                kept ->
                    new TransferService(
                        kept.zone(),
                        kept.journal(),
                        keys,
                        access,
                        running,
                        opt,
                        udpSizes,
                        counters))
            .toList();
    this.zones.forEach(kept -> kept.zone().subscribe(kept.journal()));
  }

  private static TsigKeys keys(TransferSettings settings) {
    if (settings.keyFile().isEmpty()) {
      return TsigKeys.NONE;
    }
    Path file = settings.keyFile().get();
    try {
      return TsigKeys.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"tsigKeyFile\" = \"" + file + "\" can't be read: " + Reason.of(file, e), e);
    }
  }

  private static List<ClientRule> allowed(TransferSettings settings) {
    if (settings.allow().isPresent()) {
      return settings.allow().get();
    }
    List<ClientRule> rules = new ArrayList<>(TransferAccess.LOOPBACK);
    for (Secondary secondary : settings.secondaries()) {
      CidrNetwork itself = CidrNetwork.parse(secondary.address().getAddress().getHostAddress());
      rules.add(new ClientRule(Optional.of(itself), secondary.key()));
    }
    return rules;
  }

  /** What answers transfers, for each zone. */
  List<TransferService> transfers() {
    return transfers;
  }

  /** What answers signed queries with this responder's answers, which is its alone. */
  SignedQueries signedQueries(QueryResponder responder, ReplyOpt opt, UdpSizes udpSizes) {
    return new SignedQueries(responder, keys, opt, udpSizes);
  }

  /** Notifies the secondaries of the zones as they are now, and of each change. */
  void begin() {
    zones.forEach(ReplicatedZone::begin);
  }

  /**
   * Secondaries of the zones served until now can continue with IXFR if the difference is small.
   */
  void takePlaceOf(Replication before) {
    for (ReplicatedZone zone : zones) {
      before.zones.stream()
          .filter(old -> old.zone().index().apex().equals(zone.zone().index().apex()))
          .forEach(old -> zone.takePlaceOf(old, journalRecords));
    }
  }

  @Override
  public void close() {
    zones.forEach(zone -> zone.notifier().close());
  }
}
