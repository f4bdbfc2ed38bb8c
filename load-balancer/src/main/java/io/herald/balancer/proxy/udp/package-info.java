/**
 * UDP: a session for each client's address and port, which keeps its backend until it has been
 * silent for a while. Which backend is not decided here.
 */
@NullMarked
package io.herald.balancer.proxy.udp;

import org.jspecify.annotations.NullMarked;
