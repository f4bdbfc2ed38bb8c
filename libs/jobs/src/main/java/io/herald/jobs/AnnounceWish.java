package io.herald.jobs;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a task says of its announcement itself, in its label {@value #LABEL}: for who announces it
 * without a job of ours.
 *
 * @param role of the set's path; absent: by the task
 * @param environment of the set's path; absent: by the task
 * @param name of the set's path; absent: by the task
 * @param instance the member's shard, from 0; absent: by the task
 * @param announce the announce block
 * @param health how it is checked by who announces it; absent: as Mesos reports it
 */
public record AnnounceWish(
    Optional<String> role,
    Optional<String> environment,
    Optional<String> name,
    OptionalInt instance,
    Announce announce,
    Optional<HealthCheck> health) {

  /** The label's key. */
  public static final String LABEL = DiscoverySettings.RESERVED + "announce";
}
