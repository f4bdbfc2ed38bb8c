package io.herald.launcher;

import io.herald.executor.options.AddressMode;
import io.herald.executor.options.AnnouncePolicy;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.StaleMemberPolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of what announces: the executor and the sidecar. */
final class AnnouncerOptionsMixin {

  @Option(
      names = "--announcer-ensemble",
      paramLabel = "HOST:PORT,…",
      description =
          "ZooKeeper ensemble of the ServerSets; herald announce needs it, herald executor announces"
              + " nothing without it.")
  private @Nullable String announcerEnsemble;

  @Option(
      names = "--announcer-serverset-path",
      paramLabel = "PATH",
      defaultValue = ExecutorOptions.DEFAULT_SERVERSET_PATH,
      description =
          "Root of the ServerSets; a group is ROOT/role/environment/name (default:"
              + " ${DEFAULT-VALUE}).")
  private String serversetPath = "";

  @Option(
      names = "--announcer-allow-custom-serverset-path",
      description = "Let a job's announce block name its whole path (zk_path).")
  private boolean allowCustomServersetPath;

  @Option(
      names = "--announcer-hostname",
      paramLabel = "HOST",
      description = "Host of every announced endpoint, instead of the machine's host name.")
  private @Nullable String announcerHostname;

  @Option(
      names = "--announcer-address",
      paramLabel = "MODE",
      defaultValue = "hostname",
      description =
          "Host of every announced endpoint if --announcer-hostname is not given; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AddressMode announcerAddress = AddressMode.HOSTNAME;

  @Option(
      names = "--announcer-zookeeper-auth-config",
      paramLabel = "FILE",
      description = "JSON file with ZooKeeper credentials and ACLs, as Aurora's executor reads it.")
  private @Nullable Path zookeeperAuthConfig;

  @Option(
      names = "--zookeeper-session-timeout-secs",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "After so long without a sign of life its member goes; at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double zookeeperSessionTimeoutSecs;

  @Option(
      names = "--announce-policy",
      paramLabel = "POLICY",
      defaultValue = "healthy",
      description =
          "When a task is announced: as it starts, once it runs, or while it is healthy; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AnnouncePolicy announcePolicy = AnnouncePolicy.HEALTHY;

  @Option(
      names = "--announcer-weights",
      description =
          "Publish a job's discovery.weight for Finagle clients, in a child vector_ of its set"
              + " (Prometheus takes that for a target).")
  private boolean announcerWeights;

  @Option(
      names = "--announcer-stale-members",
      paramLabel = "POLICY",
      defaultValue = "keep",
      description =
          "What to do about a member of the same shard that an earlier task left; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private StaleMemberPolicy staleMembers = StaleMemberPolicy.KEEP;

  @Option(
      names = "--drain-secs",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "Between leaving the ServerSet and the first signal to the task, unless the job says it"
              + " (default: ${DEFAULT-VALUE}).")
  private double drainSecs;

  @Option(
      names = "--stop-timeout-in-secs",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "The most that each step of a stop may take: leaving, and ending the process (default:"
              + " ${DEFAULT-VALUE}).")
  private double stopTimeoutSecs;

  @Option(
      names = "--early-check-interval-secs",
      paramLabel = "SECONDS",
      defaultValue = "0.25",
      description =
          "Between HTTP and TCP health checks until the first success; 0: only at the job's"
              + " interval (default: ${DEFAULT-VALUE}).")
  private double earlyCheckIntervalSecs;

  @Option(
      names = "--end-daemonized",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      paramLabel = "true|false",
      description =
          "End what the task daemonized, too: what left its process group and carries its variable"
              + " HERALD_TASK_MARK (default: ${DEFAULT-VALUE}).")
  private boolean endDaemonized;

  /** What the flags say; a builder, since commands add to it. */
  ExecutorOptions.Builder options() {
    ExecutorOptions.Builder options =
        ExecutorOptions.builder()
            .serversetPath(serversetPath)
            .allowCustomServersetPath(allowCustomServersetPath)
            .zookeeperSessionTimeout(seconds(zookeeperSessionTimeoutSecs))
            .announcePolicy(announcePolicy)
            .announcerAddress(announcerAddress)
            .announcerWeights(announcerWeights)
            .staleMembers(staleMembers)
            .drain(seconds(drainSecs))
            .stopTimeout(seconds(stopTimeoutSecs))
            .earlyCheckInterval(seconds(earlyCheckIntervalSecs))
            .endDaemonized(endDaemonized);
    if (announcerEnsemble != null) {
      options.announcerEnsemble(announcerEnsemble);
    }
    if (announcerHostname != null) {
      options.announcerHostname(announcerHostname);
    }
    if (zookeeperAuthConfig != null) {
      options.zookeeperAuthConfig(zookeeperAuthConfig);
    }
    return options;
  }

  static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
