package io.herald.catalog.source.serverset;

import static java.util.Objects.requireNonNull;

import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperOptions;

/**
 * Which ServerSets to follow.
 *
 * @param zooKeeper where they are, and who we are there
 * @param root every set at or below it is followed
 */
public record ServerSetOptions(ZooKeeperOptions zooKeeper, ServerSetPath root) {

  public ServerSetOptions {
    requireNonNull(zooKeeper, "zooKeeper");
    requireNonNull(root, "root");
  }

  /**
   * The sets below {@code root} of the ensemble at {@code address}.
   *
   * @param address {@code host:port,…/chroot} or {@code zk://user:password@host:port,…/chroot}
   * @throws IllegalArgumentException if either is malformed; the message holds no credential
   */
  public static ServerSetOptions of(String address, String root) {
    return new ServerSetOptions(ZooKeeperOptions.of(address), new ServerSetPath(root));
  }
}
