/**
 * What {@code herald announce} can do beside announcing a command in ZooKeeper: other places, and
 * whole agents; what each says of itself. They themselves may not live here, as not every package
 * has them.
 */
@NullMarked
package io.herald.launcher.announcing;

import org.jspecify.annotations.NullMarked;
