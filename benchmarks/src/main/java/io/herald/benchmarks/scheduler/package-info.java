/** What DiscoveryInfo costs a scheduler. */
@NullMarked
package io.herald.benchmarks.scheduler;

import org.jspecify.annotations.NullMarked;
