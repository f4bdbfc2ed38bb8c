/**
 * Questions to a task on its own host: a connection, an HTTP request, each on a connection of its
 * own that is closed after the answer, each within one time for all of it.
 *
 * <p>What an answer means, the caller decides.
 */
@NullMarked
package io.herald.executor.probe;

import org.jspecify.annotations.NullMarked;
