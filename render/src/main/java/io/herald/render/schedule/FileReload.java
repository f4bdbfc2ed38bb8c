package io.herald.render.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.render.write.ReloadMark;
import java.io.IOException;

/**
 * Whether the readers of one file have yet to be told that it changed: in memory and on disk, so
 * that a reload which failed is not forgotten over the next change or the next start. Safe for any
 * thread.
 */
final class FileReload {

  private final ReloadMark mark;
  private final FileCounters counters;

  @GuardedBy("this")
  private long changes;

  FileReload(ReloadMark mark, FileCounters counters) {
    this.mark = mark;
    this.counters = counters;
    counters.reloadPending(mark.isSet());
  }

  /** Whether an earlier run left it pending, or this one. */
  boolean isPending() {
    return mark.isSet();
  }

  /** The file is about to change. */
  synchronized void fileChanges() throws IOException {
    changes++;
    mark.set();
    counters.reloadPending(true);
  }

  /** To be given to {@link #reloaded}: a reload that begins now takes in all changes until now. */
  synchronized long changes() {
    return changes;
  }

  /** A reload that began then has succeeded. */
  synchronized void reloaded(long changesThen) throws IOException {
    counters.reloaded(true);
    if (changes == changesThen) {
      mark.clear();
      counters.reloadPending(false);
    }
  }

  synchronized void failed() {
    counters.reloaded(false);
  }
}
