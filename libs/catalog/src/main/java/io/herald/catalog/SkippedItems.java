package io.herald.catalog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source could not read and skipped: counted, listed, and logged once for each thing, up to
 * a limit. Memory and log are bounded, however many there are and whatever their texts. Any thread
 * may call.
 */
public class SkippedItems {

  private static final Logger log = LoggerFactory.getLogger(SkippedItems.class);

  /** The limit of log lines; one more line says that there are more. */
  public static final int LOGGED = 100;

  public static final int LISTED = 1000;

  private final String source;
  private final EventCounts counts = new EventCounts();
  private final LongAdder total = new LongAdder();

  @GuardedBy("logged")
  private final Set<String> logged = new HashSet<>();

  @GuardedBy("logged")
  private boolean excessLogged;

  /** The newest of each thing, the latest last. */
  @GuardedBy("logged")
  private final Map<String, SkippedItem> latest = new LinkedHashMap<>();

  /**
   * @param source for the log: "mesos"
   */
  public SkippedItems(String source) {
    this.source = source;
  }

  /**
   * @param kind "task", "agent", "framework", …
   * @param id of the thing, as far as it is known
   * @param why a sentence
   */
  public void skip(String kind, String id, String why) {
    count(kind);
    SkippedItem skipped = new SkippedItem(kind, id, why);
    String thing = kind + " " + skipped.id();
    synchronized (logged) {
      latest.remove(thing);
      latest.put(thing, skipped);
      if (latest.size() > LISTED) {
        latest.remove(latest.keySet().iterator().next());
      }
      log(thing, skipped);
    }
  }

  @GuardedBy("logged")
  private void log(String thing, SkippedItem skipped) {
    if (logged.contains(thing)) {
      return;
    }
    if (logged.size() < LOGGED) {
      logged.add(thing);
      log.warn("{}: {} \"{}\" skipped: {}", source, skipped.kind(), skipped.id(), skipped.why());
    } else if (!excessLogged) {
      excessLogged = true;
      log.warn(
          "{}: {} items skipped; further ones are not logged, but counted and listed in"
              + " /v1/problems",
          source,
          LOGGED);
    }
  }

  /** How many there were until now, of all kinds. */
  public long total() {
    return total.sum();
  }

  /** Counts without logging, for what is skipped in normal operation. */
  public void count(String kind) {
    total.increment();
    counts.count(kind);
  }

  /**
   * The items skipped most recently, each thing once, the latest last; at most {@value #LISTED}.
   */
  public List<SkippedItem> latest() {
    synchronized (logged) {
      return List.copyOf(latest.values());
    }
  }

  /** How many of each kind there were until now. */
  public Map<String, Long> counts() {
    return counts.view();
  }
}
