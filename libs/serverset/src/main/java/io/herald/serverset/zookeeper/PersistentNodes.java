package io.herald.serverset.zookeeper;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** Creates the empty persistent nodes above members. Safe for any thread. */
public final class PersistentNodes {

  private final NodeAcls acls;

  /**
   * @param acls of which the new nodes get those of parents
   */
  public PersistentNodes(NodeAcls acls) {
    this.acls = acls;
  }

  /**
   * Makes a node and all above it, where they are missing.
   *
   * @param path absolute, not the root
   */
  public void make(ZooKeeper zooKeeper, String path) throws KeeperException, InterruptedException {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      makeOne(zooKeeper, path.substring(0, slash));
    }
    makeOne(zooKeeper, path);
  }

  /**
   * Makes a node whose parent is there. Looks first: where we may not create, ZooKeeper answers a
   * create with "no right" even if the node is there.
   *
   * @param path absolute; the root, {@code /}, is a client's chroot
   */
  public void makeOne(ZooKeeper zooKeeper, String path)
      throws KeeperException, InterruptedException {
    if (zooKeeper.exists(path, false) != null) {
      return;
    }
    try {
      zooKeeper.create(path, new byte[0], acls.parents(), CreateMode.PERSISTENT);
    } catch (KeeperException.NodeExistsException e) {
      // Another client was faster.
    }
  }
}
