/** A master's candidature in ZooKeeper. Knows nothing of what a master does. */
@NullMarked
package io.herald.minimesos.election;

import org.jspecify.annotations.NullMarked;
