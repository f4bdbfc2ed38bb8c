/**
 * The zone for others: transfers out (AXFR, RFC 5936; IXFR, RFC 1995), the journal that IXFR is
 * answered from, NOTIFY (RFC 1996), TSIG (RFC 8945), who may transfer, and the serial that outlives
 * a restart. Bytes in, bytes out, but for the notifier, which has sockets of its own. Off the hot
 * path: dnsjava's objects are welcome here.
 */
@NullMarked
package io.herald.dns.transfer;

import org.jspecify.annotations.NullMarked;
