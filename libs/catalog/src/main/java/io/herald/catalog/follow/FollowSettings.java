package io.herald.catalog.follow;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.source.mesos.MesosOptions;
import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which cluster to follow, and how. Equal settings mean the same cluster, asked in the same way; no
 * text of these records holds a secret.
 *
 * @param masters where they are and how they are asked
 * @param serverSets announcements to follow as well
 * @param snapshot where the last snapshot is kept for the next start; absent: nowhere
 */
public record FollowSettings(
    Masters masters, Optional<ServerSets> serverSets, Optional<Snapshot> snapshot) {

  /**
   * The masters, and how they are asked. One of {@code zooKeeper} and {@code addresses} is there;
   * with both, ZooKeeper rules.
   *
   * @param zooKeeper where they elect their leader
   * @param addresses in the order given, which numbers them
   * @param refresh between two readings of what no event reports, and between two readings of the
   *     whole state where there is no event stream; at least a second
   * @param stateTimeout of one reading of the whole state; at least a second
   * @param answerLimit how many bytes one answer may have; at least 1
   * @param tls absent: http
   * @param login absent: none
   */
  public record Masters(
      Optional<ZooKeeperUrl> zooKeeper,
      List<MasterAddress> addresses,
      Duration refresh,
      Duration stateTimeout,
      long answerLimit,
      Optional<MesosTls> tls,
      Optional<Login> login) {

    public static final Duration DEFAULT_REFRESH = MesosOptions.DEFAULT_REFRESH;
    public static final Duration DEFAULT_STATE_TIMEOUT = MesosOptions.DEFAULT_STATE_TIMEOUT;
    public static final long DEFAULT_ANSWER_LIMIT = Connection.DEFAULT_ANSWER_LIMIT;

    private static final Duration LEAST = Duration.ofSeconds(1);

    public Masters {
      addresses = List.copyOf(addresses);
      requireNonNull(tls, "tls");
      requireNonNull(login, "login");
      if (zooKeeper.isEmpty() && addresses.isEmpty()) {
        throw new IllegalArgumentException(
            "no Mesos master is given; write zk://host:port/path or at least one host:port");
      }
      atLeastASecond("the refresh interval", refresh);
      atLeastASecond("the state time-out", stateTimeout);
      if (answerLimit < 1) {
        throw new IllegalArgumentException(
            "the limit of an answer is " + answerLimit + " bytes; it must be at least 1");
      }
    }

    private static void atLeastASecond(String what, Duration duration) {
      if (duration.compareTo(LEAST) < 0) {
        throw new IllegalArgumentException(what + " is " + duration + "; it must be at least 1 s");
      }
    }

    /**
     * Reads {@code zk://…/path}, or {@code host:port[,host:port…]}; the rest as by default.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Masters at(String masters) {
      MesosOptions parsed = MesosOptions.of(masters);
      return new Masters(
          parsed.zooKeeper(),
          parsed.masters(),
          DEFAULT_REFRESH,
          DEFAULT_STATE_TIMEOUT,
          DEFAULT_ANSWER_LIMIT,
          Optional.empty(),
          Optional.empty());
    }

    /** For a line in the log. */
    @Override
    public String toString() {
      String elected = zooKeeper.map(url -> "the master that " + url + " elects").orElse("");
      String listed =
          addresses.stream()
              .map(MasterAddress::toString)
              .collect(Collectors.joining(", ", "masters ", ""));
      return addresses.isEmpty()
          ? elected
          : elected.isEmpty() ? listed : elected + " (" + listed + ")";
    }
  }

  /** What logs in to the masters. */
  public sealed interface Login {

    /** HTTP Basic. */
    record Basic(String principal, String secret) implements Login {
      @Override
      public String toString() {
        return "Basic[" + principal + "]";
      }
    }

    /**
     * A service account of DC/OS.
     *
     * @param setting what named the file, for messages
     * @param file JSON: {@code uid}, {@code private_key}, {@code login_endpoint}
     */
    record Iam(String setting, Path file) implements Login {}
  }

  /**
   * ServerSets whose members are followed.
   *
   * @param path absolute; every set at or below it
   */
  public record ServerSets(ZooKeeperUrl zooKeeper, String path) {

    public static final String DEFAULT_PATH = "/aurora";

    /** For a line in the log. */
    @Override
    public String toString() {
      return zooKeeper + " below " + path;
    }
  }

  /**
   * The file that keeps the last snapshot.
   *
   * @param owner what it is kept for; a file that another owner wrote is not used
   */
  public record Snapshot(Path file, String owner) {}

  /** Masters alone, all else by default; {@code masters} as {@link Masters#at} reads them. */
  public static FollowSettings ofMasters(String masters) {
    return new FollowSettings(Masters.at(masters), Optional.empty(), Optional.empty());
  }

  public FollowSettings withServerSets(ServerSets sets) {
    return new FollowSettings(masters, Optional.of(sets), snapshot);
  }

  public FollowSettings withSnapshot(Snapshot kept) {
    return new FollowSettings(masters, serverSets, Optional.of(kept));
  }

  public FollowSettings withoutSnapshot() {
    return new FollowSettings(masters, serverSets, Optional.empty());
  }

  /**
   * What makes it this cluster: no credentials, and the order of writing does not count. Snapshots
   * on disk carry it, so its form stays.
   */
  String identity() {
    String elected =
        masters
            .zooKeeper()
            .map(zk -> "masters of zk://" + sorted(zk.connectString().split(",", -1)) + zk.path())
            .orElseGet(
                () ->
                    "masters "
                        + sorted(
                            masters.addresses().stream()
                                .map(MasterAddress::toString)
                                .toArray(String[]::new)));
    return elected
        + serverSets.map(sets -> ", " + sets.zooKeeper() + " below " + sets.path()).orElse("");
  }

  private static String sorted(String[] addresses) {
    return Stream.of(addresses).sorted().collect(Collectors.joining(","));
  }
}
