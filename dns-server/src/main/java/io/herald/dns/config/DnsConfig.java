package io.herald.dns.config;

import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.ResponseRateLimit;
import io.herald.dns.dcos.DcosZones;
import io.herald.dns.forward.ForwardSettings;
import io.herald.dns.http.HttpSettings;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.dns.transfer.TransferSettings;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.ZoneSettings;
import io.herald.settings.SectionSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all rooms of the DNS server, checked. Made by {@link DnsConfigReader}.
 *
 * @param file absolute path of the config.json that was read; empty if none was
 * @param zone the domain's
 * @param naming its name servers are empty if none is configured: this server is the only one then
 * @param zoneFile master file with the operator's own records
 * @param answers without cookies and a limit of responses, which outlive a configuration
 * @param rateLimit of responses over UDP; empty: none
 * @param forward names outside the domain; empty: they are not forwarded
 * @param modules what stands beside DNS in the same process
 * @param dcosDomains domains below which the names of DC/OS are; empty: none
 * @param view what {@code /v1/config} shows of it, but for the serial
 */
public record DnsConfig(
    Optional<String> file,
    ZoneSettings zone,
    NamingOptions naming,
    Optional<Path> zoneFile,
    FollowSettings follow,
    ListenSettings listen,
    TransportSettings transport,
    ResponderSettings answers,
    Optional<ResponseRateLimit> rateLimit,
    Optional<ForwardSettings> forward,
    TransferSettings transfer,
    HttpSettings http,
    SectionSettings modules,
    List<DnsName> dcosDomains,
    Map<String, @Nullable Object> view) {

  /**
   * The settings of another of its zones; in the second domain its servers have their names there.
   */
  public ZoneSettings zoneAt(DnsName apex) {
    return new ZoneSettings(
        apex,
        zone.ttl(),
        naming.others().in(apex, zone.apex(), zone.primary()),
        zone.mailbox(),
        zone.refresh(),
        zone.retry(),
        zone.expire(),
        zone.minimum(),
        zone.nameServers().stream()
            .map(server -> naming.others().in(apex, zone.apex(), server))
            .toList());
  }

  /** The settings of a zone of DC/OS' names. */
  public ZoneSettings dcosZone(DnsName apex) {
    return new ZoneSettings(
        apex,
        DcosZones.TTL,
        zone.primary(),
        zone.mailbox(),
        zone.refresh(),
        zone.retry(),
        zone.expire(),
        DcosZones.NEGATIVE_TTL,
        zone.nameServers());
  }

  /** The naming's options, with this server as the name server if none is configured. */
  public NamingOptions namingAt(List<InetAddress> ownAddresses) {
    return naming.orServer(new NameServer(zone.primary().toString(), ownAddresses));
  }
}
