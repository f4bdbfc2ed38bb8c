/**
 * The server's settings: Mesos-DNS' config.json, our additions to it, and the flags and environment
 * variables that override it, all through one table and one validation.
 *
 * <p>What lives here: the parameters, their reading, and the settings as records. What may not:
 * anything that acts on them.
 */
@NullMarked
package io.herald.dns.config;

import org.jspecify.annotations.NullMarked;
