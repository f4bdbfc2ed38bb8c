/**
 * Clients of Mesos' v1 HTTP APIs: operator and scheduler at the leading master, executor at its
 * agent. What an event means is the caller's.
 */
@NullMarked
package io.herald.mesos.client;

import org.jspecify.annotations.NullMarked;
