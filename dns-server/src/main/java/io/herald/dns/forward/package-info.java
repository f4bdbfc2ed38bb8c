/**
 * Names outside the domain: which upstream is asked, whether its answer is relevant, how long it is
 * kept. Bytes of a query in, bytes of a reply out, later; the listening sockets are the
 * transport's. Off the hot path: dnsjava speaks to the upstreams (random ids and ports, answers
 * held against the question, TCP when cut).
 */
@NullMarked
package io.herald.dns.forward;

import org.jspecify.annotations.NullMarked;
