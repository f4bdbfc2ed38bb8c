/**
 * Follows a Mesos master: what it says becomes frameworks, agents, tasks and masters of the
 * catalog.
 *
 * <p>Two readers (the operator API's messages, {@code GET /state}) give the same nouns; one mirror
 * keeps the portion of the catalog true and never forgets a living task; one source does the I/O.
 * What may not live here: anything about names, addresses to publish, or DNS.
 */
@NullMarked
package io.herald.catalog.source.mesos;

import org.jspecify.annotations.NullMarked;
