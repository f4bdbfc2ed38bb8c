package io.herald.dns.config;

import io.herald.catalog.follow.FollowParameters;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.settings.Parameter;
import io.herald.settings.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /v1/config} shows of the effective configuration: the parameters that Mesos-DNS has,
 * in its order and spelling, and no others; secrets masked.
 */
final class ConfigView {

  private record Row(String shownAs, Parameter<?> parameter) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("RefreshSeconds", FollowParameters.REFRESH_SECONDS),
          new Row("Port", ListenParameters.PORT),
          new Row("Timeout", ForwardParameters.TIMEOUT),
          new Row("StateTimeoutSeconds", FollowParameters.STATE_TIMEOUT_SECONDS),
          new Row("ZkDetectionTimeout", FollowParameters.ZK_DETECTION_TIMEOUT),
          new Row("HttpPort", HttpParameters.HTTP_PORT),
          new Row("TTL", ZoneParameters.TTL),
          new Row("SRVRecordDefaultWeight", NamingParameters.SRV_WEIGHT),
          new Row("SOASerial", ZoneParameters.SOA_SERIAL),
          new Row("SOARefresh", ZoneParameters.SOA_REFRESH),
          new Row("SOARetry", ZoneParameters.SOA_RETRY),
          new Row("SOAExpire", ZoneParameters.SOA_EXPIRE),
          new Row("SOAMinttl", ZoneParameters.SOA_MIN_TTL),
          new Row("SOAMname", ZoneParameters.SOA_MNAME),
          new Row("SOARname", ZoneParameters.SOA_RNAME),
          new Row("Masters", FollowParameters.MASTERS),
          new Row("ZoneResolvers", ForwardParameters.ZONE_RESOLVERS),
          new Row("Resolvers", ForwardParameters.RESOLVERS),
          new Row("IPSources", NamingParameters.IP_SOURCES),
          new Row("Zk", FollowParameters.ZK),
          new Row("Domain", ZoneParameters.DOMAIN),
          new Row("Listener", ListenParameters.LISTENER),
          new Row("HTTPListener", HttpParameters.HTTP_LISTENER),
          new Row("RecurseOn", AnswerParameters.RECURSE_ON),
          new Row("DnsOn", ListenParameters.DNS_ON),
          new Row("HttpOn", HttpParameters.HTTP_ON),
          new Row("ExternalOn", ForwardParameters.EXTERNAL_ON),
          new Row("EnforceRFC952", NamingParameters.ENFORCE_RFC952),
          new Row("SetTruncateBit", AnswerParameters.SET_TRUNCATE_BIT),
          new Row("EnumerationOn", HttpParameters.ENUMERATION_ON),
          new Row("MesosHTTPSOn", FollowParameters.MESOS_HTTPS_ON),
          new Row("CACertFile", FollowParameters.CA_CERT_FILE),
          new Row("CertFile", FollowParameters.CERT_FILE),
          new Row("KeyFile", FollowParameters.KEY_FILE),
          new Row("MesosCredentials", FollowParameters.MESOS_CREDENTIALS),
          new Row("IAMConfigFile", FollowParameters.IAM_CONFIG_FILE),
          new Row("MesosAuthentication", FollowParameters.MESOS_AUTHENTICATION));

  private ConfigView() {}

  /** The document; {@code SOASerial} is 0, as the zone alone knows it. */
  static Map<String, @Nullable Object> of(Values values, Optional<String> file) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    for (Row row : ROWS) {
      view.put(row.shownAs(), shown(row.parameter(), values));
      if (row.shownAs().equals("Domain")) {
        view.put("File", file.orElse(""));
      }
    }
    return Collections.unmodifiableMap(view);
  }

  private static @Nullable Object shown(Parameter<?> parameter, Values values) {
    if (parameter == ZoneParameters.SOA_SERIAL) {
      return 0;
    }
    Object value = values.shown(parameter).orElse("");
    return parameter == FollowParameters.MASTERS && List.of().equals(value) ? null : value;
  }
}
