package io.herald.dns.config;

import io.herald.catalog.follow.FollowParameters;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.dcos.DcosParameters;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.naming.options.EnvironmentParameters;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.transfer.TransferParameters;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsSection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every parameter of the DNS server, in the order of {@code --help} and of the reference. Each room
 * declares its own.
 *
 * <p>A key matches in any letter case; a flag {@code --http-port} is the key {@code httpPort}
 * without its capitals, and {@code HERALD_DNS_HTTP_PORT} the flag's environment variable.
 */
public final class DnsParameters {

  private static final List<Parameter<?>> ROWS =
      Stream.<List<Parameter<?>>>of(
              List.of(
                  FollowParameters.ZK,
                  FollowParameters.MASTERS,
                  FollowParameters.ZK_DETECTION_TIMEOUT),
              FollowParameters.READING,
              List.of(
                  ZoneParameters.DOMAIN,
                  NamingParameters.ALT_DOMAIN,
                  NamingParameters.FURTHER_ZONES,
                  EnvironmentParameters.ENVIRONMENTS,
                  EnvironmentParameters.IMPORTS,
                  EnvironmentParameters.SHARED,
                  EnvironmentParameters.LABEL,
                  EnvironmentParameters.FRAMEWORKS,
                  DcosParameters.DCOS_DOMAINS,
                  ZoneParameters.TTL,
                  ListenParameters.DNS_ON,
                  ListenParameters.LISTENER,
                  ListenParameters.PORT,
                  AnswerParameters.EDNS_UDP_SIZE,
                  AnswerParameters.ANSWER_LIMIT,
                  AnswerParameters.IDENTITY,
                  AnswerParameters.VERSION_BIND,
                  ListenParameters.UDP_BATCH,
                  ListenParameters.TCP_CONNECTIONS,
                  ListenParameters.TCP_CONNECTIONS_PER_CLIENT,
                  ListenParameters.TCP_IDLE_SECONDS,
                  AnswerParameters.RESPONSE_RATE_LIMIT,
                  AnswerParameters.RESPONSE_RATE_SLIP,
                  AnswerParameters.RESPONSE_RATE_EXEMPT,
                  ListenParameters.TLS_PORT,
                  ListenParameters.TLS_CERT_FILE,
                  ListenParameters.TLS_KEY_FILE,
                  ListenParameters.TLS_HANDSHAKES,
                  ListenParameters.TLS_HANDSHAKE_SECONDS),
              List.of(
                  HttpParameters.HTTP_ON,
                  HttpParameters.HTTP_LISTENER,
                  HttpParameters.HTTP_PORT,
                  HttpParameters.ENUMERATION_ON,
                  HttpParameters.HTTP_CERT_FILE,
                  HttpParameters.HTTP_KEY_FILE,
                  HttpParameters.HTTP_TOKEN_FILE,
                  HttpParameters.HTTP_ALLOW,
                  HttpParameters.HTTP_ALLOW_ORIGINS,
                  HttpParameters.HTTP_CONNECTIONS,
                  HttpParameters.HTTP_CONNECTIONS_PER_CLIENT,
                  HttpParameters.HTTP_REQUESTS_PER_CLIENT,
                  HttpParameters.HTTP_GROUP_ALLOW,
                  HttpParameters.HTTP_GROUP_TOKEN_FILES,
                  HttpParameters.HTTP_CLIENT_CA_FILE,
                  HttpParameters.HTTP_CLIENT_CERT_GROUPS,
                  NamingParameters.IP_SOURCES,
                  NamingParameters.ENFORCE_RFC952,
                  NamingParameters.SRV_WEIGHT,
                  NamingParameters.TASK_STATES,
                  NamingParameters.UNHEALTHY_TASKS,
                  NamingParameters.HOST_NAMES,
                  NamingParameters.RFC2782_NAMES,
                  NamingParameters.SHARE_OWN_NAMES,
                  NamingParameters.DOTTED_NAMES,
                  NamingParameters.REVERSE_ZONES,
                  NamingParameters.ZONE_FILE,
                  NamingParameters.NAME_SERVERS,
                  ZoneParameters.SOA_MNAME,
                  ZoneParameters.SOA_RNAME,
                  ZoneParameters.SOA_REFRESH,
                  ZoneParameters.SOA_RETRY,
                  ZoneParameters.SOA_EXPIRE,
                  ZoneParameters.SOA_MIN_TTL,
                  ZoneParameters.SOA_SERIAL,
                  AnswerParameters.RECURSE_ON,
                  AnswerParameters.SET_TRUNCATE_BIT),
              List.of(
                  ForwardParameters.EXTERNAL_ON,
                  ForwardParameters.RESOLVERS,
                  ForwardParameters.ZONE_RESOLVERS,
                  ForwardParameters.TIMEOUT,
                  ForwardParameters.ALLOW_RECURSION,
                  ForwardParameters.FORWARD_CACHE,
                  TransferParameters.SECONDARIES,
                  TransferParameters.ALLOW_TRANSFER,
                  TransferParameters.TSIG_KEY_FILE,
                  TransferParameters.JOURNAL_RECORDS,
                  FollowParameters.STATE_DIRECTORY),
              FollowParameters.ACCESS)
          .flatMap(List::stream)
          .toList();

  /** Of the DNS server alone. */
  public static final ParameterTable TABLE = with(List.of());

  private DnsParameters() {}

  /**
   * With the rows of modules that stand beside DNS in the same process, behind its own.
   *
   * @throws IllegalArgumentException if two rows have one name
   */
  public static ParameterTable with(List<SettingsSection<?>> modules) {
    return new ParameterTable(
        "dns", ROWS, modules.stream().flatMap(module -> module.parameters().stream()).toList());
  }
}
