package io.herald.services.announcement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which hosts each guest is on, and which guests are on a host. Used by one thread at a time. */
final class HostIndex<T> {

  private final Map<T, Set<String>> places = new HashMap<>();
  private final Map<String, Set<T>> guests = new HashMap<>();

  /** Puts the guest on these hosts and no others. */
  void put(T guest, Set<String> now) {
    remove(guest);
    if (!now.isEmpty()) {
      places.put(guest, Set.copyOf(now));
      now.forEach(place -> guests.computeIfAbsent(place, p -> new HashSet<>(4)).add(guest));
    }
  }

  void remove(T guest) {
    Set<String> left = places.remove(guest);
    if (left == null) {
      return;
    }
    for (String place : left) {
      Set<T> rest = guests.getOrDefault(place, Set.of());
      rest.remove(guest);
      if (rest.isEmpty()) {
        guests.remove(place);
      }
    }
  }

  /** The hosts of a guest. */
  Set<String> of(T guest) {
    return places.getOrDefault(guest, Set.of());
  }

  /** The guests of a host; must not be modified, and is valid until the next change. */
  Set<T> at(String place) {
    return guests.getOrDefault(place, Set.of());
  }
}
