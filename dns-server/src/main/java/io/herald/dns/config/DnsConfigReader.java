package io.herald.dns.config;

import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.OtherZones;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private final SettingsReader reader = new SettingsReader(DnsParameters.TABLE);
  private List<String> warnings = List.of();

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
    DnsConfig config = config(values, reader.file().map(Path::toString));
    warnings = values.warnings();
    values.refuse();
    return config;
  }

  /** What {@link #read} noticed and could do without: unknown keys, settings without effect. */
  public List<String> warnings() {
    return warnings;
  }

  private static DnsConfig config(Values values, Optional<String> file) {
    List<NameServer> servers = NamingParameters.nameServers(values);
    OtherZones others = NamingParameters.otherZones(values);
    String primary =
        servers.isEmpty() ? "ns1." + values.get(ZoneParameters.DOMAIN) : servers.get(0).name();
    if (!values.get(ListenParameters.DNS_ON) && !values.get(HttpParameters.HTTP_ON)) {
      values.problem(HttpParameters.HTTP_ON, "DNS is off as well; turn one of dnsOn and httpOn on");
    }
    return new DnsConfig(
        file,
        ZoneParameters.read(values, primary),
        servers,
        others,
        NamingParameters.read(values, others),
        FollowParameters.mesos(values),
        ListenParameters.read(values),
        ListenParameters.transport(values),
        AnswerParameters.read(values),
        HttpParameters.read(values),
        ForwardParameters.read(values, others),
        TransferParameters.read(values),
        FollowParameters.serverSets(values),
        ConfigView.of(values, file));
  }
}
