/**
 * The DNS server's query path under load for minutes, every answer judged, and under mutated
 * packets: programs that {@code testing/soak/dns.sh} and {@code testing/soak/fuzz.sh} run. Judged
 * is what is answered, never how fast; figures are made in {@code benchmarks}.
 */
@NullMarked
package io.herald.soak.dns;

import org.jspecify.annotations.NullMarked;
