/**
 * A task as a member of its job's ServerSet: when it is one, under which path, with which
 * endpoints.
 *
 * <p>Nothing here knows of Mesos or processes; {@code io.herald.serverset} talks to ZooKeeper.
 */
@NullMarked
package io.herald.executor.announce;

import org.jspecify.annotations.NullMarked;
