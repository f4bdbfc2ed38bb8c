/**
 * The server's configuration: Mesos-DNS' config.json, our additions to it, and the flags and
 * environment variables that override it, all through one table and one validation.
 *
 * <p>What lives here: the table of the rooms' parameters, and the reading of all rooms' settings
 * together. What may not: anything that acts on them.
 */
@NullMarked
package io.herald.dns.config;

import org.jspecify.annotations.NullMarked;
