package io.herald.executor.announce;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.StaleMemberPolicy;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.MembershipListener;
import io.herald.serverset.membership.StaleMembers;
import io.herald.serverset.zookeeper.AuthFileException;
import io.herald.serverset.zookeeper.ConnectString;
import io.herald.serverset.zookeeper.ZooKeeperAuth;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announcers that are members of a ServerSet, over one connection to ZooKeeper.
 *
 * <p>The connection is opened with the first announcer; without one there is none. All announcers
 * share its few threads. For use by one thread.
 */
public final class ServerSetAnnouncers implements Announcers {

  private static final Logger log = LoggerFactory.getLogger(ServerSetAnnouncers.class);

  private final Optional<ZooKeeperOptions> ensemble;
  private final boolean weights;
  private final StaleMemberPolicy staleMembers;
  private final Supplier<NamedScheduler> threads;
  private @Nullable Session session;

  /** What there is from the first announcer on. */
  private record Session(ZooKeeperConnection connection, NamedScheduler threads) {}

  private ServerSetAnnouncers(
      Optional<ZooKeeperOptions> ensemble,
      boolean weights,
      StaleMemberPolicy staleMembers,
      Supplier<NamedScheduler> threads) {
    this.ensemble = ensemble;
    this.weights = weights;
    this.staleMembers = staleMembers;
    this.threads = threads;
  }

  /**
   * Reads the options and the auth file that they name.
   *
   * @throws IllegalArgumentException with a sentence, if the ensemble's address or the auth file is
   *     not usable
   */
  public static ServerSetAnnouncers of(ExecutorOptions options) {
    return of(options, () -> new NamedScheduler("announcer"));
  }

  /**
   * The same, without a thread of its own while there is nothing to do.
   *
   * @param clock keeps what is for later, as a look at the member each half a minute
   * @throws IllegalArgumentException as {@link #of(ExecutorOptions)}
   */
  public static ServerSetAnnouncers of(ExecutorOptions options, NamedScheduler clock) {
    return of(options, () -> new NamedScheduler("announcer", 1, clock));
  }

  /**
   * The same, for many tasks.
   *
   * @param threads that wait for ZooKeeper's answers, for all tasks together
   * @throws IllegalArgumentException as {@link #of(ExecutorOptions)}
   */
  public static ServerSetAnnouncers of(ExecutorOptions options, int threads) {
    return of(options, () -> new NamedScheduler("announcer", threads));
  }

  private static ServerSetAnnouncers of(ExecutorOptions options, Supplier<NamedScheduler> threads) {
    return new ServerSetAnnouncers(
        options.announcerEnsemble().map(text -> read(text, options)),
        options.announcerWeights(),
        options.staleMembers(),
        threads);
  }

  @Override
  public Announcer of(AnnounceRequest announcement) {
    return of(announcement, state -> {});
  }

  /**
   * The same.
   *
   * @param listener hears of the task's membership, in threads of the announcers
   */
  public Announcer of(AnnounceRequest announcement, MembershipListener listener) {
    if (ensemble.isEmpty()) {
      return Announcer.none();
    }
    Session used = session();
    return new ServerSetAnnouncer(
        used.connection(), used.threads(), announcement, weights, staleMembers, listener);
  }

  /**
   * The members of a set that an earlier process of the same owner left, whose session is not over
   * yet: those that say so in their metadata. Completed in a thread of the announcers,
   * exceptionally with an {@link IOException} if the set can't be read.
   */
  public CompletableFuture<List<StaleMembers.Stale>> leftBehind(
      ServerSetPath group, String key, String owner) {
    Session used = session();
    CompletableFuture<List<StaleMembers.Stale>> found = new CompletableFuture<>();
    submit(
        used,
        () -> {
          try {
            found.complete(new StaleMembers(used.connection(), group).ofOtherSessions(key, owner));
          } catch (IOException e) {
            found.completeExceptionally(e);
          }
        });
    return found;
  }

  /** Removes a member that was left behind, in the background; it is tried once. */
  public void remove(ServerSetPath group, StaleMembers.Stale member) {
    Session used = session();
    submit(
        used,
        () -> {
          try {
            new StaleMembers(used.connection(), group).remove(member);
            log.info("{}/{}: removed, as an earlier process made it", group, member.nodeName());
          } catch (IOException e) {
            log.warn("{}: {}; it goes with its session", group, e.getMessage());
          }
        });
  }

  private static void submit(Session session, Runnable work) {
    try {
      session.threads().execute(work);
    } catch (RejectedExecutionException e) {
      log.debug("the connection is closed; nothing more is done", e);
    }
  }

  private Session session() {
    if (session == null) {
      NamedScheduler shared = threads.get();
      shared.setRemoveOnCancelPolicy(true);
      shared.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      session = new Session(ZooKeeperConnection.open(ensemble.orElseThrow()), shared);
    }
    return session;
  }

  @Override
  public void close() {
    if (session != null) {
      session.connection().close();
      session.threads().shutdown();
    }
  }

  private static ZooKeeperOptions read(String text, ExecutorOptions options) {
    ConnectString servers;
    try {
      servers = ConnectString.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--announcer-ensemble: " + e.getMessage(), e);
    }
    ZooKeeperAuth auth = ZooKeeperAuth.NONE;
    if (options.zookeeperAuthConfig().isPresent()) {
      try {
        auth = ZooKeeperAuth.read(options.zookeeperAuthConfig().get());
      } catch (AuthFileException e) {
        throw new IllegalArgumentException(
            "--announcer-zookeeper-auth-config: " + e.getMessage(), e);
      }
    }
    return new ZooKeeperOptions(servers, auth, options.zookeeperSessionTimeout());
  }
}
