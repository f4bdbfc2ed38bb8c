package io.herald.catalog;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each of some things happened since the start. Any thread may call. */
public final class EventCounts {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** It happened once more. */
  public void count(String what) {
    counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
  }

  /** The counts now, by name. */
  public Map<String, Long> view() {
    Map<String, Long> view = new TreeMap<>();
    counts.forEach((what, count) -> view.put(what, count.sum()));
    return view;
  }
}
