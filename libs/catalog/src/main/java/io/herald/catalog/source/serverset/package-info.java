/**
 * Follows ServerSets: their members become announcements of the catalog. What may not live here:
 * how ZooKeeper is read and what a member's JSON says, which is the business of the ServerSet
 * library.
 */
@NullMarked
package io.herald.catalog.source.serverset;

import org.jspecify.annotations.NullMarked;
