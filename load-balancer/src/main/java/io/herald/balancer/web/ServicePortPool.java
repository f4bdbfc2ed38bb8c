package io.herald.balancer.web;

import io.herald.runtime.retry.FailureLog;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service ports for what asks for none by label, from a pool, by Marathon-LB's formula. What was
 * given out is kept, so that a new app never moves an old one's port; that of an app which is gone
 * is taken back once the pool is full. Not for several threads.
 */
public final class ServicePortPool {

  private static final Logger log = LoggerFactory.getLogger(ServicePortPool.class);

  private final PortStore store;
  private final FailureLog saving = new FailureLog(log);
  private final int first;
  private final int size;
  private final SortedMap<String, Integer> given;
  private boolean unsaved;

  /**
   * Begins with what the store has.
   *
   * @param first of the pool, 1 to 65535
   * @param last of the pool, included
   * @throws IOException if the store can't be read
   */
  public ServicePortPool(PortStore store, int first, int last) throws IOException {
    this.store = store;
    this.first = first;
    this.size = last - first + 1;
    this.given = new TreeMap<>(store.load());
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
          given.put(key, p);
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

  /** Saves what was given out since the last time; tried again at the next call if that fails. */
  void save() {
    if (!unsaved) {
      return;
    }
    try {
      store.save(new TreeMap<>(given));
      unsaved = false;
      saving.succeeded("service ports can be saved again");
    } catch (IOException e) {
      saving.failed("service ports can't be saved, and may change at a restart: {}", e.toString());
    }
  }
}
