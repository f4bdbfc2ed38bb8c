package io.herald.serverset.zookeeper;

import java.util.ArrayList;
import java.util.Collections;
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
    members = copy(members);
    parents = copy(parents);
  }

  /**
   * Not {@link List#copyOf}: ZooKeeper asks each list whether it contains null, which that one
   * refuses.
   */
  private static List<ACL> copy(List<ACL> acl) {
    return Collections.unmodifiableList(new ArrayList<>(acl));
  }

  /** Counts only: the ids may hold hashes of passwords. */
  @Override
  public String toString() {
    return members.size() + " ACL entries for members, " + parents.size() + " for parents";
  }
}
