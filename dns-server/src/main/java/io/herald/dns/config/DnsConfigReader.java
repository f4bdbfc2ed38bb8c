package io.herald.dns.config;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.ResponseRateLimit;
import io.herald.dns.dcos.DcosParameters;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.forward.ForwardSettings;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.http.HttpSettings;
import io.herald.dns.naming.options.EnvironmentParameters;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.dns.transfer.TransferParameters;
import io.herald.dns.transfer.TransferSettings;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.ZoneParameters;
import io.herald.dns.zone.ZoneSettings;
import io.herald.settings.SectionSettings;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.SettingsSection;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the configuration: config.json as Mesos-DNS takes it, then environment variables, then
 * flags; the later beats the earlier, and all go through one validation.
 *
 * <pre>{@code
 * DnsConfigReader reader = new DnsConfigReader()
 *     .file(Path.of("/etc/mesos-dns/config.json"))
 *     .environment(System.getenv())
 *     .options(Map.of("http-port", "8123"));
 * DnsConfig config = reader.read();
 * reader.warnings().forEach(log::warn);
 * }</pre>
 */
public final class DnsConfigReader {

  private final List<SettingsSection<?>> modules;
  private final SettingsReader reader;
  private List<String> warnings = List.of();

  /** Reads the configuration of a DNS server alone. */
  public DnsConfigReader() {
    this(List.of());
  }

  /**
   * Reads that of a DNS server with modules beside it.
   *
   * @param modules of the modules, whose parameters stand in the same file
   */
  public DnsConfigReader(List<SettingsSection<?>> modules) {
    this.modules = List.copyOf(modules);
    this.reader = new SettingsReader(DnsParameters.with(modules));
  }

  /** Reads this config.json; a leading {@code ~/} is the home directory. */
  public DnsConfigReader file(Path path) {
    reader.file(path);
    return this;
  }

  /**
   * Takes the variables that begin with {@code HERALD_DNS_} out of an environment. An empty one
   * counts as unset; {@code HERALD_DNS_CONFIG} is for the caller, who names the file.
   */
  public DnsConfigReader environment(Map<String, String> variables) {
    reader.environment(variables);
    return this;
  }

  /**
   * Takes flags.
   *
   * @param flags by name without dashes, {@code http-port}; the spelling of config.json is as good
   */
  public DnsConfigReader options(Map<String, String> flags) {
    reader.flags(flags);
    return this;
  }

  /**
   * Reads and checks everything.
   *
   * @throws SettingsException with all that is wrong
   */
  public DnsConfig read() throws SettingsException {
    warnings = List.of();
    Values values = reader.read();
    Optional<String> file = reader.file().map(Path::toString);
    String domain = values.get(ZoneParameters.DOMAIN);
    Optional<Path> stateDirectory =
        values.find(FollowParameters.STATE_DIRECTORY).map(Path::toAbsolutePath);
    Optional<FollowSettings> follow =
        FollowParameters.read(values)
            .map(
                settings ->
                    stateDirectory
                        .map(folder -> settings.withSnapshot(snapshot(folder, domain)))
                        .orElse(settings));
    NamingOptions naming =
        NamingParameters.read(
            values, domain, follow.map(DnsConfigReader::masters).orElse(List.of()));
    ZoneSettings zone =
        ZoneParameters.read(
            values, naming.nameServers().stream().map(NameServer::dnsName).toList());
    naming.environments().names().stream()
        .filter(name -> zone.nameServers().contains(DnsName.parse(name + "." + domain)))
        .forEach(
            name ->
                values.problem(
                    EnvironmentParameters.ENVIRONMENTS,
                    "\""
                        + name
                        + "\" is a name server's name in the domain; call it something else"));
    List<DnsName> dcosDomains =
        DcosParameters.read(
            values,
            Stream.of(
                    List.of(zone.apex()),
                    naming.others().all(),
                    naming.reverse().stream().map(ReverseNetwork::apex).toList())
                .flatMap(List::stream)
                .toList());
    Optional<Path> zoneFile = NamingParameters.zoneFile(values);
    ListenSettings listen = ListenParameters.read(values);
    TransportSettings transport = ListenParameters.transport(values);
    ResponderSettings answers = AnswerParameters.read(values, transport.tcpIdle());
    Optional<ResponseRateLimit> rateLimit = AnswerParameters.rateLimit(values);
    Optional<ForwardSettings> forward =
        ForwardParameters.read(
            values,
            domain,
            Stream.concat(naming.others().all().stream(), dcosDomains.stream()).toList(),
            answers.udpSizes());
    TransferSettings transfer = TransferParameters.read(values, stateDirectory);
    HttpSettings http = HttpParameters.read(values);
    SectionSettings beside = SectionSettings.read(modules, values);
    if (!listen.on() && !http.on()) {
      values.problem(HttpParameters.HTTP_ON, "DNS is off as well; turn one of dnsOn and httpOn on");
    }
    warnings = values.warnings();
    values.refuse();
    return new DnsConfig(
        file,
        zone,
        naming,
        zoneFile,
        follow.orElseThrow(),
        listen,
        transport,
        answers,
        rateLimit,
        forward,
        transfer,
        http,
        beside,
        dcosDomains,
        ConfigView.of(values, file));
  }

  /** What {@link #read} noticed and could do without: unknown keys, settings without effect. */
  public List<String> warnings() {
    return warnings;
  }

  private static FollowSettings.Snapshot snapshot(Path folder, String domain) {
    return new FollowSettings.Snapshot(folder.resolve(domain + ".picture"), "domain " + domain);
  }

  /** The masters as they are numbered; none if ZooKeeper tells them. */
  private static List<AnnouncedEndpoint> masters(FollowSettings follow) {
    return follow.masters().zooKeeper().isPresent()
        ? List.of()
        : follow.masters().addresses().stream()
            .map(master -> new AnnouncedEndpoint(master.host(), master.port()))
            .toList();
  }
}
