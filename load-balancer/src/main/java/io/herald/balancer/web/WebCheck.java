package io.herald.balancer.web;

import java.util.Optional;

/**
 * A check that the balancer makes of each server by itself.
 *
 * @param path a GET of it answers 200 to 399; empty: a connection is accepted
 */
public record WebCheck(Optional<String> path) {}
