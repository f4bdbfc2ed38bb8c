package io.herald.serverset.zookeeper;

import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/**
 * The ACLs that new nodes get. Nodes that exist keep theirs.
 *
 * <p>ZooKeeper checks the right to create and delete a node at its parent: who may create below a
 * parent that we made is decided by {@code parents}, not by {@code members}.
 *
 * @param members for members
 * @param parents for parents that have to be made
 */
public record NodeAcls(List<ACL> members, List<ACL> parents) {

  /** Everybody may do everything: ZooKeeper's {@code world:anyone:cdrwa}. */
  public static final NodeAcls OPEN =
      new NodeAcls(ZooDefs.Ids.OPEN_ACL_UNSAFE, ZooDefs.Ids.OPEN_ACL_UNSAFE);

  public NodeAcls {
    members = List.copyOf(members);
    parents = List.copyOf(parents);
  }

  /** Counts only: the ids may hold hashes of passwords. */
  @Override
  public String toString() {
    return members.size() + " ACL entries for members, " + parents.size() + " for parents";
  }
}
