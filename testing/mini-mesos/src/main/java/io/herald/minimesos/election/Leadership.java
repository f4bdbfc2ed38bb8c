package io.herald.minimesos.election;

import java.util.Optional;

/**
 * Who leads now.
 *
 * @param masterId the leader's id; empty if nobody leads
 * @param address its {@code hostname:port}; empty if nobody leads
 */
public record Leadership(Optional<String> masterId, Optional<String> address) {

  public static final Leadership NOBODY = new Leadership(Optional.empty(), Optional.empty());
}
