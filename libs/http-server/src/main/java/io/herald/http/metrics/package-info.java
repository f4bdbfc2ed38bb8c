/**
 * {@code /metrics}: the rows that a process' rooms keep, and what is known of any process, in
 * Prometheus' text format. What may not live here: what a single row means.
 */
@NullMarked
package io.herald.http.metrics;

import org.jspecify.annotations.NullMarked;
