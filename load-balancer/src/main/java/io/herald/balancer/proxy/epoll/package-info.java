/**
 * TCP over Linux' epoll with the calls into the kernel that carrying bytes needs and no more: each
 * call costs about as much as all that is done in between. No VIP, no backend and no choice lives
 * here; what holds for every machine is in {@code socket}.
 */
@NullMarked
package io.herald.balancer.proxy.epoll;

import org.jspecify.annotations.NullMarked;
