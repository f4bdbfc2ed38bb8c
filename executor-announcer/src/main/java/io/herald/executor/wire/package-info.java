/**
 * The agent's v1 executor API: events that arrive, status updates that leave, and what it means
 * when the agent is gone.
 *
 * <p>What an event leads to is decided in {@code lifecycle}.
 */
@NullMarked
package io.herald.executor.wire;

import org.jspecify.annotations.NullMarked;
