package io.herald.dns.server;

import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.ResponseRates;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.ZoneSettings;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.runtime.tls.PemFile;
import io.herald.runtime.version.ProductVersion;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** What the configuration means to each part, in that part's own words. */
final class DnsOptions {

  private DnsOptions() {}

  /**
   * The naming's.
   *
   * @param ownAddresses at the server's own name, if no name servers are given
   */
  static NamingOptions naming(DnsConfig config, List<InetAddress> ownAddresses) {
    return new NamingOptions(
        config.zone().domain(),
        config.names().rules(),
        config.names().ipSources(),
        config.names().srvWeight(),
        config.mesos().zooKeeper().isPresent() ? List.of() : config.mesos().masters(),
        config.nameServers().isEmpty()
            ? List.of(new NameServer(config.zone().mname(), ownAddresses))
            : config.nameServers(),
        config.names().publication(),
        config.names().forms(),
        config.names().reverse(),
        config.names().shareOwnNames(),
        config.others());
  }

  /** The cluster's follower's. */
  static FollowSettings follow(DnsConfig config) {
    DnsConfig.Mesos mesos = config.mesos();
    String domain = config.zone().domain();
    return new FollowSettings(
        new FollowSettings.Masters(
            mesos.zooKeeper(),
            mesos.masters().stream()
                .map(master -> new MasterAddress(master.host(), master.port()))
                .toList(),
            mesos.refresh(),
            mesos.stateTimeout(),
            mesos.answerLimit(),
            mesos.https() ? Optional.of(tls(mesos)) : Optional.empty(),
            login(mesos)),
        config
            .serverSets()
            .map(sets -> new FollowSettings.ServerSets(sets.zooKeeper(), sets.path())),
        config
            .transfer()
            .stateDirectory()
            .map(
                folder ->
                    new FollowSettings.Snapshot(
                        folder.resolve(domain + ".picture"), "domain " + domain)));
  }

  /** Certificates are always verified: without {@code CACertFile} by the system's authorities. */
  private static MesosTls tls(DnsConfig.Mesos mesos) {
    return new MesosTls(
        file("CACertFile", mesos.caCertFile()).map(List::of).orElse(List.of()),
        file("CertFile", mesos.certFile()),
        file("KeyFile", mesos.keyFile()),
        MesosTls.Verification.NAME);
  }

  private static Optional<PemFile> file(String setting, String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(new PemFile(setting, path));
  }

  private static Optional<FollowSettings.Login> login(DnsConfig.Mesos mesos) {
    return switch (mesos.authentication()) {
      case "basic" ->
          Optional.of(
              new FollowSettings.Login.Basic(
                  mesos.credentials().principal(), mesos.credentials().secret()));
      case "iam" ->
          Optional.of(
              new FollowSettings.Login.Iam("IAMConfigFile", Path.of(mesos.iamConfigFile())));
      default -> Optional.empty();
    };
  }

  /** A zone's; in the second domain its servers have their names there. */
  static ZoneSettings zone(DnsConfig config, DnsName apex) {
    DnsConfig.Zone zone = config.zone();
    DnsName domain = DnsName.parse(zone.domain());
    DnsName mname = config.others().in(apex, domain, DnsName.parse(zone.mname()));
    return new ZoneSettings(
        apex,
        zone.ttl(),
        mname,
        DnsName.parse(zone.rname()),
        seconds(zone.refresh()),
        seconds(zone.retry()),
        seconds(zone.expire()),
        seconds(zone.minTtl()),
        config.nameServers().isEmpty()
            ? List.of(mname)
            : config.nameServers().stream()
                .map(server -> config.others().in(apex, domain, server.dnsName()))
                .toList());
  }

  /** How queries are answered. */
  static ResponderSettings answers(DnsConfig config, CookieSecrets cookies, SecureRandom random) {
    DnsConfig.Answers answers = config.answers();
    return new ResponderSettings(
        answers.recursionAvailable(),
        answers.udpSizes(),
        answers.answerLimit(),
        answers.identity(),
        answers.versionBind()
            ? Optional.of("Herald " + ProductVersion.current())
            : Optional.empty(),
        Optional.of(config.transport().tcpIdle()),
        Optional.of(cookies),
        answers
            .rate()
            .map(
                rate ->
                    new ResponseRates(
                        rate.perSecond(),
                        rate.slip(),
                        rate.exempt(),
                        random.nextLong(),
                        random.nextLong())));
  }

  /** DNS times are 31 bits (RFC 2181 §8); the configuration takes 32, as Mesos-DNS does. */
  private static int seconds(long configured) {
    return (int) Math.min(configured, Integer.MAX_VALUE);
  }
}
