/** Measurements of the whole system. They report; nothing fails on a figure. */
@NullMarked
package io.herald.benchmarks;

import org.jspecify.annotations.NullMarked;
