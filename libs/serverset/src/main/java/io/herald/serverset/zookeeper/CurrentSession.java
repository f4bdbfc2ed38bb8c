package io.herald.serverset.zookeeper;

import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper's own client below Curator: one handle is one session. */
public final class CurrentSession {

  private CurrentSession() {}

  /**
   * The handle of the present session. Blocks while Curator connects.
   *
   * @throws KeeperException if there is no connection
   */
  public static ZooKeeper of(CuratorFramework client) throws KeeperException, InterruptedException {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (KeeperException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Curator declares Exception; any other one means that the connection is lost.
      KeeperException lost = new KeeperException.ConnectionLossException();
      lost.initCause(e);
      throw lost;
    }
  }
}
