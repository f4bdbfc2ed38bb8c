package io.herald.catalog.source.mesos;

import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.mesos.leader.ZooKeeperLeaderDetector;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Which cluster to follow, and how.
 *
 * @param zooKeeper where the masters elect their leader; rules over {@code masters}
 * @param masters a fixed list, used where there is no ZooKeeper
 * @param refresh between two full readings without a stream, and with one between two readings of
 *     what no event reports
 * @param stateTimeout limit of one whole reading
 * @param answerLimit how many bytes one answer may have; a longer one is a failed reading
 * @param reregisterWindow how long a new leader's agents are waited for, where it does not say
 *     ({@code --agent_reregister_timeout} of the master)
 * @param credentials what to log in with: HTTP Basic or IAM
 * @param tls absent: http
 */
public record MesosOptions(
    Optional<ZooKeeperUrl> zooKeeper,
    List<MasterAddress> masters,
    Duration refresh,
    Duration stateTimeout,
    long answerLimit,
    Duration reregisterWindow,
    Optional<Authorization> credentials,
    Optional<SSLContext> tls) {

  public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(60);
  public static final Duration DEFAULT_STATE_TIMEOUT = Duration.ofMinutes(5);
  public static final Duration DEFAULT_REREGISTER_WINDOW = Duration.ofMinutes(10);

  /** A master that takes longer to begin an answer is tried again, or the next one is. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  public MesosOptions {
    masters = List.copyOf(masters);
    if (zooKeeper.isEmpty() && masters.isEmpty()) {
      throw new IllegalArgumentException(
          "no Mesos master is given; write zk://host:port/path or at least one host:port");
    }
    positive("the refresh interval", refresh);
    positive("the state time-out", stateTimeout);
    positive("the re-registration window", reregisterWindow);
    if (answerLimit < 1) {
      throw new IllegalArgumentException(
          "the limit of an answer is " + answerLimit + " bytes; it must be at least 1");
    }
  }

  /**
   * Reads {@code zk://…/path}, or {@code host:port[,host:port…]}; the rest as by default.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static MesosOptions of(String master) {
    boolean isZooKeeper = ZooKeeperUrl.matches(master);
    return new MesosOptions(
        isZooKeeper ? Optional.of(ZooKeeperUrl.parse(master)) : Optional.empty(),
        isZooKeeper
            ? List.of()
            : List.of(master.split(",", -1)).stream()
                .map(String::strip)
                .map(MasterAddress::parse)
                .toList(),
        DEFAULT_REFRESH,
        DEFAULT_STATE_TIMEOUT,
        Connection.DEFAULT_ANSWER_LIMIT,
        DEFAULT_REREGISTER_WINDOW,
        Optional.empty(),
        Optional.empty());
  }

  public MesosOptions withRefresh(Duration newRefresh) {
    return new MesosOptions(
        zooKeeper,
        masters,
        newRefresh,
        stateTimeout,
        answerLimit,
        reregisterWindow,
        credentials,
        tls);
  }

  LeaderDetector newDetector() {
    return zooKeeper.isPresent()
        ? new ZooKeeperLeaderDetector(zooKeeper.get())
        : new StaticLeaderDetector(masters);
  }

  Connection connection() {
    Duration request = stateTimeout.compareTo(LONGEST_REQUEST) < 0 ? stateTimeout : LONGEST_REQUEST;
    return new Connection(tls, credentials, request, answerLimit);
  }

  private static void positive(String what, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(what + " is " + duration + "; it must be more than 0 s");
    }
  }
}
