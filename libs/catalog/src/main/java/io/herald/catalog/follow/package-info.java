/**
 * How a command follows a cluster: masters and ServerSets into one catalog, by one record of
 * settings.
 *
 * <p>What lives here: those settings with their defaults and ranges, the parameters that set them,
 * and what is made of them: sources, logins and trust, the snapshot on disk. What may not: what a
 * command makes of the catalog.
 */
@NullMarked
package io.herald.catalog.follow;

import org.jspecify.annotations.NullMarked;
