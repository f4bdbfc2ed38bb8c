package io.herald.balancer.web;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Service ports as one balancer has given them out.
 *
 * @param ports by app and index
 * @param inUse keys whose app is there
 * @param moved keys that couldn't go on with the port that they had
 */
public record GivenPorts(SortedMap<String, Integer> ports, Set<String> inUse, Set<String> moved) {

  public GivenPorts {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    inUse = Set.copyOf(inUse);
    moved = Set.copyOf(moved);
  }

  /**
   * What all balancers together have given out: what is kept counts, with what this one has given
   * to apps that have nothing there. A port that another app has there is given to neither, unless
   * that app is gone.
   */
  public SortedMap<String, Integer> with(SortedMap<String, Integer> kept) {
    SortedMap<String, Integer> all = new TreeMap<>(kept);
    for (Map.Entry<String, Integer> entry : ports.entrySet()) {
      String key = entry.getKey();
      if (inUse.contains(key) && (!all.containsKey(key) || moved.contains(key))) {
        Optional<String> holder = holder(all, entry.getValue());
        if (holder.isEmpty() || !inUse.contains(holder.get())) {
          if (holder.isPresent()) {
            all.remove(holder.get());
          }
          all.put(key, entry.getValue());
        }
      }
    }
    return all;
  }

  private static Optional<String> holder(Map<String, Integer> ports, Integer port) {
    return ports.entrySet().stream()
        .filter(entry -> entry.getValue().equals(port))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
