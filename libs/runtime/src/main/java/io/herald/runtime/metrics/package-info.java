/**
 * What a part of a process measures: names, help texts, labels and values as rows of a table that
 * stands beside what is counted. What may not live here: the library that publishes them.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.metrics;
