/**
 * Who leads: from ZooKeeper, as masters register there, or from a fixed list. Nothing here talks to
 * a master.
 */
@NullMarked
package io.herald.mesos.leader;

import org.jspecify.annotations.NullMarked;
