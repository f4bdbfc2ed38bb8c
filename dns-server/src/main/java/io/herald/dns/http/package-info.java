/**
 * The HTTP API: Mesos-DNS' {@code /v1}, and health, readiness and metrics.
 *
 * <p>What lives here: one class for each resource, and the server that they hang on. They read the
 * zone, the naming's listing and the catalog's status; none of them changes anything. What may not:
 * rules of naming or of answers.
 */
@NullMarked
package io.herald.dns.http;

import org.jspecify.annotations.NullMarked;
