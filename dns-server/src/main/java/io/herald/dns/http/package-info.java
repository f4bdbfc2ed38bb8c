/**
 * The HTTP API of the DNS server: {@code /v1} as Mesos-DNS has it, health, readiness and metrics.
 *
 * <p>What lives here: a class for each resource, and the two groups of routes that hold them. They
 * read the zone, the naming's listing and the catalog's status, and change nothing. What may not:
 * rules of naming or of answers; TLS, tokens and limits, which are {@code libs/http-server}'s.
 */
@NullMarked
package io.herald.dns.http;

import org.jspecify.annotations.NullMarked;
