/**
 * The names that ServerSet announcements have of their own, below {@code announced} in the domain.
 *
 * <p>What may not live here: how an announcement is joined with its task, whose names its ports
 * have too; see {@link io.herald.services.announcement}.
 */
@NullMarked
package io.herald.dns.naming.announcement;

import org.jspecify.annotations.NullMarked;
