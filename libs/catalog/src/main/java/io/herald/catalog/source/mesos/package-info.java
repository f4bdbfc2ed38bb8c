/**
 * Follows a Mesos cluster: what the leading master says becomes frameworks, agents, tasks and
 * masters of the catalog. {@link MesosSource} and {@link MesosOptions} are all that others need.
 *
 * <pre>
 *   mesos ──► schedule ──► mirror ──► reading ──► status
 *                 │                      ▲
 *                 └──► reading.json ─────┘
 * </pre>
 *
 * <p>{@code reading} turns messages and documents into the catalog's nouns, {@code mirror} keeps
 * the source's part of the catalog equal to them and never forgets a living task, {@code schedule}
 * does the I/O and decides when to ask for what, {@code status} counts faults and skipped items.
 * What may not live here: anything about names, addresses to publish, or DNS.
 */
@NullMarked
package io.herald.catalog.source.mesos;

import org.jspecify.annotations.NullMarked;
