package io.herald.launcher;

import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.config.EtcdParameters;
import io.herald.publish.config.PublishParameters.PublishRows;
import io.herald.publish.config.PublishSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What {@code herald publish} is told by its flags, the environment and a file.
 *
 * @param follow the cluster
 * @param etcd where keys are written
 * @param settings how
 * @param naming how DNS would make the names, and of which tasks
 * @param ttl of instances that ask for none
 * @param metricsPort of the loopback address; empty: nothing is served over HTTP
 */
record PublishFlags(
    FollowSettings follow,
    EtcdSettings etcd,
    PublishSettings settings,
    NamingOptions naming,
    int ttl,
    Optional<Integer> metricsPort)
    implements FollowingSettings {

  private static final EtcdParameters ETCD =
      EtcdParameters.of("etcd", "etcd", "where the keys are written");

  private static final PublishRows ROWS = PublishRows.of("", "");

  private static final Parameter<Integer> METRICS_PORT =
      FollowingFlags.metricsPort("/metrics and /v1/problems");

  /** Etcd and the publisher's own, the DNS server's rules of names, which cluster is followed. */
  static final ParameterTable TABLE =
      FollowingFlags.table(
          "publish",
          Stream.of(
                  ETCD.rows(),
                  ROWS.rows(),
                  List.<Parameter<?>>of(
                      ZoneParameters.DOMAIN,
                      ZoneParameters.TTL,
                      NamingParameters.ENFORCE_RFC952,
                      NamingParameters.IP_SOURCES,
                      NamingParameters.TASK_STATES,
                      NamingParameters.UNHEALTHY_TASKS,
                      METRICS_PORT))
              .<Parameter<?>>flatMap(List::stream)
              .toList());

  /**
   * What the command was given.
   *
   * @throws SettingsException with all that is wrong
   */
  static PublishFlags read(CommandFlags flags, Optional<Path> file, Consumer<String> warnings)
      throws SettingsException {
    Values values = flags.read(file);
    if (!values.isGiven(ETCD.endpoints())) {
      values.problem(
          "--etcd is missing; give the URLs of etcd's members, as --etcd=http://127.0.0.1:2379, write"
              + " \"etcd\" into the file of --config, or set "
              + TABLE.variable(ETCD.endpoints()));
    }
    Optional<EtcdSettings> etcd = ETCD.read(values);
    String domain = values.get(ZoneParameters.DOMAIN);
    PublishSettings settings = ROWS.read(values).in(domain);
    NamingOptions naming = NamingParameters.read(values, domain, List.of());
    int ttl = values.get(ZoneParameters.TTL);
    Optional<Integer> metricsPort = values.find(METRICS_PORT);
    Optional<FollowSettings> follow = FollowingFlags.follow(values, "publish");
    values.warnings().forEach(warnings);
    values.refuse();
    return new PublishFlags(
        follow.orElseThrow(), etcd.orElseThrow(), settings, naming, ttl, metricsPort);
  }
}
