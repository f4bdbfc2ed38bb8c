/**
 * The labels of Marathon-LB on tasks, made into web services and the routes to them, whichever
 * framework wrote them. Values and pure functions, apart from the service ports that were given out
 * ({@link io.herald.balancer.web.ServicePortPool}). Knows no data plane, and nothing of HAProxy's
 * file.
 */
@NullMarked
package io.herald.balancer.web;

import org.jspecify.annotations.NullMarked;
