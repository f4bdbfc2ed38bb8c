/**
 * The services of a cluster as they change: a bounded log of changes with a revision for each,
 * filters, watches that begin with a snapshot or go on where an earlier one ended, and waiting for
 * the next change of something. Knows no wire format: no HTTP, no JSON.
 */
@NullMarked
package io.herald.watch;

import org.jspecify.annotations.NullMarked;
