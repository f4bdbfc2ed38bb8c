package io.herald.etcd;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was told, as a map, and what must never be told. */
final class Heard implements PrefixListener {
  final Map<String, String> keys = new ConcurrentHashMap<>();
  final List<String> deleted = new CopyOnWriteArrayList<>();
  final List<String> marks = new CopyOnWriteArrayList<>();

  @Override
  public void changed(PrefixBatch batch) {
    batch.puts().forEach(entry -> keys.put(entry.key(), entry.text()));
    for (String key : batch.deletes()) {
      deleted.add(key);
      keys.remove(key);
    }
    if (batch.complete() && !marks.contains("complete")) {
      marks.add("complete");
    }
  }

  @Override
  public void stale(String reason) {
    marks.add("stale");
  }

  @Override
  public void current() {
    marks.add("current");
  }
}
