package io.herald.balancer.nftables;

import java.util.List;

/** Runs the commands that change the kernel. */
interface KernelCommands {

  /**
   * Runs one to its end.
   *
   * @param words the command and its arguments; no shell reads them
   * @param input its standard input
   * @throws InterruptedException if the thread is interrupted; the command was killed
   */
  Outcome run(List<String> words, String input) throws InterruptedException;

  /**
   * What became of it.
   *
   * @param code exit status; -1 if it didn't run to its end
   * @param output what it wrote to its standard output
   * @param why it failed, as a sentence's end: what it wrote to its standard error, or why it
   *     didn't run
   */
  record Outcome(int code, String output, String why) {

    boolean ok() {
      return code == 0;
    }
  }
}
