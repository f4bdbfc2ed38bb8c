package io.herald.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import io.herald.runtime.threads.Threads;

/** What a benchmark owes to who waits for it, and to the machine that it ran on. */
public final class Progress {

  private Progress() {}

  /** Tells who waits what is done now; figures go elsewhere. */
  @FormatMethod
  public static void say(String what, Object... arguments) {
    System.err.println("benchmark: " + String.format(what, arguments));
  }

  /**
   * Ends what this process has started when it is ended itself, by whatever signal or limit. To be
   * called once, at the beginning.
   */
  public static void endProcessesAtTheEnd() {
    Threads.addShutdownHook(
        "benchmark-end",
        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy));
  }
}
