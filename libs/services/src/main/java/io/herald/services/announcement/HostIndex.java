package io.herald.services.announcement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who is at which places, and who is at one place. Used by one thread at a time. */
public final class HostIndex<T> {

  private final Map<T, Set<String>> places = new HashMap<>();
  private final Map<String, Set<T>> guests = new HashMap<>();

  /** The guest is at these places and no others. */
  public void put(T guest, Set<String> now) {
    remove(guest);
    if (!now.isEmpty()) {
      places.put(guest, Set.copyOf(now));
      now.forEach(place -> guests.computeIfAbsent(place, p -> new HashSet<>(4)).add(guest));
    }
  }

  public void remove(T guest) {
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

  /** Where the guest is. */
  public Set<String> of(T guest) {
    return places.getOrDefault(guest, Set.of());
  }

  /** Who is there; not to be changed, and true until the next change. */
  public Set<T> at(String place) {
    return guests.getOrDefault(place, Set.of());
  }
}
