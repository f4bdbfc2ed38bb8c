/**
 * What a node of a ServerSet does to each known reader: which miss the member, which lose the whole
 * set over it, which take for a member what is not one.
 *
 * <p>Functions over bytes; the rules are measured on the readers themselves and held to them by the
 * interop tests. {@code TreeLint} alone reads ZooKeeper.
 */
@NullMarked
package io.herald.serverset.lint;

import org.jspecify.annotations.NullMarked;
