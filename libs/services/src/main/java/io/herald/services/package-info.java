/**
 * The services of a cluster for every reader: the instances of each, how they are reached and
 * whether they count. {@link io.herald.services.Services} follows the catalog, joins announcements
 * with tasks, resolves hosts, and reports batch by batch what changed and which services that
 * touches.
 *
 * <p>What may not live here: what a reader makes of a service (DNS names, HTTP, load balancing,
 * files), and how a cluster is read.
 */
@NullMarked
package io.herald.services;

import org.jspecify.annotations.NullMarked;
