package io.herald.serverset.membership;

import java.util.OptionalLong;
import org.apache.zookeeper.data.Stat;

/**
 * A node that we made.
 *
 * @param name {@code member_0000000012}
 * @param owner the session that made it
 * @param createdIn ZooKeeper's id of the transaction that made it: distinguishes it from a later
 *     node of the same name, should the parent be deleted and made again; empty if we may not read
 *     it
 */
record OwnNode(String name, long owner, OptionalLong createdIn) {

  static OwnNode of(String name, Stat stat) {
    return new OwnNode(name, stat.getEphemeralOwner(), OptionalLong.of(stat.getCzxid()));
  }

  /** Whether the node of this name is still the one that we made. */
  boolean isMadeAs(Stat stat) {
    return createdIn.isPresent()
        ? createdIn.getAsLong() == stat.getCzxid()
        : owner == stat.getEphemeralOwner();
  }
}
