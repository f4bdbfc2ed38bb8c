/**
 * Attacks on a DNS server that runs as a process of its own, over loopback: each is played for some
 * seconds while a witness asks as an honest client does. Nothing here is part of the product.
 */
@NullMarked
package io.herald.benchmarks.attacks;

import org.jspecify.annotations.NullMarked;
