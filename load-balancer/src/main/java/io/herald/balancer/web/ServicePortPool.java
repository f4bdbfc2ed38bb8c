package io.herald.balancer.web;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Service ports for what asks for none by label, from a pool, by Marathon-LB's formula. What was
 * given out is kept, so that a new app never moves an old one's port; that of an app which is gone
 * is taken back once the pool is full. Not for several threads.
 */
public final class ServicePortPool {

  private final int first;
  private final int size;
  private final SortedMap<String, Integer> given = new TreeMap<>();
  private final Set<String> moved = new TreeSet<>();
  private boolean unsaved;

  /**
   * Nothing is given out.
   *
   * @param first of the pool, 1 to 65535
   * @param last of the pool, included
   */
  public ServicePortPool(int first, int last) {
    this.first = first;
    this.size = last - first + 1;
  }

  /**
   * The port of an app's port; the same as ever, if it had one that isn't taken.
   *
   * @param number that its tasks listen on, or its index
   * @param taken by labels, or by the balancer itself
   * @param inUse whether a key's app is there
   * @return empty if the pool is full
   */
  OptionalInt assign(
      String app, int index, int number, Set<Integer> taken, Predicate<String> inUse) {
    String key = key(app, index);
    Integer before = given.get(key);
    if (before != null && inPool(before) && !taken.contains(before)) {
      return OptionalInt.of(before);
    }
    Set<Integer> used = new HashSet<>(taken);
    used.addAll(given.values());
    OptionalInt port = free(app, number, used);
    if (port.isEmpty() && given.keySet().removeIf(other -> !inUse.test(other))) {
      used = new HashSet<>(taken);
      used.addAll(given.values());
      port = free(app, number, used);
    }
    port.ifPresent(
        p -> {
          if (given.put(key, p) != null) {
            moved.add(key);
          }
          unsaved = true;
        });
    return port;
  }

  static String key(String app, int index) {
    return app + " " + index;
  }

  private OptionalInt free(String app, int number, Set<Integer> used) {
    for (int attempt = 0; attempt < size; attempt++) {
      int port = first + (int) (hash(app + "-" + number + "-" + attempt) % size);
      if (!used.contains(port)) {
        return OptionalInt.of(port);
      }
    }
    for (int port = first; port < first + size; port++) {
      if (!used.contains(port)) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  private static long hash(String text) {
    return Long.parseLong(ServerName.hash("SHA-1", text).substring(0, 8), 16);
  }

  private boolean inPool(int port) {
    return port >= first && port < first + size;
  }

  /**
   * Goes on from what is kept, where others may have given ports out.
   *
   * @param inUse whether a key's app is there
   */
  void adopt(SortedMap<String, Integer> kept, Predicate<String> inUse) {
    SortedMap<String, Integer> own = new TreeMap<>(given);
    given.clear();
    given.putAll(kept);
    own.forEach(
        (key, port) -> {
          if (!kept.containsKey(key) && inUse.test(key) && !given.containsValue(port)) {
            given.put(key, port);
            unsaved = true;
          }
        });
    moved.clear();
  }

  /** What was given out; empty if nothing was since the last time that this was asked for. */
  Optional<GivenPorts> takeUnsaved(Set<String> inUse) {
    if (!unsaved) {
      return Optional.empty();
    }
    unsaved = false;
    return Optional.of(new GivenPorts(given, inUse, moved));
  }
}
