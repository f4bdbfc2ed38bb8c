/**
 * What a ServerSet is made of: its path, its members, and their bytes in ZooKeeper.
 *
 * <p>Immutable values and pure functions only; nothing here does I/O.
 */
@NullMarked
package io.herald.serverset.member;

import org.jspecify.annotations.NullMarked;
