/**
 * The way to ZooKeeper: where it is, how to authenticate, which ACLs new nodes get, the connection.
 *
 * <p>Secrets enter here and are never logged or printed. What is stored in ZooKeeper is not known
 * here.
 */
@NullMarked
package io.herald.serverset.zookeeper;

import org.jspecify.annotations.NullMarked;
