package io.herald.dns.server;

import io.herald.catalog.follow.ClusterFollower;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.ResponseRates;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.dcos.DcosZones;
import io.herald.dns.forward.Forwarder;
import io.herald.dns.http.ApiContext;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.naming.zonefile.StaticRecords;
import io.herald.dns.naming.zonefile.ZoneFile;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.LargeSets;
import io.herald.http.HttpAuth;
import io.herald.services.Services;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * One configuration in force: its zones, what feeds them, and what answers from them. A reload
 * makes another one beside it and swaps the two. Safe for any thread once it is made.
 */
final class ServingState implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServingState.class);

  private final DnsConfig config;
  private final ClusterFollower cluster;
  private final ConfiguredZones zones;
  private final ClientEnvironments environments;
  private final NamingFeed feed;
  private final Optional<StaticRecords> staticRecords;
  private final ResponderSettings responderSettings;
  private final SecureRandom random;
  private final Replication replication;
  private final SlowQueries slowQueries;
  private final ApiContext api;

  /**
   * Nothing happens before {@link #load}.
   *
   * @param before what it will replace, whose serials it goes on from; null if nothing was served
   * @throws IllegalArgumentException if a file or host of the configuration can't be used
   */
  ServingState(
      DnsConfig config,
      ClusterFollower cluster,
      @Nullable ServingState before,
      ProcessScope scope) {
    this.config = config;
    this.cluster = cluster;
    this.random = scope.random();
    this.responderSettings = responderSettings(config, scope.cookies(), random);
    HttpAuth auth = new HttpAuth(config.http().access(), scope.clock());
    NamingOptions options = namingOptions(config);
    options.nameServers().forEach(server -> log.info("name server {}", server));
    this.environments = config.naming().environments().clients(config.naming().searched());
    this.zones = ConfiguredZones.of(config, before == null ? null : before.zones, scope);
    this.feed =
        new NamingFeed(
            options, zones, cluster, config.follow().masters().refresh(), scope.housekeeping());
    this.staticRecords =
        config.zoneFile().map(file -> staticRecords(file, zones, options, feed.naming(), scope));
    ResponderSettings unlimited = responderSettings.withRates(Optional.empty());
    ReplyOpt opt = new ReplyOpt(unlimited);
    UdpSizes udpSizes = config.answers().udpSizes();
    this.replication = new Replication(config.transfer(), zones.served(), udpSizes, opt, scope);
    this.slowQueries =
        new SlowQueries(
            replication.transfers(),
            replication.signedQueries(responder(unlimited), opt, udpSizes),
            config
                .forward()
                .map(
                    settings ->
                        new Forwarder(
                            settings,
                            new OwnAnswers(responder(unlimited)),
                            opt,
                            scope.clock(),
                            scope.counters().forwarded())),
            new BesideReplies(
                scope.beside(),
                environments,
                opt,
                udpSizes,
                responderSettings.recursionAvailable(),
                scope.counters().queries()),
            opt,
            scope.counters().queries());
    this.api =
        new ApiContext(
            config.http(),
            config.view(),
            config.follow().masters().refresh(),
            zones.served(),
            feed.naming(),
            feed.naming()::snapshot,
            cluster::skipped,
            auth);
  }

  /** With cookies under these secrets and the configured limit. */
  static ResponderSettings responderSettings(
      DnsConfig config, CookieSecrets cookies, SecureRandom random) {
    return config
        .answers()
        .withCookies(cookies)
        .withRates(
            config
                .rateLimit()
                .map(
                    limit ->
                        new ResponseRates(
                            limit.perSecond(),
                            limit.slip(),
                            limit.exempt(),
                            random.nextLong(),
                            random.nextLong())));
  }

  private static NamingOptions namingOptions(DnsConfig config) {
    List<InetAddress> own =
        ListenAddresses.published(
            ListenAddresses.of(ListenParameters.LISTENER.key(), config.listen().listeners()));
    return config.namingAt(own);
  }

  private static StaticRecords staticRecords(
      Path file, ConfiguredZones zones, NamingOptions options, Naming naming, ProcessScope scope) {
    List<DnsName> apexes = zones.named().stream().map(zone -> zone.index().apex()).toList();
    Set<DnsName> servers =
        options.nameServers().stream().map(NameServer::dnsName).collect(Collectors.toSet());
    try {
      return new StaticRecords(
          file,
          new ZoneFile(apexes, servers),
          new StaticTarget(file, naming),
          scope.housekeeping(),
          scope.clock());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          NamingParameters.ZONE_FILE.key() + " can't be used: " + e.getMessage(), e);
    }
  }

  /** Where the records of the zone file go. */
  private record StaticTarget(Path file, Naming naming) implements StaticRecords.Target {

    @Override
    public void records(List<ResourceRecord> records) {
      naming.replaceStatic(records);
    }

    @Override
    public void problem(Optional<String> sentence) {
      naming.staticProblem(file.toString(), sentence);
    }
  }

  /** Fills the zones with what is known of the cluster by now, and feeds them from then on. */
  void load() {
    LargeSets large =
        new LargeSets(
            responderSettings.answerLimit(), ReplyOpt.LONGEST, feed.naming()::tooManyRecords);
    zones.named().forEach(zone -> zone.report(large));
    staticRecords.ifPresent(StaticRecords::start);
    feed.start();
  }

  /** Reads the zone file again, if there is one; why it can't be used, if it can't. */
  Optional<String> reloadZoneFile() {
    return staticRecords.flatMap(StaticRecords::reload);
  }

  ClusterFollower cluster() {
    return cluster;
  }

  /** The zones of DC/OS' names. */
  DcosZones dcos() {
    return zones.dcos();
  }

  /** What the names are made of. */
  Services services() {
    return feed.services();
  }

  /**
   * Our own reply to a question; empty if the name is in no zone.
   *
   * @param client whose question it is; null: of one that sees everything
   */
  Optional<Message> answer(Name name, int type, @Nullable InetAddress client) {
    return new OwnAnswers(responder(responderSettings.withRates(Optional.empty())))
        .answer(name, type, client);
  }

  DnsConfig config() {
    return config;
  }

  ApiContext api() {
    return api;
  }

  /** Whether the zone is as full as it can be: the cluster is known, its hosts looked up. */
  boolean isReady() {
    return zones.domain().isLoaded() && feed.isSettled();
  }

  /** A responder for one thread. */
  QueryResponder responder() {
    return responder(responderSettings);
  }

  private QueryResponder responder(ResponderSettings settings) {
    return new QueryResponder(zones.indexes(), settings, environments, random.nextLong());
  }

  /** Answers what the responders leave. */
  SlowPath slowPath() {
    return slowQueries;
  }

  /** Is about to serve in place of another, whose serials and differences it goes on from. */
  void takePlaceOf(ServingState before) {
    zones.dcos().publishAs(before.zones.dcos()); // what has come since this was made
    replication.takePlaceOf(before.replication);
  }

  /** Serves from now on: secondaries are notified. */
  void begin() {
    replication.begin();
  }

  ServiceStatus status(ConfigStatus configuration) {
    return new ServiceStatus(
        zones.domain().isLoaded(),
        zones.domain().serial(),
        zones.records(),
        cluster.catalog().status(),
        cluster.sources(),
        cluster.snapshot(),
        feed.naming().problems().counts(),
        configuration);
  }

  /** Ends its part; the cluster goes on. */
  @Override
  public void close() {
    close(feed);
    staticRecords.ifPresent(ServingState::close);
    close(slowQueries);
    close(replication);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) { // AutoCloseable declares no less
      log.error("closing {} failed", part.getClass().getSimpleName(), e);
    }
  }
}
