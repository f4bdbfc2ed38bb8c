package io.herald.launcher;

import io.herald.executor.options.AddressMode;
import io.herald.executor.options.AnnouncePolicy;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.StaleMemberPolicy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags of what announces: the executor and the sidecar. Each default is that of {@link
 * ExecutorOptions#DEFAULT}.
 */
final class AnnouncerOptionsMixin {

  private static final ExecutorOptions DEFAULT = ExecutorOptions.DEFAULT;

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
      description =
          "Root of the ServerSets; a group is ROOT/role/environment/name (default:"
              + " ${DEFAULT-VALUE}).")
  private String serversetPath = DEFAULT.serversetPath();

  @Option(
      names = "--announcer-allow-custom-serverset-path",
      description = "Let a job's announce block name its whole path (zk_path).")
  private boolean allowCustomServersetPath = DEFAULT.allowCustomServersetPath();

  @Option(
      names = "--announcer-hostname",
      paramLabel = "HOST",
      description = "Host of every announced endpoint (default: by --announcer-address).")
  private @Nullable String announcerHostname;

  @Option(
      names = "--announcer-address",
      paramLabel = "MODE",
      description =
          "Host of every announced endpoint if --announcer-hostname is not given; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AddressMode announcerAddress = DEFAULT.announcerAddress();

  @Option(
      names = "--announcer-zookeeper-auth-config",
      paramLabel = "FILE",
      description = "JSON file with ZooKeeper credentials and ACLs, as Aurora's executor reads it.")
  private @Nullable Path zookeeperAuthConfig;

  @Option(
      names = "--zookeeper-session-timeout-secs",
      paramLabel = "SECONDS",
      description =
          "ZooKeeper session time-out: the member of an executor that is silent for longer is"
              + " removed; at least 1 (default: ${DEFAULT-VALUE}).")
  private Seconds zookeeperSessionTimeout = new Seconds(DEFAULT.zookeeperSessionTimeout());

  @Option(
      names = "--announce-policy",
      paramLabel = "POLICY",
      description =
          "When a task is announced: from its start, from TASK_RUNNING, or while it is healthy; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AnnouncePolicy announcePolicy = DEFAULT.announcePolicy();

  @Option(
      names = "--announcer-weights",
      description =
          "Publish a job's discovery.weight for Finagle clients, in a child vector_ of its set"
              + " (Prometheus takes that for a target).")
  private boolean announcerWeights = DEFAULT.announcerWeights();

  @Option(
      names = "--announcer-stale-members",
      paramLabel = "POLICY",
      description =
          "What to do with a member of the same shard that an earlier task left; one of"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private StaleMemberPolicy staleMembers = DEFAULT.staleMembers();

  @Option(
      names = "--drain-secs",
      paramLabel = "SECONDS",
      description =
          "Time between leaving the ServerSet and the first signal to the task, unless the job sets"
              + " drain_secs (default: ${DEFAULT-VALUE}).")
  private Seconds drain = new Seconds(DEFAULT.drain());

  @Option(
      names = "--stop-timeout-in-secs",
      paramLabel = "SECONDS",
      description =
          "Longest time for each step of a stop: leaving the ServerSet, draining, ending the process"
              + " (default: ${DEFAULT-VALUE}).")
  private Seconds stopTimeout = new Seconds(DEFAULT.stopTimeout());

  @Option(
      names = "--early-check-interval-secs",
      paramLabel = "SECONDS",
      description =
          "Interval of HTTP and TCP health checks until the first success; 0: the job's interval"
              + " (default: ${DEFAULT-VALUE}).")
  private Seconds earlyCheckInterval = new Seconds(DEFAULT.earlyCheckInterval());

  @Option(
      names = "--end-daemonized",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Also end processes that the task daemonized: those outside its process group with its"
              + " variable HERALD_TASK_MARK (default: ${DEFAULT-VALUE}).")
  private boolean endDaemonized = DEFAULT.endDaemonized();

  /** What the flags say; a builder, since commands add to it. */
  ExecutorOptions.Builder options() {
    ExecutorOptions.Builder options =
        ExecutorOptions.builder()
            .serversetPath(serversetPath)
            .allowCustomServersetPath(allowCustomServersetPath)
            .zookeeperSessionTimeout(zookeeperSessionTimeout.duration())
            .announcePolicy(announcePolicy)
            .announcerAddress(announcerAddress)
            .announcerWeights(announcerWeights)
            .staleMembers(staleMembers)
            .drain(drain.duration())
            .stopTimeout(stopTimeout.duration())
            .earlyCheckInterval(earlyCheckInterval.duration())
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
}
