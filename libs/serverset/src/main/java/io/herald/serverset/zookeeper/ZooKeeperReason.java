package io.herald.serverset.zookeeper;

import io.herald.runtime.failure.Reason;
import java.util.Locale;
import org.apache.zookeeper.KeeperException;

/**
 * Why ZooKeeper did not do what it was asked, as a clause that stands behind a colon: in words,
 * without ZooKeeper's error codes and class names.
 */
public final class ZooKeeperReason {

  private ZooKeeperReason() {}

  /** The reason of any failure; of those that are not ZooKeeper's as {@link Reason} says it. */
  public static String of(Throwable failure) {
    return failure instanceof KeeperException keeper ? of(keeper) : Reason.of(failure);
  }

  private static String of(KeeperException failure) {
    String path = failure.getPath() == null ? "" : " " + failure.getPath();
    return switch (failure.code()) {
      case NOAUTH ->
          "ZooKeeper denies access to"
              + (path.isEmpty() ? " the node" : path)
              + "; check the credentials and the ACLs of the node and its parent";
      case AUTHFAILED -> "ZooKeeper rejects the credentials; check the auth file";
      case INVALIDACL -> "ZooKeeper rejects the ACLs of the new node; check the auth file";
      case NONODE -> "the node" + path + " does not exist";
      case NODEEXISTS -> "the node" + path + " exists already";
      case NOTEMPTY -> "the node" + path + " has children";
      case BADVERSION -> "the node" + path + " was changed meanwhile";
      case NOCHILDRENFOREPHEMERALS ->
          "the parent is an ephemeral node, which can't have children; use another path";
      case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED -> "the connection to ZooKeeper was lost";
      case OPERATIONTIMEOUT, REQUESTTIMEOUT -> "ZooKeeper did not answer in time";
      case NOTREADONLY -> "the ZooKeeper server is read-only: it has no quorum";
      case QUOTAEXCEEDED ->
          "a quota in ZooKeeper is exceeded" + (path.isEmpty() ? "" : " at" + path);
      default -> "ZooKeeper answered \"" + words(failure.code()) + "\"";
    };
  }

  private static String words(KeeperException.Code code) {
    return code.name().toLowerCase(Locale.ROOT);
  }
}
