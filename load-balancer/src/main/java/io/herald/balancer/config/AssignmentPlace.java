package io.herald.balancer.config;

import io.herald.mesos.leader.ZooKeeperUrl;
import java.nio.file.Path;

/** Where the addresses of names are kept. */
public sealed interface AssignmentPlace {

  /** Nowhere: they are given anew at each start, in the order of the names. */
  record Nowhere() implements AssignmentPlace {}

  /** In a file, for one balancer alone. */
  record InFile(Path path) implements AssignmentPlace {}

  /** In a node of ZooKeeper, which all balancers with this URL share. */
  record InZooKeeper(ZooKeeperUrl url) implements AssignmentPlace {}

  /**
   * Reads {@code zk://host:2181/herald/vips}, or the path of a file.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static AssignmentPlace parse(String text) {
    if (!ZooKeeperUrl.matches(text)) {
      return new InFile(Path.of(text).toAbsolutePath().normalize());
    }
    ZooKeeperUrl url = ZooKeeperUrl.parse(text);
    if (url.path().equals("/")) {
      throw new IllegalArgumentException("the node is missing; write zk://host:2181/herald/vips");
    }
    return new InZooKeeper(url);
  }
}
