package io.herald.distribution;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Completion for bash: picocli's own. */
final class BashCompletion {

  private BashCompletion() {}

  static String of(CommandLine herald) {
    // Its second line is the day on which it was written.
    return AutoComplete.bash("herald", herald).replaceAll("(?m)^# Generated .*\\R", "");
  }
}
