/** What announcing the tasks of a whole agent costs. */
@org.jspecify.annotations.NullMarked
package io.herald.benchmarks.announce;
