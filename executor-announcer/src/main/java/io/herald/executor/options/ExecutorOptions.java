package io.herald.executor.options;

import io.herald.runtime.failure.Problems;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.text.NameText;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The executor's settings. Aurora's flags keep their names and meaning; a value out of range is
 * rejected with a sentence that names the flag.
 *
 * @param announcerEnsemble {@code --announcer-ensemble}: ZooKeeper's connect string {@code
 *     host:port,...[/root]}; absent: nothing is announced
 * @param serversetPath {@code --announcer-serverset-path}: the root; a group's path is
 *     root/role/environment/name
 * @param announcerHostname {@code --announcer-hostname}: the host in every endpoint instead of the
 *     agent's
 * @param announcerAddress {@code --announcer-address}: where the host comes from if {@code
 *     announcerHostname} is absent
 * @param allowCustomServersetPath {@code --announcer-allow-custom-serverset-path}: whether a job
 *     may set zk_path; if not, such a job is refused
 * @param zookeeperAuthConfig {@code --announcer-zookeeper-auth-config}: JSON file of credentials
 *     and access control lists
 * @param zookeeperSessionTimeout {@code --zookeeper-session-timeout-secs}: 1 s or more
 * @param announcePolicy {@code --announce-policy}
 * @param announcerWeights {@code --announcer-weights}: whether a job's weight is published in a
 *     Finagle vector beside its member
 * @param staleMembers {@code --announcer-stale-members}
 * @param drain {@code --drain-secs}: time between leaving the ServerSet and the first signal, for
 *     jobs that don't set it
 * @param stopTimeout {@code --stop-timeout-in-secs}: the longest time for each step of a stop
 * @param launchTimeout {@code --launch-timeout-secs}: without a task for this time, the executor
 *     exits
 * @param earlyCheckInterval {@code --early-check-interval-secs}: interval of HTTP and TCP health
 *     checks until the first success; zero: the job's interval
 * @param endDaemonized {@code --end-daemonized}: whether processes that the task daemonized are
 *     ended with it
 */
public record ExecutorOptions(
    Optional<String> announcerEnsemble,
    String serversetPath,
    Optional<String> announcerHostname,
    AddressMode announcerAddress,
    boolean allowCustomServersetPath,
    Optional<Path> zookeeperAuthConfig,
    Duration zookeeperSessionTimeout,
    AnnouncePolicy announcePolicy,
    boolean announcerWeights,
    StaleMemberPolicy staleMembers,
    Duration drain,
    Duration stopTimeout,
    Duration launchTimeout,
    Duration earlyCheckInterval,
    boolean endDaemonized) {

  /** The shortest {@code --zookeeper-session-timeout-secs}. */
  public static final Duration LEAST_SESSION_TIMEOUT = Duration.ofSeconds(1);

  /** The shortest {@code --launch-timeout-secs}. */
  public static final Duration LEAST_LAUNCH_TIMEOUT = Duration.ofSeconds(1);

  /** All options at their defaults. */
  public static final ExecutorOptions DEFAULT = builder().build();

  public ExecutorOptions {
    Problems problems = new Problems();
    announcerEnsemble.ifPresent(value -> refuseBlank(problems, "--announcer-ensemble", value));
    announcerHostname.ifPresent(value -> refuseNoHost(problems, value));
    if (!serversetPath.startsWith("/")) {
      problems.add(
          "--announcer-serverset-path = \""
              + serversetPath
              + "\" is not a ZooKeeper path; write /"
              + serversetPath);
    }
    refuseLess(
        problems,
        "--zookeeper-session-timeout-secs",
        zookeeperSessionTimeout,
        LEAST_SESSION_TIMEOUT);
    refuseLess(problems, "--drain-secs", drain, Duration.ZERO);
    refuseLess(problems, "--stop-timeout-in-secs", stopTimeout, Duration.ZERO);
    refuseLess(problems, "--launch-timeout-secs", launchTimeout, LEAST_LAUNCH_TIMEOUT);
    refuseLess(problems, "--early-check-interval-secs", earlyCheckInterval, Duration.ZERO);
    problems.refuse();
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  private static void refuseBlank(Problems problems, String flag, String value) {
    if (value.isBlank()) {
      problems.add(flag + " = \"" + value + "\" is empty; give a value or omit the flag");
    }
  }

  private static void refuseNoHost(Problems problems, String value) {
    refuseBlank(problems, "--announcer-hostname", value);
    if (!value.isBlank() && !isAddress(value)) {
      NameText.unfit(value)
          .ifPresent(
              unfit ->
                  problems.add(
                      "--announcer-hostname = \""
                          + value
                          + "\" is not a host: no name or address has "
                          + unfit
                          + "; write one as agent7.example.com or 10.0.0.7"));
    }
  }

  private static boolean isAddress(String text) {
    try {
      CidrNetwork.address(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void refuseLess(Problems problems, String flag, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      problems.add(flag + " = " + seconds(value) + ": must be at least " + seconds(least));
    }
  }

  private static String seconds(Duration value) {
    return value.toNanos() / 1e9 + " s";
  }

  /** Collects options one by one; {@link #build} validates them. */
  public static final class Builder {
    private Optional<String> announcerEnsemble = Optional.empty();
    private String serversetPath = "/aurora";
    private Optional<String> announcerHostname = Optional.empty();
    private AddressMode announcerAddress = AddressMode.HOSTNAME;
    private boolean allowCustomServersetPath;
    private Optional<Path> zookeeperAuthConfig = Optional.empty();
    private Duration zookeeperSessionTimeout = ZooKeeperOptions.DEFAULT_SESSION_TIMEOUT;
    private AnnouncePolicy announcePolicy = AnnouncePolicy.HEALTHY;
    private boolean announcerWeights;
    private StaleMemberPolicy staleMembers = StaleMemberPolicy.KEEP;
    private Duration drain = Duration.ofSeconds(5);
    private Duration stopTimeout = Duration.ofMinutes(2);
    private Duration launchTimeout = Duration.ofMinutes(1);
    private Duration earlyCheckInterval = Duration.ofMillis(250);
    private boolean endDaemonized = true;

    private Builder() {}

    public Builder announcerEnsemble(String value) {
      announcerEnsemble = Optional.of(value);
      return this;
    }

    public Builder serversetPath(String value) {
      serversetPath = value;
      return this;
    }

    public Builder announcerHostname(String value) {
      announcerHostname = Optional.of(value);
      return this;
    }

    public Builder announcerAddress(AddressMode value) {
      announcerAddress = value;
      return this;
    }

    public Builder allowCustomServersetPath(boolean value) {
      allowCustomServersetPath = value;
      return this;
    }

    public Builder zookeeperAuthConfig(Path value) {
      zookeeperAuthConfig = Optional.of(value);
      return this;
    }

    public Builder zookeeperSessionTimeout(Duration value) {
      zookeeperSessionTimeout = value;
      return this;
    }

    public Builder announcePolicy(AnnouncePolicy value) {
      announcePolicy = value;
      return this;
    }

    public Builder announcerWeights(boolean value) {
      announcerWeights = value;
      return this;
    }

    public Builder staleMembers(StaleMemberPolicy value) {
      staleMembers = value;
      return this;
    }

    public Builder drain(Duration value) {
      drain = value;
      return this;
    }

    public Builder stopTimeout(Duration value) {
      stopTimeout = value;
      return this;
    }

    public Builder launchTimeout(Duration value) {
      launchTimeout = value;
      return this;
    }

    public Builder earlyCheckInterval(Duration value) {
      earlyCheckInterval = value;
      return this;
    }

    public Builder endDaemonized(boolean value) {
      endDaemonized = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException with a sentence, if one is out of its range
     */
    public ExecutorOptions build() {
      return new ExecutorOptions(
          announcerEnsemble,
          serversetPath,
          announcerHostname,
          announcerAddress,
          allowCustomServersetPath,
          zookeeperAuthConfig,
          zookeeperSessionTimeout,
          announcePolicy,
          announcerWeights,
          staleMembers,
          drain,
          stopTimeout,
          launchTimeout,
          earlyCheckInterval,
          endDaemonized);
    }
  }
}
