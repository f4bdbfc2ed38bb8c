/**
 * What an operator says of the load balancer: its parameters, and the settings that they come to.
 *
 * <p>What may not live here: how anything of it is done.
 */
@NullMarked
package io.herald.balancer.config;

import org.jspecify.annotations.NullMarked;
