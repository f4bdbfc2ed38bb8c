/**
 * A small, real framework over Mesos' v1 scheduler API: it keeps the instances of a few jobs
 * running. It knows nothing of DiscoveryInfo; that comes to its tasks through the scheduler module
 * alone.
 */
@NullMarked
package io.herald.examples.framework;

import org.jspecify.annotations.NullMarked;
