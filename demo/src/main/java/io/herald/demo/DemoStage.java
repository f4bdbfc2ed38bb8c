package io.herald.demo;

import io.herald.runtime.threads.Threads;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where a demo is shown: the lines that it prints, and its cluster, which ends with the process.
 */
final class DemoStage {

  private final PrintStream out;

  DemoStage(PrintStream out) {
    this.out = out;
  }

  /**
   * A cluster that is yet to be started.
   *
   * @param make gets what hears its steps
   */
  DemoCluster cluster(Function<Consumer<String>, DemoCluster> make) {
    DemoCluster cluster = make.apply(this::progress);
    Threads.addShutdownHook("demo-end", cluster::close);
    out.println("Starting a cluster on this machine:");
    return cluster;
  }

  /** Prints a step. */
  void progress(String line) {
    out.println("  " + line);
    out.flush();
  }

  /** Prints what is there to be tried. */
  void show(String text) {
    out.print(text);
    out.flush();
  }

  /** For the checks of a story. */
  PrintStream out() {
    return out;
  }
}
