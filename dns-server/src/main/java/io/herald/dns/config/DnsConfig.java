package io.herald.dns.config;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.access.CidrNetwork;
import io.herald.dns.access.ClientRule;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transport.TransportSettings;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the DNS server, checked. Made by {@link DnsConfigReader}.
 *
 * @param file absolute path of the config.json that was read; empty if none was
 * @param nameServers those of the NS records; empty: this server, by the name of {@code mname}
 * @param others zones beside the domain's and the reverse networks'
 * @param view what {@code /v1/config} shows of it, but for the serial
 */
public record DnsConfig(
    Optional<String> file,
    Zone zone,
    List<NameServer> nameServers,
    OtherZones others,
    Names names,
    Mesos mesos,
    Listen listen,
    TransportSettings transport,
    Answers answers,
    Http http,
    Forwarding forwarding,
    Transfer transfer,
    Optional<ServerSets> serverSets,
    Map<String, @Nullable Object> view) {

  public DnsConfig {
    nameServers = List.copyOf(nameServers);
  }

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
   * @param shareOwnNames whether frameworks add to names of the server's own
   */
  public record Names(
      LabelRules rules,
      List<IpSource> ipSources,
      int srvWeight,
      Publication publication,
      NameForms forms,
      List<ReverseNetwork> reverse,
      Optional<String> zoneFile,
      boolean shareOwnNames) {

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
   * @param refresh period of polling
   * @param stateTimeout of one request for the whole state
   * @param answerLimit how many bytes one answer of a master may have
   * @param authentication empty, {@code basic} or {@code iam}
   */
  public record Mesos(
      String zk,
      Optional<ZooKeeperUrl> zooKeeper,
      List<AnnouncedEndpoint> masters,
      Duration refresh,
      Duration stateTimeout,
      long answerLimit,
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
      String elected = zooKeeper.map(url -> "the master that " + url + " elects").orElse("");
      String listed =
          masters.stream()
              .map(AnnouncedEndpoint::toString)
              .collect(Collectors.joining(", ", "masters ", ""));
      return masters.isEmpty()
          ? elected
          : elected.isEmpty() ? listed : elected + " (" + listed + ")";
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

  /**
   * Where DNS is served.
   *
   * @param listener one address, or several with commas
   */
  public record Listen(boolean on, String listener, int port, Optional<Tls> tls) {

    /** The listeners' addresses or host names, as they were given. */
    public List<String> listeners() {
      return List.of(listener.split("\\s*,\\s*", -1));
    }
  }

  /**
   * How queries are answered.
   *
   * @param recursionAvailable whether answers have the RA flag
   * @param udpSizes how long datagrams may be
   * @param answerLimit records; 0 is no limit
   * @param identity empty: not shown
   * @param rate of responses over UDP; empty: not limited
   */
  public record Answers(
      boolean recursionAvailable,
      UdpSizes udpSizes,
      int answerLimit,
      Optional<String> identity,
      boolean versionBind,
      Optional<ResponseRate> rate) {}

  /**
   * How fast networks are answered over UDP.
   *
   * @param perSecond responses of each kind
   * @param slip each so many-th above it says to come over TCP; 0: none
   * @param exempt networks that are not limited
   */
  public record ResponseRate(int perSecond, int slip, List<CidrNetwork> exempt) {

    public ResponseRate {
      exempt = List.copyOf(exempt);
    }
  }

  /** DNS over TLS: its port on every listener, its certificate and key. */
  public record Tls(int port, String certFile, String keyFile) {}

  /** The HTTP API. */
  public record Http(
      boolean on, String listener, int port, boolean enumerationOn, HttpAccess access) {}

  /**
   * Who may use the HTTP API, and how.
   *
   * @param identity what it shows to its clients; empty: it speaks http
   * @param tokenFile holds the token that clients must send; empty: they need none
   * @param allow networks of the clients; empty: all
   * @param connections served at a time
   * @param connectionsPerClient how many of these one client address may have
   * @param origins of the pages that may read it in a browser; {@code *}: all
   */
  public record HttpAccess(
      Optional<Identity> identity,
      Optional<Path> tokenFile,
      List<CidrNetwork> allow,
      int connections,
      int connectionsPerClient,
      List<String> origins) {

    /** Everybody, over http. */
    public static final HttpAccess OPEN =
        new HttpAccess(Optional.empty(), Optional.empty(), List.of(), 1000, 100, List.of());

    public HttpAccess {
      allow = List.copyOf(allow);
      origins = List.copyOf(origins);
    }
  }

  /** PEM files of a certificate chain and its key. */
  public record Identity(Path certificate, Path key) {}

  /**
   * Names outside the domain.
   *
   * @param resolvers in order of preference; their port is 53 unless it is given
   * @param zoneResolvers by zone, lower case and without outer dots
   * @param timeout of one upstream's answer
   * @param clients whose names are forwarded
   * @param cachedAnswers how many answers are kept; 0: none
   */
  public record Forwarding(
      boolean on,
      List<AnnouncedEndpoint> resolvers,
      Map<String, List<AnnouncedEndpoint>> zoneResolvers,
      Duration timeout,
      List<CidrNetwork> clients,
      int cachedAnswers) {

    public Forwarding {
      resolvers = List.copyOf(resolvers);
      clients = List.copyOf(clients);
      zoneResolvers = Collections.unmodifiableMap(new LinkedHashMap<>(zoneResolvers));
    }
  }

  /**
   * The zone for others.
   *
   * @param secondaries who is told of changes
   * @param allow who may transfer; empty: this machine and the secondaries
   * @param keyFile of TSIG keys
   * @param journalRecords how many changed records are remembered; 0: none
   * @param stateDirectory where serials are kept; empty: nowhere
   */
  public record Transfer(
      List<Secondary> secondaries,
      Optional<List<ClientRule>> allow,
      Optional<Path> keyFile,
      int journalRecords,
      Optional<Path> stateDirectory) {

    public static final int DEFAULT_JOURNAL_RECORDS = 200_000;

    public static final Transfer DEFAULT =
        new Transfer(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            DEFAULT_JOURNAL_RECORDS,
            Optional.empty());

    public Transfer {
      secondaries = List.copyOf(secondaries);
      allow = allow.map(List::copyOf);
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
