package io.herald.balancer.plane;

import java.time.Duration;
import java.util.Optional;

/**
 * A check that the plane makes of each backend, each time over a connection of its own.
 *
 * @param httpPath a GET of it answers 200 to 399; empty: a connection is accepted
 * @param interval between the starts of two checks
 * @param timeout for one check, at most the interval
 * @param fall so many failures in a row take the backend out
 * @param rise so many successes in a row take it in again
 */
public record ActiveCheck(
    Optional<String> httpPath, Duration interval, Duration timeout, int fall, int rise) {}
