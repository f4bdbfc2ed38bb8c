/** What is counted of a VIP's traffic. No row of the metrics page lives here. */
@NullMarked
package io.herald.balancer.proxy.traffic;

import org.jspecify.annotations.NullMarked;
