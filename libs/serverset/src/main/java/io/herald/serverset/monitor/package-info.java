/**
 * Reading ServerSets: once, or following one set or a whole tree of them.
 *
 * <p>One malformed member never hides the others. Nothing here writes to ZooKeeper.
 */
@NullMarked
package io.herald.serverset.monitor;

import org.jspecify.annotations.NullMarked;
