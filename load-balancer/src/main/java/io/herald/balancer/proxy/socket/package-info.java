/**
 * The event loops and the sockets on them: Linux' own by epoll where they can be had, the JDK's
 * elsewhere; why an address can't be bound, and the remedy. No VIP and no backend lives here.
 */
@NullMarked
package io.herald.balancer.proxy.socket;

import org.jspecify.annotations.NullMarked;
