package io.herald.serverset.member;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One member of a ServerSet: what its node's JSON says. Immutable.
 *
 * <p>Names are kept sorted, so that equal members have equal bytes.
 *
 * @param serviceEndpoint the primary endpoint
 * @param additionalEndpoints by name; Aurora's executor puts every resolved port here, the primary
 *     too
 * @param status {@link MemberStatus#ALIVE} in every member that Herald writes
 * @param shard the instance number, not negative; empty in sets whose members are not numbered
 * @param metadata free text by key; Aurora writes none
 */
public record Member(
    Endpoint serviceEndpoint,
    SortedMap<String, Endpoint> additionalEndpoints,
    MemberStatus status,
    OptionalInt shard,
    SortedMap<String, String> metadata) {

  /**
   * @throws IllegalArgumentException if the shard is negative or the name of an endpoint is empty
   */
  public Member {
    requireNonNull(serviceEndpoint, "serviceEndpoint");
    requireNonNull(status, "status");
    requireNonNull(shard, "shard");
    additionalEndpoints = sorted(additionalEndpoints);
    metadata = sorted(metadata);
    if (additionalEndpoints.containsKey("")) {
      throw new IllegalArgumentException(
          "additionalEndpoints: the endpoint "
              + additionalEndpoints.get("")
              + " has an empty name; name the port");
    }
    if (shard.isPresent() && shard.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "shard: " + shard.getAsInt() + " is negative; shards count from 0");
    }
  }

  /** A living, numbered member without metadata: what an executor announces for an instance. */
  public static Member alive(
      Endpoint serviceEndpoint, Map<String, Endpoint> additionalEndpoints, int shard) {
    return new Member(
        serviceEndpoint,
        new TreeMap<>(additionalEndpoints),
        MemberStatus.ALIVE,
        OptionalInt.of(shard),
        new TreeMap<>());
  }

  /** This member with other metadata. */
  public Member withMetadata(Map<String, String> other) {
    return new Member(serviceEndpoint, additionalEndpoints, status, shard, new TreeMap<>(other));
  }

  /** Whether readers count it in: most ignore a member that says anything but {@code ALIVE}. */
  public boolean isAlive() {
    return status == MemberStatus.ALIVE;
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    SortedMap<String, V> copy = new TreeMap<>();
    map.forEach((key, value) -> copy.put(requireNonNull(key), requireNonNull(value)));
    return Collections.unmodifiableSortedMap(copy);
  }
}
