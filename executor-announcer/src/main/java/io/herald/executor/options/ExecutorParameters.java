package io.herald.executor.options;

import io.herald.settings.Parameter;
import io.herald.settings.ValueType;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The parameters of what announces, the executor and the sidecar, and of the executor alone. */
public final class ExecutorParameters {

  private static final ExecutorOptions DEFAULT = ExecutorOptions.DEFAULT;
  private static final ValueType<Duration> SECONDS = ValueTypes.fractionalSeconds(Duration.ZERO);
  private static final ValueType<String> ENSEMBLE = ValueTypes.anyText("HOST:PORT,…");

  /** Of the executor, which runs without it too. */
  public static final Parameter<String> ANNOUNCER_ENSEMBLE =
      Parameter.ofFlag(
          "announcer-ensemble",
          ENSEMBLE,
          "ZooKeeper ensemble of the ServerSets, with a chroot if need be, which is created however"
              + " deep; without it nothing is announced");

  /** Of the sidecar. */
  public static final Parameter<String> REQUIRED_ENSEMBLE =
      Parameter.ofFlag(
              "announcer-ensemble",
              ENSEMBLE,
              "ZooKeeper ensemble of the ServerSets, with a chroot if need be, which is created"
                  + " however deep")
          .required();

  public static final Parameter<String> ANNOUNCER_SERVERSET_PATH =
      Parameter.ofFlag(
              "announcer-serverset-path",
              ValueTypes.anyText("PATH"),
              "root of the ServerSets; a group is ROOT/role/environment/name")
          .withDefault(DEFAULT.serversetPath());
  public static final Parameter<Boolean> ANNOUNCER_ALLOW_CUSTOM_SERVERSET_PATH =
      Parameter.ofFlag(
              "announcer-allow-custom-serverset-path",
              ValueTypes.onOff(),
              "let a job's announce block name its whole path (zk_path); otherwise such a job is"
                  + " refused")
          .withDefault(DEFAULT.allowCustomServersetPath());
  public static final Parameter<String> ANNOUNCER_HOSTNAME =
      Parameter.ofFlag(
              "announcer-hostname", ValueTypes.anyText("HOST"), "host of every announced endpoint")
          .withDefaultWords("by --announcer-address");
  public static final Parameter<AddressMode> ANNOUNCER_ADDRESS =
      Parameter.ofFlag(
              "announcer-address",
              ValueTypes.choice("MODE", AddressMode.class),
              "where the host of every announced endpoint comes from if --announcer-hostname is not"
                  + " given")
          .withDefault(DEFAULT.announcerAddress());
  public static final Parameter<Path> ANNOUNCER_ZOOKEEPER_AUTH_CONFIG =
      Parameter.ofFlag(
          "announcer-zookeeper-auth-config",
          ValueTypes.file("FILE"),
          "JSON file with ZooKeeper credentials and ACLs, as Aurora's executor reads it");
  public static final Parameter<Duration> ZOOKEEPER_SESSION_TIMEOUT_SECS =
      Parameter.ofFlag(
              "zookeeper-session-timeout-secs",
              ValueTypes.fractionalSeconds(ExecutorOptions.LEAST_SESSION_TIMEOUT),
              "ZooKeeper session time-out: the member of a process that is silent for longer is"
                  + " removed")
          .withDefault(DEFAULT.zookeeperSessionTimeout());
  public static final Parameter<AnnouncePolicy> ANNOUNCE_POLICY =
      Parameter.ofFlag(
              "announce-policy",
              ValueTypes.choice("POLICY", AnnouncePolicy.class),
              "when a task is announced: from its start, from TASK_RUNNING on, or while its health"
                  + " check passes")
          .withDefault(DEFAULT.announcePolicy());
  public static final Parameter<Boolean> ANNOUNCER_WEIGHTS =
      Parameter.ofFlag(
              "announcer-weights",
              ValueTypes.onOff(),
              "publish a job's discovery.weight for Finagle clients, in a child vector_ of its set,"
                  + " which Prometheus takes for a target")
          .withDefault(DEFAULT.announcerWeights());
  public static final Parameter<StaleMemberPolicy> ANNOUNCER_STALE_MEMBERS =
      Parameter.ofFlag(
              "announcer-stale-members",
              ValueTypes.choice("POLICY", StaleMemberPolicy.class),
              "what to do with a member of the same shard that an earlier task left")
          .withDefault(DEFAULT.staleMembers());
  public static final Parameter<Duration> DRAIN_SECS =
      Parameter.ofFlag(
              "drain-secs",
              SECONDS,
              "time between leaving the ServerSet and the first request or signal to the task, unless"
                  + " the job sets drain_secs")
          .withDefault(DEFAULT.drain());
  public static final Parameter<Duration> STOP_TIMEOUT_IN_SECS =
      Parameter.ofFlag(
              "stop-timeout-in-secs",
              SECONDS,
              "longest time for each step of a stop: leaving the ServerSet, draining, ending the"
                  + " process")
          .withDefault(DEFAULT.stopTimeout());
  public static final Parameter<Duration> EARLY_CHECK_INTERVAL_SECS =
      Parameter.ofFlag(
              "early-check-interval-secs",
              SECONDS,
              "interval of HTTP and TCP health checks until the first success; 0: the job's interval")
          .withDefault(DEFAULT.earlyCheckInterval());
  public static final Parameter<Boolean> END_DAEMONIZED =
      Parameter.ofFlag(
              "end-daemonized",
              ValueTypes.onOff(),
              "also end processes that the task daemonized: those outside its process group with its"
                  + " variable HERALD_TASK_MARK")
          .withDefault(DEFAULT.endDaemonized());

  /** Of the executor alone. */
  public static final Parameter<Duration> LAUNCH_TIMEOUT_SECS =
      Parameter.ofFlag(
              "launch-timeout-secs",
              ValueTypes.fractionalSeconds(ExecutorOptions.LEAST_LAUNCH_TIMEOUT),
              "exit if no task is launched within this time")
          .withDefault(DEFAULT.launchTimeout());

  /** Of both, but for the ensemble. */
  public static final List<Parameter<?>> ANNOUNCING =
      List.of(
          ANNOUNCER_SERVERSET_PATH,
          ANNOUNCER_ALLOW_CUSTOM_SERVERSET_PATH,
          ANNOUNCER_HOSTNAME,
          ANNOUNCER_ADDRESS,
          ANNOUNCER_ZOOKEEPER_AUTH_CONFIG,
          ZOOKEEPER_SESSION_TIMEOUT_SECS,
          ANNOUNCE_POLICY,
          ANNOUNCER_WEIGHTS,
          ANNOUNCER_STALE_MEMBERS,
          DRAIN_SECS,
          STOP_TIMEOUT_IN_SECS,
          EARLY_CHECK_INTERVAL_SECS,
          END_DAEMONIZED);

  private ExecutorParameters() {}

  /**
   * What the values come to; a builder, since commands add to it.
   *
   * @param ensemble {@link #ANNOUNCER_ENSEMBLE} or {@link #REQUIRED_ENSEMBLE}
   */
  public static ExecutorOptions.Builder read(Values values, Parameter<String> ensemble) {
    ExecutorOptions.Builder options =
        ExecutorOptions.builder()
            .serversetPath(values.get(ANNOUNCER_SERVERSET_PATH))
            .allowCustomServersetPath(values.get(ANNOUNCER_ALLOW_CUSTOM_SERVERSET_PATH))
            .zookeeperSessionTimeout(values.get(ZOOKEEPER_SESSION_TIMEOUT_SECS))
            .announcePolicy(values.get(ANNOUNCE_POLICY))
            .announcerAddress(values.get(ANNOUNCER_ADDRESS))
            .announcerWeights(values.get(ANNOUNCER_WEIGHTS))
            .staleMembers(values.get(ANNOUNCER_STALE_MEMBERS))
            .drain(values.get(DRAIN_SECS))
            .stopTimeout(values.get(STOP_TIMEOUT_IN_SECS))
            .earlyCheckInterval(values.get(EARLY_CHECK_INTERVAL_SECS))
            .endDaemonized(values.get(END_DAEMONIZED));
    values.find(ensemble).ifPresent(options::announcerEnsemble);
    values.find(ANNOUNCER_HOSTNAME).ifPresent(options::announcerHostname);
    values.find(ANNOUNCER_ZOOKEEPER_AUTH_CONFIG).ifPresent(options::zookeeperAuthConfig);
    return options;
  }
}
