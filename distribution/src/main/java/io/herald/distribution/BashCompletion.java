package io.herald.distribution;

import static java.util.regex.Matcher.quoteReplacement;

import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Completion for bash: picocli's own, but that each option has the values of its own. Picocli names
 * an option's values after what stands for them in the help, so two options with a {@code POLICY}
 * had those of the second.
 */
final class BashCompletion {

  private static final Pattern VALUES =
      Pattern.compile("local \\w+_option_args=(\\(.*\\)) # (--[\\w-]+)(.*) values");

  private static final Pattern COMPLETED =
      Pattern.compile("'(--[\\w-]+)'((?:\\|'[^']+')*\\)\\R.*\\R.*\\$\\{)\\w+_option_args");

  private BashCompletion() {}

  static String of(CommandLine herald) {
    // Its second line is the day on which it was written.
    String script = AutoComplete.bash("herald", herald).replaceAll("(?m)^# Generated .*\\R", "");
    script =
        VALUES
            .matcher(script)
            .replaceAll(m -> quoteReplacement("local " + valuesOf(m.group(2)) + "=" + m.group(1)));
    return COMPLETED
        .matcher(script)
        .replaceAll(
            m -> quoteReplacement("'" + m.group(1) + "'" + m.group(2) + valuesOf(m.group(1))));
  }

  private static String valuesOf(String option) {
    return "values_of" + option.replaceFirst("-", "").replace('-', '_');
  }
}
