/**
 * Named VIPs and web routes, from the labels of tasks to backends, and the data planes that carry
 * their traffic. Knows nothing of DNS and HTTP APIs.
 */
@NullMarked
package io.herald.balancer;

import org.jspecify.annotations.NullMarked;
