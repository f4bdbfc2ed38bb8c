package io.herald.facade.consul;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The index of each topic, and who waits for it to rise. Used under the catalog's lock; the futures
 * that it gives are to be completed outside of it.
 */
final class TopicIndexes {

  private static final List<ConsulTopic> WHOLE =
      List.of(new ConsulTopic.Services(), new ConsulTopic.Nodes(), new ConsulTopic.Checks());

  /** Of what is there. */
  private final Map<ConsulTopic, Long> indexes = new HashMap<>();

  private final Map<ConsulTopic, Set<Waiter>> waiting = new HashMap<>();

  /** Of services and nodes that aren't there: when the last one went. */
  private long absent = 1;

  private long last = 1;

  TopicIndexes() {
    WHOLE.forEach(topic -> indexes.put(topic, 1L));
  }

  /** A query that waits; equal to itself alone. */
  static final class Waiter {
    private final ConsulTopic topic;
    private final CompletableFuture<Void> change = new CompletableFuture<>();

    private Waiter(ConsulTopic topic) {
      this.topic = topic;
    }

    CompletableFuture<Void> change() {
      return change;
    }
  }

  /** Of a topic; above 0. */
  long of(ConsulTopic topic) {
    Long own = indexes.get(topic);
    return own == null ? absent : own;
  }

  /** The topic has a later one, or the one that was seen is of another process. */
  boolean isNewerThan(ConsulTopic topic, long seen) {
    return of(topic) > seen || seen > last;
  }

  /** All of what is whole, and of what isn't there, is at least this. */
  void begin(long index) {
    last = index;
    absent = index;
    WHOLE.forEach(topic -> indexes.put(topic, index));
  }

  /** A service or node is there from now on. */
  void came(ConsulTopic topic, long index) {
    indexes.put(topic, index);
  }

  /** A service or node isn't there any more. */
  void gone(ConsulTopic topic, long index) {
    indexes.remove(topic);
    absent = index;
  }

  /**
   * The topics changed.
   *
   * @return who waited for that
   */
  List<Waiter> rise(Collection<ConsulTopic> topics, long index) {
    last = index;
    List<Waiter> woken = new ArrayList<>();
    for (ConsulTopic topic : topics) {
      indexes.computeIfPresent(topic, (t, before) -> index);
      Set<Waiter> there = waiting.remove(topic);
      if (there != null) {
        woken.addAll(there);
      }
    }
    return woken;
  }

  /** Waits for the topic's next change. */
  Waiter await(ConsulTopic topic) {
    Waiter waiter = new Waiter(topic);
    waiting.computeIfAbsent(topic, t -> new HashSet<>()).add(waiter);
    return waiter;
  }

  /** It waits no longer. */
  void forget(Waiter waiter) {
    waiting.computeIfPresent(
        waiter.topic,
        (topic, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  /** Nobody waits any longer; who did. */
  List<Waiter> release() {
    List<Waiter> all = waiting.values().stream().flatMap(Set::stream).toList();
    waiting.clear();
    return all;
  }
}
