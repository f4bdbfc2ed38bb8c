/**
 * Debian's Prometheus for the tests of what it reads: its targets, its metrics. What it should find
 * is the tests' own.
 */
@NullMarked
package io.herald.prometheus;

import org.jspecify.annotations.NullMarked;
