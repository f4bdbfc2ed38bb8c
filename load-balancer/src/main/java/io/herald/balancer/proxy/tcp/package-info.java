/**
 * TCP: clients are accepted, a backend is connected to, the next one where that fails, and bytes go
 * both ways until both have ended. Which backend, and what a PROXY header means to the kernel, is
 * not decided here.
 */
@NullMarked
package io.herald.balancer.proxy.tcp;

import org.jspecify.annotations.NullMarked;
