package io.herald.launcher;

import io.herald.runtime.text.NameSuggestions;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command line that can't be understood: one line for each thing that is wrong, with the flag or
 * command that was probably meant, and one for where to look; not the whole help.
 */
final class UsageErrors {

  private UsageErrors() {}

  /**
   * Prints what is wrong to the command's standard error.
   *
   * @param mistakes of one command line, at least one
   * @param problems what else is wrong, with values that could be told apart: sentences
   * @return the exit code
   */
  static int explain(List<ParameterException> mistakes, List<String> problems) {
    CommandLine command = mistakes.get(0).getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    Set<String> lines = new LinkedHashSet<>();
    for (ParameterException mistake : mistakes) {
      if (mistake instanceof UnmatchedArgumentException unmatched) {
        lines.addAll(lines(unmatched.getUnmatched(), command.getCommandSpec()));
      } else {
        lines.add(String.valueOf(mistake.getMessage()));
      }
    }
    lines.addAll(problems);
    lines.forEach(line -> err.println(name + ": " + line));
    err.println("What it takes: " + name + " --help");
    return ExitCode.USAGE;
  }

  /** An unknown flag includes its value; only a word that stands alone is reported on its own. */
  private static List<String> lines(List<String> unmatched, CommandSpec command) {
    List<String> flags = unmatched.stream().filter(word -> word.startsWith("-")).toList();
    return flags.isEmpty()
        ? unmatched.stream().limit(1).map(word -> unknownWord(word, command)).toList()
        : flags.stream().map(flag -> unknownFlag(flag, command)).toList();
  }

  private static String unknownFlag(String flag, CommandSpec command) {
    int equals = flag.indexOf('=');
    String bare = equals < 0 ? flag : flag.substring(0, equals);
    List<String> known =
        command.options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .toList();
    return "unknown flag " + bare + didYouMean(bare, known);
  }

  private static String unknownWord(String word, CommandSpec command) {
    List<String> known = List.copyOf(command.subcommands().keySet());
    String what = known.isEmpty() ? "unexpected argument \"" : "unknown command \"";
    return what + word + "\"" + didYouMean(word, known);
  }

  private static String didYouMean(String given, List<String> known) {
    NameSuggestions nearest = new NameSuggestions(given);
    known.forEach(nearest::offer);
    return nearest.names().stream()
        .findFirst()
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }
}
