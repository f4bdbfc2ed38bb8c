/**
 * Where else than in ZooKeeper a command is announced: what such a place says of itself. The places
 * themselves may not live here, as not every package has them.
 */
@NullMarked
package io.herald.launcher.announcing;

import org.jspecify.annotations.NullMarked;
