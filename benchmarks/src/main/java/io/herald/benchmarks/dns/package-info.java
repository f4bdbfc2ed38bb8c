/**
 * The DNS server as a whole process beside others: synthetic clusters of any size, a master that
 * serves them, and what it costs to start, to answer and to follow changes. Judges by CPU time of
 * the servers' own processes, which a busy machine disturbs least.
 */
@NullMarked
package io.herald.benchmarks.dns;

import org.jspecify.annotations.NullMarked;
