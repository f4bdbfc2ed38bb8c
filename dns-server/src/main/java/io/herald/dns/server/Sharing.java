package io.herald.dns.server;

import io.herald.catalog.model.Endpoint;
import io.herald.dns.access.ClientRule;
import io.herald.dns.access.Network;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.forward.ForwardSettings;
import io.herald.dns.forward.Forwarder;
import io.herald.dns.transfer.Journal;
import io.herald.dns.transfer.Notifier;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.SignedQueries;
import io.herald.dns.transfer.TransferAccess;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transfer.TransferService;
import io.herald.dns.transfer.TsigKeys;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What one configuration does beyond answering from its zone: transfers to others, NOTIFY, signed
 * queries, foreign names.
 */
final class Sharing implements AutoCloseable {

  private static final int TRANSFERS_AT_ONCE = 10;

  private final List<SharedZone> zones = new ArrayList<>();
  private final int journalRecords;
  private final SlowQueries slow;

  /** What is kept of one zone for others. */
  private record SharedZone(Zone zone, Journal journal, Notifier notifier) {

    /** Tells of the zone as it is, and of each change from now on. */
    void begin() {
      zone.subscribe(notifier);
      notifier.tell();
    }

    void takePlaceOf(SharedZone old, int most) {
      zone.takePlaceOf(
          old.zone, most, difference -> journal.goOn(old.journal, old.zone.serial(), difference));
    }
  }

  /**
   * Follows the zones from now on; tells nobody before {@link #begin}.
   *
   * @param zones at least one
   * @param responder for signed queries alone
   * @throws IllegalArgumentException if the file of keys or a rule of the configuration is no good
   */
  Sharing(DnsConfig config, List<Zone> zones, QueryResponder responder, Lasting lasting) {
    DnsConfig.Transfer transfer = config.transfer();
    TsigKeys keys = keys(transfer);
    this.journalRecords = transfer.journalRecords();
    TransferAccess access = new TransferAccess(allowed(transfer), keys);
    Semaphore running = new Semaphore(TRANSFERS_AT_ONCE);
    UdpSizes udpSizes = config.dns().serving().udpSizes();
    TransferCounters counters = lasting.counters().transfers();
    List<TransferService> transfers = new ArrayList<>();
    for (Zone zone : zones) {
      Journal journal = new Journal(journalRecords);
      zone.subscribe(journal);
      Notifier notifier = new Notifier(zone, transfer.secondaries(), keys, counters);
      this.zones.add(new SharedZone(zone, journal, notifier));
      transfers.add(new TransferService(zone, journal, keys, access, running, udpSizes, counters));
    }
    this.slow =
        new SlowQueries(
            transfers,
            new SignedQueries(responder, keys, udpSizes),
            forwarder(config.forwarding(), udpSizes, lasting),
            lasting.counters().queries());
  }

  private static TsigKeys keys(DnsConfig.Transfer transfer) {
    if (transfer.keyFile().isEmpty()) {
      return TsigKeys.NONE;
    }
    Path file = transfer.keyFile().get();
    try {
      return TsigKeys.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"tsigKeyFile\" = \"" + file + "\" can't be read: " + e.getMessage(), e);
    }
  }

  private static List<ClientRule> allowed(DnsConfig.Transfer transfer) {
    if (transfer.allow().isPresent()) {
      return transfer.allow().get();
    }
    List<ClientRule> rules = new ArrayList<>(TransferAccess.LOOPBACK);
    for (Secondary secondary : transfer.secondaries()) {
      Network itself = Network.parse(secondary.address().getAddress().getHostAddress());
      rules.add(new ClientRule(Optional.of(itself), secondary.key()));
    }
    return rules;
  }

  private static Optional<Forwarder> forwarder(
      DnsConfig.Forwarding forwarding, UdpSizes udpSizes, Lasting lasting) {
    if (!forwarding.on()) {
      return Optional.empty();
    }
    Map<String, List<InetSocketAddress>> zones = new LinkedHashMap<>();
    forwarding.zoneResolvers().forEach((zone, servers) -> zones.put(zone, sockets(servers)));
    return Optional.of(
        new Forwarder(
            new ForwardSettings(
                sockets(forwarding.resolvers()),
                zones,
                forwarding.timeout(),
                forwarding.clients(),
                forwarding.cachedAnswers(),
                ForwardSettings.DEFAULT_AT_ONCE,
                udpSizes),
            lasting.clock(),
            lasting.counters().forwarded()));
  }

  private static List<InetSocketAddress> sockets(List<Endpoint> servers) {
    return servers.stream().map(Sharing::socket).toList();
  }

  private static InetSocketAddress socket(Endpoint server) {
    try {
      return new InetSocketAddress(InetAddress.getByName(server.host()), server.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "resolver \"" + server + "\" is no address; write one, not a host name", e);
    }
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
  void takePlaceOf(Sharing before) {
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
