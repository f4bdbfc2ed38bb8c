/**
 * ServerSets in ZooKeeper, as Aurora, Finagle and Armeria know them; usable on its own.
 *
 * <p>The rooms: {@code member} holds the nouns and their JSON, {@code zookeeper} the connection,
 * {@code membership} joins a set and stays in it, {@code monitor} reads and follows sets. Nothing
 * here knows of Mesos, jobs or DNS.
 */
@NullMarked
package io.herald.serverset;

import org.jspecify.annotations.NullMarked;
