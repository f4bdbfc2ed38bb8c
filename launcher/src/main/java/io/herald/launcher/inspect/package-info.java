/**
 * How a job will be found, worked out before anything runs, by the same code that does it later:
 * the scheduler module's, the ServerSets' and the DNS server's. Pure functions; no network.
 */
@NullMarked
package io.herald.launcher.inspect;

import org.jspecify.annotations.NullMarked;
