package io.herald.serverset.membership;

import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.CurrentSession;
import io.herald.serverset.zookeeper.NodeAcls;
import io.herald.serverset.zookeeper.PersistentNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single steps of a membership in ZooKeeper, each blocking, none repeated.
 *
 * <p>They go to ZooKeeper's own client, not through Curator's builders: those repeat a create whose
 * answer was lost, and so may make two members of one session. One handle is one session, which is
 * the other thing that the builders hide.
 */
class MemberNodes {

  private static final Logger LOG = LoggerFactory.getLogger(MemberNodes.class);

  /** Makes the nodes above and at the client's root, which the client itself can't see. */
  @FunctionalInterface
  interface Chroot {
    void make() throws KeeperException, InterruptedException;
  }

  private final CuratorFramework client;
  private final Chroot chroot;
  private final NodeAcls acls;
  private final ServerSetPath group;
  private final String prefix;
  private final byte[] data;

  /**
   * @param prefix of the node's name; ZooKeeper numbers it
   */
  MemberNodes(
      CuratorFramework client,
      Chroot chroot,
      NodeAcls acls,
      ServerSetPath group,
      String prefix,
      byte[] data) {
    this.client = client;
    this.chroot = chroot;
    this.acls = acls;
    this.group = group;
    this.prefix = prefix;
    this.data = data.clone();
  }

  ServerSetPath group() {
    return group;
  }

  String servers() {
    return client.getZookeeperClient().getCurrentConnectionString();
  }

  boolean isConnected() {
    return client.getZookeeperClient().isConnected();
  }

  /** Whether the client was closed, and its session with it. */
  boolean isClosed() {
    return client.getState() == CuratorFrameworkState.STOPPED;
  }

  /** The client of the present session. */
  ZooKeeper handle() throws KeeperException, InterruptedException {
    return CurrentSession.of(client);
  }

  /**
   * Makes the member's node, and its parents if need be.
   *
   * @return the node's name
   */
  String create(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    try {
      return createMember(zooKeeper);
    } catch (KeeperException.NoNodeException e) {
      createParents(zooKeeper);
      return createMember(zooKeeper);
    }
  }

  /** What is seen of a node. */
  sealed interface Sight {

    record Missing() implements Sight {}

    /** It is there, but we may not read it (newer servers want that right even for its stat). */
    record Hidden() implements Sight {}

    record Seen(Stat stat) implements Sight {}
  }

  /** The node as it is, and, unless it is hidden, a watch on what happens to it. */
  Sight look(ZooKeeper zooKeeper, String name, Watcher watcher)
      throws KeeperException, InterruptedException {
    try {
      Stat stat = zooKeeper.exists(group.child(name).value(), watcher);
      return stat == null ? new Sight.Missing() : new Sight.Seen(stat);
    } catch (KeeperException.NoAuthException e) {
      return new Sight.Hidden();
    }
  }

  /**
   * Whether the node still holds our bytes. Asks only for its version, which can't be reset: a node
   * that was never written to holds what it was made with.
   */
  boolean isUntouched(Stat stat) {
    return stat.getVersion() == 0 && stat.getDataLength() == data.length;
  }

  /**
   * The members that one of these sessions made with our bytes, as the ensemble's leader knows
   * them. What we may not read is taken for another's.
   */
  List<OwnNode> findOwn(ZooKeeper zooKeeper, Set<Long> sessions)
      throws KeeperException, InterruptedException {
    // The server that answers may lag behind the one that made the node.
    sync(zooKeeper);
    List<String> names;
    try {
      names = zooKeeper.getChildren(group.value(), false);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    } catch (KeeperException.NoAuthException e) {
      LOG.warn(
          "{}: permission to list it is missing, so a create whose answer was lost can't be"
              + " checked; grant read, or there may be two members until the session ends",
          group);
      return List.of();
    }
    List<OwnNode> own = new ArrayList<>();
    for (String name : names) {
      if (!name.startsWith(prefix)) {
        continue;
      }
      String path = group.child(name).value();
      try {
        Stat stat = zooKeeper.exists(path, false);
        if (stat != null
            && sessions.contains(stat.getEphemeralOwner())
            && Arrays.equals(data, zooKeeper.getData(path, false, stat))) {
          own.add(OwnNode.of(name, stat));
        }
      } catch (KeeperException.NoNodeException | KeeperException.NoAuthException e) {
        // Gone since it was listed, or made with another's rights: not ours.
        LOG.debug("{}: not ours", path, e);
      }
    }
    return own;
  }

  /** Deletes our node; nothing to do if it is gone or the name is another node's by now. */
  void delete(ZooKeeper zooKeeper, OwnNode node) throws KeeperException, InterruptedException {
    String path = group.child(node.name()).value();
    Sight sight = look(zooKeeper, node.name(), event -> {});
    if (sight instanceof Sight.Missing
        || (sight instanceof Sight.Seen seen && !node.isMadeAs(seen.stat()))) {
      return;
    }
    try {
      zooKeeper.delete(path, -1);
    } catch (KeeperException.NoNodeException e) {
      // Gone since we looked: as it should be.
    }
  }

  private String createMember(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    String path =
        zooKeeper.create(
            group.child(prefix).value(), data, acls.members(), CreateMode.EPHEMERAL_SEQUENTIAL);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void createParents(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    PersistentNodes parents = new PersistentNodes(acls);
    try {
      // The root itself may be missing when the client has a chroot.
      parents.makeOne(zooKeeper, "/");
    } catch (KeeperException.NoNodeException e) {
      chroot.make();
    }
    parents.make(zooKeeper, group.value());
  }

  private void sync(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    zooKeeper.sync(group.value(), (code, path, context) -> answer.complete(code), null);
    try {
      KeeperException.Code code = KeeperException.Code.get(answer.get());
      if (code != KeeperException.Code.OK) {
        throw KeeperException.create(code, group.value());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the answer to a sync is never exceptional", e);
    }
  }
}
