/**
 * What stands beside DNS in {@code herald dns} and in the demo: an adapter for each module, between
 * what the DNS server serves and what the module reads.
 *
 * <p>What may not live here: what a module does.
 */
@NullMarked
package io.herald.launcher.modules;

import org.jspecify.annotations.NullMarked;
