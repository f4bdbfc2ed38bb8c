package io.herald.balancer.control;

import io.herald.balancer.plane.PlaneStatus;

/**
 * A data plane and what it says of itself.
 *
 * @param name as {@code --plane} names it
 */
public record PlaneReport(String name, PlaneStatus status) {}
