package io.herald.serverset.membership;

/**
 * A node that we made.
 *
 * @param name {@code member_0000000012}
 * @param owner the session that made it
 * @param createdIn ZooKeeper's id of the transaction that made it: tells it from a later node of
 *     the same name, should the parent be deleted and made again
 */
record OwnNode(String name, long owner, long createdIn) {}
