/**
 * What a node of a ServerSet does to each known reader: which miss the member, which lose the whole
 * set over it, which take for a member what is none.
 *
 * <p>Functions over bytes; the rules are measured on the readers themselves and held to them by the
 * interop tests. Reading ZooKeeper is not this package's business.
 */
@NullMarked
package io.herald.serverset.lint;

import org.jspecify.annotations.NullMarked;
