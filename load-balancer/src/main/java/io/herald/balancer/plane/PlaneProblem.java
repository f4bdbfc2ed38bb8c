package io.herald.balancer.plane;

import java.util.Optional;

/**
 * Something that a plane can't carry; everything else it does.
 *
 * @param vip that isn't served, or not as it should be; empty: the plane as a whole
 * @param what a sentence with the value and the remedy
 */
public record PlaneProblem(Optional<VipKey> vip, String what) {}
