/**
 * What goes wrong and how the source stands: faults, skipped items, the status that {@code /v1}
 * shows. Counts and remembers; decides nothing.
 */
@NullMarked
package io.herald.catalog.source.mesos.status;

import org.jspecify.annotations.NullMarked;
