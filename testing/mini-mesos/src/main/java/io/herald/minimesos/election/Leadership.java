package io.herald.minimesos.election;

import java.util.Optional;

/**
 * Who leads now.
 *
 * @param masterId the leader's id; empty if there is no leader
 * @param address its {@code hostname:port}; empty if there is no leader
 */
public record Leadership(Optional<String> masterId, Optional<String> address) {

  public static final Leadership NOBODY = new Leadership(Optional.empty(), Optional.empty());
}
