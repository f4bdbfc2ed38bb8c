/** Measurements of how the DNS server follows a large cluster. Nothing here is judged by a test. */
@NullMarked
package io.herald.benchmarks.catalog;

import org.jspecify.annotations.NullMarked;
