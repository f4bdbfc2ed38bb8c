package io.herald.dns.config;

import io.herald.catalog.model.Endpoint;
import io.herald.dns.naming.IpSource;
import io.herald.dns.naming.LabelRules;
import io.herald.dns.naming.NameForms;
import io.herald.dns.naming.Publication;
import io.herald.dns.naming.ReverseNetwork;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of the DNS server, checked. Made by {@link DnsConfigReader}.
 *
 * @param file absolute path of the config.json that was read; empty if none was
 */
public record DnsConfig(
    Optional<String> file,
    Zone zone,
    Names names,
    Mesos mesos,
    Dns dns,
    Http http,
    Forwarding forwarding,
    Optional<ServerSets> serverSets) {

  /**
   * The zone and what its records share.
   *
   * @param domain lower case, no closing dot
   * @param ttl seconds, of every record
   * @param mname the server's own name, with a closing dot
   * @param rname responsible mailbox as a name, with a closing dot
   * @param refresh seconds, as are the next three; 0 to 4294967295
   */
  public record Zone(
      String domain,
      int ttl,
      String mname,
      String rname,
      long refresh,
      long retry,
      long expire,
      long minTtl) {}

  /**
   * Which tasks are named, how, and where their addresses come from.
   *
   * @param ipSources empty: by the task's network mode
   * @param reverse networks whose addresses are named by PTR records
   * @param zoneFile absolute path of a master file with further records
   */
  public record Names(
      LabelRules rules,
      List<IpSource> ipSources,
      int srvWeight,
      Publication publication,
      NameForms forms,
      List<ReverseNetwork> reverse,
      Optional<String> zoneFile) {

    public Names {
      ipSources = List.copyOf(ipSources);
      reverse = List.copyOf(reverse);
    }
  }

  /**
   * The masters and how to ask them.
   *
   * @param zk as it was written, credentials included; empty if none
   * @param zooKeeper where they elect; it rules if {@code masters} is there too
   * @param masters in the order given
   * @param zkDetectionTimeout how long without a leader before that is reported; zero is never
   * @param refresh period of polling
   * @param stateTimeout of one request for the whole state
   * @param authentication empty, {@code basic} or {@code iam}
   */
  public record Mesos(
      String zk,
      Optional<ZooKeeperUrl> zooKeeper,
      List<Endpoint> masters,
      Duration zkDetectionTimeout,
      Duration refresh,
      Duration stateTimeout,
      boolean https,
      String caCertFile,
      String certFile,
      String keyFile,
      String authentication,
      Credentials credentials,
      String iamConfigFile) {

    public Mesos {
      masters = List.copyOf(masters);
    }

    /** Without the URL as it was written: that may hold a password. */
    @Override
    public String toString() {
      return "Mesos[" + zooKeeper + ", masters=" + masters + "]";
    }
  }

  /** A principal and its secret, both empty if not given; the secret is never printed. */
  public record Credentials(String principal, String secret) {

    public static final Credentials NONE = new Credentials("", "");

    public boolean isEmpty() {
      return principal.isEmpty() && secret.isEmpty();
    }

    @Override
    public String toString() {
      return "Credentials[" + principal + "]";
    }
  }

  /** The DNS server. */
  public record Dns(
      boolean on, String listener, int port, boolean recurseOn, boolean setTruncateBit) {}

  /** The HTTP API. */
  public record Http(boolean on, String listener, int port, boolean enumerationOn) {}

  /**
   * Names outside the domain.
   *
   * @param resolvers in order of preference; their port is 53 unless it is given
   * @param zoneResolvers by zone, lower case and without outer dots
   * @param timeout of one upstream's answer
   */
  public record Forwarding(
      boolean on,
      List<Endpoint> resolvers,
      Map<String, List<Endpoint>> zoneResolvers,
      Duration timeout) {

    public Forwarding {
      resolvers = List.copyOf(resolvers);
      zoneResolvers = Collections.unmodifiableMap(new LinkedHashMap<>(zoneResolvers));
    }
  }

  /** The ServerSets to follow; its text holds no credential. */
  public record ServerSets(ZooKeeperUrl zooKeeper, String path) {

    /** Where they are, with the credential. */
    public String address() {
      return "zk://"
          + zooKeeper.digest().map(digest -> digest + "@").orElse("")
          + zooKeeper.connectString()
          + zooKeeper.path();
    }

    @Override
    public String toString() {
      return zooKeeper + " below " + path;
    }
  }
}
