/**
 * Service discovery for Prometheus over HTTP: {@code http_sd}. What a target is, and its labels, is
 * said in {@link io.herald.watch.targets}.
 */
@NullMarked
package io.herald.api.prometheus;

import org.jspecify.annotations.NullMarked;
