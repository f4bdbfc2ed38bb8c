package io.herald.minimesos;

import io.herald.minimesos.master.AgentStatus;

/**
 * An agent as seen from outside.
 *
 * @param id {@code <master id>-S<n>}; a new one when it is back after it was marked gone; empty
 *     while it has none
 * @param hostname its {@code --hostname}
 * @param port where its executor API listens, on the loopback address
 * @param status what the master thinks of it
 */
public record AgentView(String id, String hostname, int port, AgentStatus status) {}
