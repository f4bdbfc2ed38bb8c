/**
 * The last snapshot of a cluster on disk, for a restart while its master is down: the file's
 * format, and the thread that writes it. Nothing here follows a cluster.
 */
@NullMarked
package io.herald.catalog.saved;

import org.jspecify.annotations.NullMarked;
