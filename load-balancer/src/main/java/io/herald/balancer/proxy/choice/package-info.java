/**
 * Which backend a new connection gets: by method, weight, open connections and health. Pure: no
 * socket, no thread and no clock lives here.
 */
@NullMarked
package io.herald.balancer.proxy.choice;

import org.jspecify.annotations.NullMarked;
