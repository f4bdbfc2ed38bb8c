/**
 * The server as a whole: makes the parts from the configuration, joins them, starts and stops them.
 *
 * <p>What lives here: the assembly and its edges (addresses to listen on, host names, TLS). What
 * may not: any rule that a part could hold itself.
 */
@NullMarked
package io.herald.dns.server;

import org.jspecify.annotations.NullMarked;
