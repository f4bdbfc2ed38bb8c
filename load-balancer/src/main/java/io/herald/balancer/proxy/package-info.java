/**
 * The data plane in this process: a proxy for TCP and UDP, which needs no right but that to bind
 * its ports. What stands here is the plane as a whole; its parts have rooms of their own.
 */
@NullMarked
package io.herald.balancer.proxy;

import org.jspecify.annotations.NullMarked;
