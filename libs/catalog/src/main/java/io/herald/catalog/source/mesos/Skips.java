package io.herald.catalog.source.mesos;

import io.herald.catalog.Skipped;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

  private static final int LISTED = 1000;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder total = new LongAdder();
  private final Set<String> logged = new HashSet<>();

  /** The newest of each thing, the latest last; memory is bounded. */
  private final Map<String, Skipped> latest = new LinkedHashMap<>();

  /**
   * @param kind "task", "agent", "framework", …
   * @param id of the thing, as far as it can be told
   * @param why a sentence
   */
  void skip(String kind, String id, String why) {
    count(kind);
    Skipped skipped = new Skipped(kind, id, why);
    String thing = kind + " " + skipped.id();
    synchronized (logged) {
      latest.remove(thing);
      latest.put(thing, skipped);
      if (latest.size() > LISTED) {
        latest.remove(latest.keySet().iterator().next());
      }
      if (logged.size() < LOGGED && logged.add(thing)) {
        log.warn("mesos: {} \"{}\" is left out: {}", kind, skipped.id(), skipped.why());
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

  /** What was left out of late, each thing once, the latest last; at most 1000. */
  List<Skipped> latest() {
    synchronized (logged) {
      return List.copyOf(latest.values());
    }
  }

  Map<String, Long> counts() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }
}
