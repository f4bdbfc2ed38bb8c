/**
 * A task as a member of its job's ServerSet: when it is one, under which path, with which
 * endpoints.
 *
 * <p>Nothing here knows of Mesos or processes; ZooKeeper's ways are those of {@code
 * io.herald.serverset}.
 */
@NullMarked
package io.herald.executor.announce;

import org.jspecify.annotations.NullMarked;
