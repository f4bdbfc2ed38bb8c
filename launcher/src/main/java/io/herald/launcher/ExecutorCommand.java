package io.herald.launcher;

import io.herald.executor.ExecutorOptions;
import io.herald.executor.HeraldExecutor;
import io.herald.executor.announce.AddressMode;
import io.herald.executor.announce.AnnouncePolicy;
import io.herald.executor.announce.StaleMemberPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The executor; an agent starts it. */
@Command(
    name = "executor",
    description = {
      "Runs one task on an agent, checks its health and announces it in a ZooKeeper ServerSet.",
      "An agent starts it, with its MESOS_* environment; a scheduler names it in ExecutorInfo."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExecutorCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ExecutorCommand.class);

  @Option(
      names = "--announcer-ensemble",
      paramLabel = "HOST:PORT,…",
      description = "ZooKeeper ensemble of the ServerSets. Not given: nothing is announced.")
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
      description = "Host of every announced endpoint, instead of the agent's host name.")
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
          "After so long without the executor its member goes; at least 1 (default:"
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
          "Publish a job's announce.weight for Finagle clients, in a child vector_ of its set"
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
      names = "--launch-timeout-secs",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Exit after so long without a task (default: ${DEFAULT-VALUE}).")
  private double launchTimeoutSecs;

  @Option(
      names = "--early-check-interval-secs",
      paramLabel = "SECONDS",
      defaultValue = "0.25",
      description =
          "Between HTTP and TCP health checks until the first success; 0: only at the job's"
              + " interval (default: ${DEFAULT-VALUE}).")
  private double earlyCheckIntervalSecs;

  @Option(
      names = "--nosetuid-health-checks",
      description =
          "Accepted for Aurora's sake, without effect: shell checks run as the user that runs the"
              + " task, which is the executor's.")
  private boolean noSetuidHealthChecks;

  @Option(
      names = "--announcer-enable",
      hidden = true,
      description = "Accepted for Aurora's sake, which ignores it since 0.12.")
  private boolean announcerEnable;

  @Override
  public Integer call() {
    if (noSetuidHealthChecks) {
      log.info("--nosetuid-health-checks: so it is in any case; checks run as the executor's user");
    }
    if (announcerEnable) {
      log.info("--announcer-enable has no effect; --announcer-ensemble turns announcing on");
    }
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
            .launchTimeout(seconds(launchTimeoutSecs))
            .earlyCheckInterval(seconds(earlyCheckIntervalSecs));
    if (announcerEnsemble != null) {
      options.announcerEnsemble(announcerEnsemble);
    }
    if (announcerHostname != null) {
      options.announcerHostname(announcerHostname);
    }
    if (zookeeperAuthConfig != null) {
      options.zookeeperAuthConfig(zookeeperAuthConfig);
    }
    return HeraldExecutor.run(options.build(), System.getenv());
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
