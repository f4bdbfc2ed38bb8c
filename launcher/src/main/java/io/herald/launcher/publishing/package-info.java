/**
 * What {@code publish} needs of the DNS server and of the executor's announcer, which it doesn't
 * know: the zone's names, and a key as an announcer.
 */
@NullMarked
package io.herald.launcher.publishing;

import org.jspecify.annotations.NullMarked;
