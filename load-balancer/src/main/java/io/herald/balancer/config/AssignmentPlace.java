package io.herald.balancer.config;

import io.herald.mesos.leader.ZooKeeperUrl;
import java.nio.file.Path;
import java.util.Optional;

/** Where what was given out is kept: addresses of names, ports of services. */
public sealed interface AssignmentPlace {

  /** Nowhere: they are given anew at each start, in the order of the names. */
  record Nowhere() implements AssignmentPlace {}

  /** In a file, for one balancer alone. */
  record InFile(Path path) implements AssignmentPlace {}

  /** In a node of ZooKeeper, which all balancers with this URL share. */
  record InZooKeeper(ZooKeeperUrl url) implements AssignmentPlace {}

  /**
   * Where service ports are kept beside it: in a node of the same ZooKeeper, called like this one
   * and {@code -web-ports}; in the folder.
   *
   * @param folder empty: there is none
   */
  default AssignmentPlace ofPorts(Optional<Path> folder) {
    if (this instanceof InZooKeeper node) {
      return new InZooKeeper(
          new ZooKeeperUrl(
              node.url().connectString(), node.url().path() + "-web-ports", node.url().digest()));
    }
    return folder
        .<AssignmentPlace>map(path -> new InFile(path.resolve("web-ports")))
        .orElse(new Nowhere());
  }

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
