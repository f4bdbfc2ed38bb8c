package io.herald.dns.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Every parameter there is: its key in config.json, its flag, what it means. The order is that of
 * {@code --help} and of the reference.
 *
 * <p>A key matches in any letter case; a flag {@code --http-port} is the key {@code httpPort}
 * without its capitals, and {@code HERALD_DNS_HTTP_PORT} the flag's environment variable.
 */
public enum Parameter {
  ZK(
      "zk",
      "zk",
      Kind.TEXT,
      "where the masters elect: zk://[user:password@]host[:2181],…/path; a file:///… that holds"
          + " such a URL; or the host:port of one master"),
  MASTERS(
      "masters",
      "masters",
      Kind.LIST,
      "the masters as host:port, [v6]:port; asked if no zk is given, and numbered in this order"),
  ZK_DETECTION_TIMEOUT(
      "zkDetectionTimeout",
      "zk-detection-timeout",
      Kind.NUMBER,
      "accepted and not used: Mesos-DNS exits after so long without a leader, we never do"),
  REFRESH_SECONDS(
      "refreshSeconds",
      "refresh-seconds",
      Kind.NUMBER,
      "seconds between two polls of a master that has no event stream, and of host names"),
  STATE_TIMEOUT_SECONDS(
      "stateTimeoutSeconds",
      "state-timeout-seconds",
      Kind.NUMBER,
      "seconds that one request for the whole state may take"),
  MASTER_ANSWER_MEGABYTES(
      "masterAnswerMegabytes",
      "master-answer-megabytes",
      Kind.NUMBER,
      "millions of bytes that one answer of a master may have; a longer one is not used"),
  DOMAIN("domain", "domain", Kind.TEXT, "the zone that is served"),
  TTL("ttl", "ttl", Kind.NUMBER, "seconds that every record may be kept by who asked"),
  DNS_ON("dnsOn", "dns-on", Kind.SWITCH, "whether DNS is served"),
  LISTENER(
      "listener",
      "listener",
      Kind.TEXT,
      "address that DNS is served on, several with commas; * for all of IPv4 and IPv6"),
  PORT("port", "port", Kind.NUMBER, "port of DNS, UDP and TCP; 0 takes any free one"),
  EDNS_UDP_SIZE(
      "ednsUdpSize",
      "edns-udp-size",
      Kind.NUMBER,
      "bytes of the longest answer over UDP, to clients whose EDNS permits it; not given: 4096 to"
          + " loopback, private, shared (100.64/10) and link-local addresses, 1232 to others"),
  ANSWER_LIMIT(
      "answerLimit",
      "answer-limit",
      Kind.NUMBER,
      "most records of one answer, another choice each time; 0 gives all"),
  IDENTITY(
      "identity",
      "identity",
      Kind.TEXT,
      "what NSID, id.server and hostname.bind tell of this server; nothing if not given"),
  VERSION_BIND(
      "versionBind",
      "version-bind",
      Kind.SWITCH,
      "whether version.bind and version.server (class CHAOS) tell Herald's version"),
  TCP_CONNECTIONS(
      "tcpConnections",
      "tcp-connections",
      Kind.NUMBER,
      "TCP connections served at a time, those of TLS among them; more are closed at once"),
  TCP_CONNECTIONS_PER_CLIENT(
      "tcpConnectionsPerClient",
      "tcp-connections-per-client",
      Kind.NUMBER,
      "how many of these one client address may have"),
  TCP_IDLE_SECONDS(
      "tcpIdleSeconds",
      "tcp-idle-seconds",
      Kind.NUMBER,
      "seconds that a TCP connection may go without a query"),
  RESPONSE_RATE_LIMIT(
      "responseRateLimit",
      "response-rate-limit",
      Kind.NUMBER,
      "responses a second over UDP to each network (IPv4 /24, IPv6 /56), for answers, for names that"
          + " don't exist and for the rest apart; 0: no limit"),
  RESPONSE_RATE_SLIP(
      "responseRateSlip",
      "response-rate-slip",
      Kind.NUMBER,
      "of the responses above it each so many-th says to come over TCP, the others aren't sent;"
          + " 1: all say so, 0: none is sent"),
  RESPONSE_RATE_EXEMPT(
      "responseRateExempt",
      "response-rate-exempt",
      Kind.LIST,
      "networks, as 10.0.0.0/8, that are not limited so"),
  TLS_PORT("tlsPort", "tls-port", Kind.NUMBER, "port of DNS over TLS; 0 takes any free one"),
  TLS_CERT_FILE(
      "tlsCertFile",
      "tls-cert-file",
      Kind.TEXT,
      "PEM file of the certificate shown to DNS clients; DNS over TLS is served if it is given"),
  TLS_KEY_FILE("tlsKeyFile", "tls-key-file", Kind.TEXT, "PEM file of its key"),
  TLS_HANDSHAKES(
      "tlsHandshakes",
      "tls-handshakes",
      Kind.NUMBER,
      "TLS connections that may be in their handshake at a time, a tenth of them of one client; more"
          + " are closed at once"),
  TLS_HANDSHAKE_SECONDS(
      "tlsHandshakeSeconds",
      "tls-handshake-seconds",
      Kind.NUMBER,
      "seconds that a TLS handshake may take"),
  HTTP_ON("httpOn", "http-on", Kind.SWITCH, "whether the HTTP API is served"),
  HTTP_LISTENER(
      "httpListener",
      "http-listener",
      Kind.TEXT,
      "address of the HTTP API; * for all of IPv4 and IPv6"),
  HTTP_PORT("httpPort", "http-port", Kind.NUMBER, "port of the HTTP API; 0 takes any free one"),
  ENUMERATION_ON(
      "enumerationOn",
      "enumeration-on",
      Kind.SWITCH,
      "whether /v1/enumerate and /v1/axfr show all records"),
  HTTP_CERT_FILE(
      "httpCertFile",
      "http-cert-file",
      Kind.TEXT,
      "PEM file of the HTTP API's certificate chain: with it the API speaks https only"),
  HTTP_KEY_FILE("httpKeyFile", "http-key-file", Kind.TEXT, "PEM file of its key"),
  HTTP_TOKEN_FILE(
      "httpTokenFile",
      "http-token-file",
      Kind.TEXT,
      "file with the token that clients of the HTTP API must send (Authorization: Bearer …)"),
  HTTP_ALLOW(
      "httpAllow",
      "http-allow",
      Kind.LIST,
      "networks whose clients may use the HTTP API, 10.0.0.0/8 say; all if none is given"),
  HTTP_CONNECTIONS(
      "httpConnections",
      "http-connections",
      Kind.NUMBER,
      "connections of the HTTP API served at a time; when all are taken, the one that is idle for"
          + " longest makes room"),
  HTTP_CONNECTIONS_PER_CLIENT(
      "httpConnectionsPerClient",
      "http-connections-per-client",
      Kind.NUMBER,
      "how many of these one client address may have; more are closed at once"),
  IP_SOURCES(
      "IPSources",
      "ip-sources",
      Kind.LIST,
      "where a task's addresses come from, the first that has one: host, netinfo, mesos, docker;"
          + " by its network mode if not given"),
  ENFORCE_RFC952(
      "enforceRFC952",
      "enforce-rfc952",
      Kind.SWITCH,
      "labels of at most 24 characters that start with a letter"),
  SRV_WEIGHT(
      "SRVRecordDefaultWeight",
      "srv-record-default-weight",
      Kind.NUMBER,
      "weight of SRV records without a label; 0 is published as 1"),
  TASK_STATES(
      "taskStates",
      "task-states",
      Kind.LIST,
      "states in which a task has names: TASK_RUNNING, TASK_STARTING, TASK_KILLING, …"),
  UNHEALTHY_TASKS(
      "unhealthyTasks",
      "unhealthy-tasks",
      Kind.SWITCH,
      "whether tasks that fail their health check are published beside healthy ones of the name"),
  HOST_NAMES(
      "hostNames",
      "host-names",
      Kind.SWITCH,
      "whether single agents and masters have names: HOST.agent, HOST.master"),
  RFC2782_NAMES(
      "rfc2782Names",
      "rfc2782-names",
      Kind.SWITCH,
      "whether dotted task names also have SRV records as _web._tcp.prod.www"),
  SHARE_OWN_NAMES(
      "shareOwnNames",
      "share-own-names",
      Kind.SWITCH,
      "whether a framework called leader, master, slave, ns1 or HOST.agent adds its addresses there,"
          + " as with Mesos-DNS"),
  REVERSE_ZONES(
      "reverseZones",
      "reverse-zones",
      Kind.LIST,
      "networks, as 10.0.0.0/8, whose addresses are named by PTR records"),
  ZONE_FILE(
      "zoneFile",
      "zone-file",
      Kind.TEXT,
      "master file (RFC 1035) with records of your own; read again when it changes"),
  NAME_SERVERS(
      "nameServers",
      "name-servers",
      Kind.LIST,
      "the servers that answer for the zones, each with its addresses: ns1.mesos 10.0.0.1; this one"
          + " alone if not given"),
  SOA_MNAME(
      "SOAMname",
      "soa-mname",
      Kind.TEXT,
      "the primary server's name; the first of nameServers, ns1 in the domain if none is given"),
  SOA_RNAME(
      "SOARname",
      "soa-rname",
      Kind.TEXT,
      "mail address of who cares for the zone, @ or . before the host"),
  SOA_REFRESH("SOARefresh", "soa-refresh", Kind.NUMBER, "seconds between a secondary's checks"),
  SOA_RETRY("SOARetry", "soa-retry", Kind.NUMBER, "seconds until a secondary tries again"),
  SOA_EXPIRE(
      "SOAExpire", "soa-expire", Kind.NUMBER, "seconds after which a cut-off secondary is silent"),
  SOA_MIN_TTL(
      "SOAMinttl", "soa-minttl", Kind.NUMBER, "seconds that the absence of a name may be kept"),
  SOA_SERIAL(
      "SOASerial", "soa-serial", Kind.NUMBER, "accepted and not used: the serial is made here"),
  RECURSE_ON("recurseOn", "recurse-on", Kind.SWITCH, "the RA bit of answers inside the domain"),
  SET_TRUNCATE_BIT(
      "setTruncateBit", "set-truncate-bit", Kind.SWITCH, "whether cut answers say so (TC)"),
  EXTERNAL_ON(
      "externalOn", "external-on", Kind.SWITCH, "whether names outside the domain are forwarded"),
  RESOLVERS(
      "resolvers",
      "resolvers",
      Kind.LIST,
      "where to: address or address:port; the system's nameservers if empty"),
  ZONE_RESOLVERS(
      "zoneResolvers",
      "zone-resolvers",
      Kind.ZONES,
      "where to for single zones; as a flag zone=address,address;zone=…"),
  TIMEOUT("timeout", "timeout", Kind.NUMBER, "seconds to wait for a forwarded answer; 0 is 5"),
  ALLOW_RECURSION(
      "allowRecursion",
      "allow-recursion",
      Kind.LIST,
      "networks whose clients have names forwarded; loopback and private ones if not given"),
  FORWARD_CACHE(
      "forwardCache", "forward-cache", Kind.NUMBER, "how many forwarded answers are kept; 0: none"),
  SECONDARIES(
      "secondaries",
      "secondaries",
      Kind.LIST,
      "servers that are told of changes: address or address:port, and key:NAME to sign with"),
  ALLOW_TRANSFER(
      "allowTransfer",
      "allow-transfer",
      Kind.LIST,
      "who may transfer the zone: a network, key:NAME, or both in one element; this machine and"
          + " the secondaries if not given"),
  TSIG_KEY_FILE(
      "tsigKeyFile", "tsig-key-file", Kind.TEXT, "file of keys, as tsig-keygen prints them"),
  JOURNAL_RECORDS(
      "journalRecords",
      "journal-records",
      Kind.NUMBER,
      "how many changed records are remembered for incremental transfers; 0: none"),
  STATE_DIRECTORY(
      "stateDirectory",
      "state-directory",
      Kind.TEXT,
      "folder that keeps the serial and the last picture over a restart; nothing is kept if not given"),
  MESOS_HTTPS_ON("mesosHTTPSOn", "mesos-https-on", Kind.SWITCH, "whether masters speak https"),
  CA_CERT_FILE(
      "caCertFile", "ca-cert-file", Kind.TEXT, "PEM file of the authorities trusted for masters"),
  CERT_FILE("certFile", "cert-file", Kind.TEXT, "PEM file of the certificate shown to masters"),
  KEY_FILE("keyFile", "key-file", Kind.TEXT, "PEM file of its key"),
  MESOS_AUTHENTICATION(
      "mesosAuthentication",
      "mesos-authentication",
      Kind.TEXT,
      "how masters are asked: empty, basic or iam"),
  MESOS_CREDENTIALS(
      "mesosCredentials",
      "mesos-credentials",
      Kind.CREDENTIALS,
      "principal and secret for basic; as a flag principal:secret"),
  IAM_CONFIG_FILE(
      "iamConfigFile",
      "iam-config-file",
      Kind.TEXT,
      "JSON file with uid, private_key and" + " login_endpoint for iam"),
  SERVERSET_ZK(
      "serversetZk",
      "serverset-zk",
      Kind.TEXT,
      "ZooKeeper of the ServerSets to follow, zk://host:port,…; none if not given"),
  SERVERSET_PATH(
      "serversetPath", "serverset-path", Kind.TEXT, "the ServerSets' root; /aurora if not given");

  /** What a value looks like. */
  public enum Kind {
    TEXT("TEXT"),
    NUMBER("NUMBER"),
    SWITCH("true|false"),
    LIST("A,B,…"),
    ZONES("ZONE=A,B;…"),
    CREDENTIALS("PRINCIPAL:SECRET");

    private final String placeholder;

    Kind(String placeholder) {
      this.placeholder = placeholder;
    }

    /** What {@code --help} shows for the value. */
    public String placeholder() {
      return placeholder;
    }
  }

  private final String key;
  private final String option;
  private final Kind kind;
  private final String meaning;

  Parameter(String key, String option, Kind kind, String meaning) {
    this.key = key;
    this.option = option;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** Its key in config.json, as the reference spells it. */
  public String key() {
    return key;
  }

  /** Its flag without the dashes: {@code http-port}. */
  public String option() {
    return option;
  }

  /** Its environment variable: {@code HERALD_DNS_HTTP_PORT}. */
  public String variable() {
    return "HERALD_DNS_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  public Kind kind() {
    return kind;
  }

  /** One clause, without a full stop. */
  public String meaning() {
    return meaning;
  }

  /** The parameter of that key or option: letter case, hyphens and underscores don't count. */
  public static Optional<Parameter> of(String name) {
    String plain = plain(name);
    for (Parameter parameter : values()) {
      if (plain(parameter.key).equals(plain)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
