package io.herald.balancer.web;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state of a blue/green deployment, as the deploying tool wrote it into the labels of one of
 * the two apps.
 *
 * @param group what both are called in HAProxy
 * @param startedAt the later one is the new app; empty: before all others
 * @param target instances that the new app will have in the end
 */
record Deployment(String group, Optional<Instant> startedAt, OptionalInt target) {}
