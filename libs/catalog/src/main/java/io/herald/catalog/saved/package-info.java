/**
 * The last snapshot of a cluster on disk, for a restart while its master is down: a file's format,
 * and who writes it in the background. Nothing here follows anything, and nobody waits for a disk.
 */
@NullMarked
package io.herald.catalog.saved;

import org.jspecify.annotations.NullMarked;
