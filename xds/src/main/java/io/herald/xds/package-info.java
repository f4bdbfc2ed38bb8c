/**
 * Envoy's and gRPC's xDS: services as listeners, routes, clusters and endpoints, over the
 * aggregated stream (ADS). The library of the Envoy project speaks the protocol; what is said, and
 * when, is decided here. What may not live here: knowledge of Mesos or DNS.
 */
@NullMarked
package io.herald.xds;

import org.jspecify.annotations.NullMarked;
