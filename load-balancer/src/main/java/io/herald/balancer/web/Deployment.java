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
 * @param target instances that both apps are to have together
 * @param mixed instances of the new app with which the older one is to go on; 0: it is replaced
 */
record Deployment(String group, Optional<Instant> startedAt, OptionalInt target, int mixed) {}
