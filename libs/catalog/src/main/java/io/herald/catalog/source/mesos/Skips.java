package io.herald.catalog.source.mesos;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what could not be read and was left out, and says so once for each thing. Any thread may
 * call.
 */
final class Skips {

  private static final Logger log = LoggerFactory.getLogger(Skips.class);

  /** Beyond this many different ones a log line each would help nobody. */
  private static final int LOGGED = 1000;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder total = new LongAdder();
  private final Set<String> logged = new HashSet<>();

  /**
   * @param kind "task", "agent", "framework", …
   * @param id of the thing, as far as it can be told
   * @param why a sentence
   */
  void skip(String kind, String id, String why) {
    count(kind);
    synchronized (logged) {
      if (logged.size() < LOGGED && logged.add(kind + " " + id)) {
        log.warn("mesos: {} \"{}\" is left out: {}", kind, id, why);
      }
    }
  }

  /** How many there were until now, of all kinds. */
  long total() {
    return total.sum();
  }

  /** Counts without a word: for what is left out in the ordinary course of things. */
  void count(String kind) {
    total.increment();
    counts.computeIfAbsent(kind, unused -> new LongAdder()).increment();
  }

  Map<String, Long> counts() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }
}
