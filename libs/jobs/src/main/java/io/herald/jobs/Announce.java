package io.herald.jobs;

import static java.util.Collections.unmodifiableSortedMap;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job's wish to be found (the announce block).
 *
 * @param primaryPort the port that becomes a member's serviceEndpoint
 * @param portmap further names: each for another port, or for a number
 * @param zkPath the whole path of the ServerSet, instead of the executor's root and the job's path
 */
public record Announce(
    String primaryPort, SortedMap<String, String> portmap, Optional<String> zkPath) {

  public static final String DEFAULT_PRIMARY_PORT = "http";

  public Announce {
    portmap = unmodifiableSortedMap(new TreeMap<>(portmap));
  }

  /** A block with that portmap. */
  public static Announce of(String primaryPort, Map<String, String> portmap) {
    return new Announce(primaryPort, new TreeMap<>(portmap), Optional.empty());
  }

  /** The portmap of a block that gives none: {@code aurora} stands for the primary port. */
  public static Map<String, String> defaultPortmap(String primaryPort) {
    return Map.of("aurora", primaryPort);
  }
}
