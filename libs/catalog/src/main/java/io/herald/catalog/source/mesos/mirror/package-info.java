/**
 * The source's part of the catalog, kept equal to what a master says: snapshot by snapshot, event
 * by event, over failovers. No I/O, no threads, no clock but the one that is passed in.
 */
@NullMarked
package io.herald.catalog.source.mesos.mirror;

import org.jspecify.annotations.NullMarked;
