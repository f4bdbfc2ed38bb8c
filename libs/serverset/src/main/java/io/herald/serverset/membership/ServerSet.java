package io.herald.serverset.membership;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Turns;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.member.WeightVector;
import io.herald.serverset.zookeeper.NodeAcls;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/**
 * A set that can be joined. Immutable, safe for any thread.
 *
 * <pre>{@code
 * try (ZooKeeperConnection zooKeeper = ZooKeeperConnection.open(ZooKeeperOptions.of("h1,h2,h3"));
 *     Membership membership =
 *         new ServerSet(zooKeeper, ServerSetPath.of("/aurora", "www", "prod", "hello"))
 *             .join(Member.alive(new Endpoint("agent1", 31000), Map.of(), 0))) {
 *   serve();
 * }
 * }</pre>
 */
public final class ServerSet {

  private static final String VECTOR_PREFIX = "vector_";

  private final CuratorFramework client;
  private final MemberNodes.Chroot chroot;
  private final NodeAcls acls;
  private final ServerSetPath path;
  private final MembershipOptions options;
  private final Optional<NamedScheduler> threads;

  /** Joining creates the connection's chroot, however deep, if it is missing. */
  public ServerSet(ZooKeeperConnection connection, ServerSetPath path) {
    this(
        connection.client(),
        connection::makeChroot,
        connection.acls(),
        path,
        MembershipOptions.DEFAULT,
        Optional.empty());
  }

  /**
   * The same, on threads that many memberships share; without them each has a thread of its own.
   *
   * @param threads their owner's to end, after the memberships have left or the connection is
   *     closed
   */
  public ServerSet(ZooKeeperConnection connection, ServerSetPath path, NamedScheduler threads) {
    this(
        connection.client(),
        connection::makeChroot,
        connection.acls(),
        path,
        MembershipOptions.DEFAULT,
        Optional.of(threads));
  }

  /**
   * With a client of one's own, which stays its owner's to close.
   *
   * @param client started, without a namespace; the parent of its chroot has to be there
   */
  public ServerSet(
      CuratorFramework client, NodeAcls acls, ServerSetPath path, MembershipOptions options) {
    this(
        client,
        () -> {
          throw new KeeperException.NoNodeException("/");
        },
        acls,
        path,
        options,
        Optional.empty());
  }

  private ServerSet(
      CuratorFramework client,
      MemberNodes.Chroot chroot,
      NodeAcls acls,
      ServerSetPath path,
      MembershipOptions options,
      Optional<NamedScheduler> threads) {
    this.threads = threads;
    this.chroot = chroot;
    this.client = requireNonNull(client, "client");
    this.acls = requireNonNull(acls, "acls");
    this.path = requireNonNull(path, "path");
    this.options = requireNonNull(options, "options");
  }

  /** As {@link #join(Member, MembershipListener)}, for those who only ask for the state. */
  public Membership join(Member member) {
    return join(member, state -> {});
  }

  /**
   * Joins in the background and returns at once; whether and when it became a member is the {@link
   * Membership}'s state. ZooKeeper need not be there yet.
   *
   * <p>One session joins a set once with one member: to join twice with equal members over the same
   * connection is the caller's error, and the two would share one node.
   *
   * @throws IllegalArgumentException if the member is not alive or too large
   */
  public Membership join(Member member, MembershipListener listener) {
    return join(ServerSetPath.MEMBER_PREFIX, MemberJson.write(member), listener);
  }

  /**
   * Publishes a weight in the background, for as long as the membership that is returned; kept up
   * as a member is.
   */
  public Membership publish(WeightVector vector) {
    return join(VECTOR_PREFIX, vector.write(), state -> {});
  }

  private Membership join(String prefix, byte[] data, MembershipListener listener) {
    MemberNodes nodes = new MemberNodes(client, chroot, acls, path, prefix, data);
    NamedScheduler turnsOn = threads.orElseGet(() -> ownThread(path));
    Membership membership =
        new Membership(
            nodes,
            client,
            options,
            listener,
            new Turns(turnsOn),
            threads.isPresent() ? () -> {} : turnsOn::shutdown);
    membership.start();
    return membership;
  }

  private static NamedScheduler ownThread(ServerSetPath path) {
    NamedScheduler thread = new NamedScheduler("serverset " + path);
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return thread;
  }

  public ServerSetPath path() {
    return path;
  }
}
