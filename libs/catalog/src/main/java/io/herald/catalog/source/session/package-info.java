/**
 * How a source's session with ZooKeeper stands.
 *
 * <p>What may not live here: what is read from ZooKeeper.
 */
@NullMarked
package io.herald.catalog.source.session;

import org.jspecify.annotations.NullMarked;
