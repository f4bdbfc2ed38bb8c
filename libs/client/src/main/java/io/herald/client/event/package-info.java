/**
 * Server-sent events: from bytes to events, by the HTML standard. What may not live here: sockets,
 * and what an event says.
 */
@NullMarked
package io.herald.client.event;

import org.jspecify.annotations.NullMarked;
