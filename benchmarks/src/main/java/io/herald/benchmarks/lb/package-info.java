/** What the load balancer's data planes cost. */
@NullMarked
package io.herald.benchmarks.lb;

import org.jspecify.annotations.NullMarked;
