/** The one thread that owns the state of master and agents, and its timers. Nothing of Mesos. */
@NullMarked
package io.herald.minimesos.loop;

import org.jspecify.annotations.NullMarked;
