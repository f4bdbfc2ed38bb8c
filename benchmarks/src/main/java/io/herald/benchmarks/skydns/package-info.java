/** What SkyDNS' keys cost: their loading, a change's way to its answer. */
@NullMarked
package io.herald.benchmarks.skydns;

import org.jspecify.annotations.NullMarked;
