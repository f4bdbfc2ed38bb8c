/**
 * Hosts: what they are called, how their names become addresses, and which entities name them.
 *
 * <p>What may not live here: how a resolver looks a name up, and what a host's addresses are used
 * for.
 */
@NullMarked
package io.herald.services.host;

import org.jspecify.annotations.NullMarked;
