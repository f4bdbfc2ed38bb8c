package io.herald.balancer.control;

import io.herald.minizookeeper.MiniZooKeeper;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooDefs;

/** What replicas share in the tests' ZooKeeper. */
final class KeptInZooKeeper {

  private KeptInZooKeeper() {}

  /**
   * A connection of its own to the node.
   *
   * @param what stands there, for people
   */
  static ZooKeeperAssignmentStore open(MiniZooKeeper zooKeeper, String node, String what) {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(zooKeeper.connectString())
            .sessionTimeoutMs(10_000)
            .connectionTimeoutMs(1000)
            .retryPolicy(new RetryOneTime(50))
            .ensembleTracker(false)
            .build();
    client.start();
    return new ZooKeeperAssignmentStore(client, client, node, ZooDefs.Ids.OPEN_ACL_UNSAFE, what);
  }
}
