package io.herald.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Readers, found by the service name that they want, so that a change looks only at those that may
 * want it: those of its name, and those that want no particular one. Used under the log's lock.
 *
 * @param <T> compared by identity
 */
final class ByName<T> {

  private final Map<String, Set<T>> named = new HashMap<>();
  private final Set<T> others = new LinkedHashSet<>();

  void add(InstanceFilter filter, T reader) {
    if (filter.name().isPresent()) {
      named.computeIfAbsent(filter.name().get(), name -> new LinkedHashSet<>()).add(reader);
    } else {
      others.add(reader);
    }
  }

  /** Whether it was there. */
  boolean remove(InstanceFilter filter, T reader) {
    if (filter.name().isEmpty()) {
      return others.remove(reader);
    }
    String name = filter.name().get();
    Set<T> readers = named.get(name);
    boolean was = readers != null && readers.remove(reader);
    if (readers != null && readers.isEmpty()) {
      named.remove(name);
    }
    return was;
  }

  void forEachOf(String name, Consumer<T> action) {
    Set<T> readers = named.get(name);
    if (readers != null) {
      readers.forEach(action);
    }
  }

  void forEachOther(Consumer<T> action) {
    others.forEach(action);
  }

  List<T> all() {
    List<T> all = new ArrayList<>(others);
    named.values().forEach(all::addAll);
    return all;
  }
}
