/**
 * ServerSet announcements in DNS: the names that they have of their own, and the ports that they
 * add to the task that they belong to.
 *
 * <p>It stands between the catalog and the naming of Mesos' entities: batches pass through and
 * tasks leave it with the ports that were announced for them, so that whatever names a task has,
 * its announced ports have them too. What may not live here: how a task is named, how ZooKeeper is
 * read.
 */
@NullMarked
package io.herald.dns.naming.announcement;

import org.jspecify.annotations.NullMarked;
