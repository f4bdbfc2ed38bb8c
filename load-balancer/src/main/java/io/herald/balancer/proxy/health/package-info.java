/**
 * Whether backends are well: active checks, and the return of those that were ejected. Each check
 * is a connection of its own.
 */
@NullMarked
package io.herald.balancer.proxy.health;

import org.jspecify.annotations.NullMarked;
