/**
 * ServerSet announcements and the tasks they belong to: announced ports become ports of the task.
 *
 * <p>What may not live here: how ZooKeeper is read, and what an announcement is called in DNS.
 */
@NullMarked
package io.herald.services.announcement;

import org.jspecify.annotations.NullMarked;
