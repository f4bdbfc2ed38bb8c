package io.herald.dns.http;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.names.LabelRules;
import io.herald.services.instance.IpSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/config}: the whole effective configuration, keys in Mesos-DNS' order and spelling,
 * secrets blotted out.
 */
final class ConfigView {

  private static final String BLOT = "********";
  private static final int DNS_PORT = 53;

  private ConfigView() {}

  static Map<String, @Nullable Object> of(DnsConfig config, long serial) {
    DnsConfig.Zone zone = config.zone();
    DnsConfig.Mesos mesos = config.mesos();
    DnsConfig.Forwarding forwarding = config.forwarding();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("RefreshSeconds", mesos.refresh().toSeconds());
    view.put("Port", config.dns().port());
    view.put("Timeout", forwarding.timeout().toSeconds());
    view.put("StateTimeoutSeconds", mesos.stateTimeout().toSeconds());
    view.put("ZkDetectionTimeout", mesos.zkDetectionTimeout().toSeconds());
    view.put("HttpPort", config.http().port());
    view.put("TTL", zone.ttl());
    view.put("SRVRecordDefaultWeight", config.names().srvWeight());
    view.put("SOASerial", serial);
    view.put("SOARefresh", zone.refresh());
    view.put("SOARetry", zone.retry());
    view.put("SOAExpire", zone.expire());
    view.put("SOAMinttl", zone.minTtl());
    view.put("SOAMname", zone.mname());
    view.put("SOARname", zone.rname());
    view.put(
        "Masters",
        mesos.masters().isEmpty()
            ? null
            : mesos.masters().stream().map(AnnouncedEndpoint::toString).toList());
    Map<String, List<String>> zones = new LinkedHashMap<>();
    forwarding.zoneResolvers().forEach((name, list) -> zones.put(name, resolvers(list)));
    view.put("ZoneResolvers", zones);
    view.put("Resolvers", resolvers(forwarding.resolvers()));
    view.put("IPSources", config.names().ipSources().stream().map(IpSource::text).toList());
    view.put("Zk", mesos.zk().replaceFirst("^([a-z]+://)?.*@", "$1" + BLOT + "@"));
    view.put("Domain", zone.domain());
    view.put("File", config.file().orElse(""));
    view.put("Listener", config.dns().listener());
    view.put("HTTPListener", config.http().listener());
    view.put("RecurseOn", config.dns().recurseOn());
    view.put("DnsOn", config.dns().on());
    view.put("HttpOn", config.http().on());
    view.put("ExternalOn", forwarding.on());
    view.put("EnforceRFC952", config.names().rules() == LabelRules.RFC952);
    view.put("SetTruncateBit", config.dns().setTruncateBit());
    view.put("EnumerationOn", config.http().enumerationOn());
    view.put("MesosHTTPSOn", mesos.https());
    view.put("CACertFile", mesos.caCertFile());
    view.put("CertFile", mesos.certFile());
    view.put("KeyFile", mesos.keyFile());
    view.put("MesosCredentials", credentials(mesos.credentials()));
    view.put("IAMConfigFile", mesos.iamConfigFile());
    view.put("MesosAuthentication", mesos.authentication());
    return view;
  }

  private static Map<String, String> credentials(DnsConfig.Credentials credentials) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("Principal", credentials.principal());
    view.put("Secret", credentials.secret().isEmpty() ? "" : BLOT);
    return view;
  }

  private static List<String> resolvers(List<AnnouncedEndpoint> resolvers) {
    return resolvers.stream().map(r -> r.port() == DNS_PORT ? r.host() : r.toString()).toList();
  }
}
