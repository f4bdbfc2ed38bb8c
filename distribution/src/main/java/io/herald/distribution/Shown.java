package io.herald.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What of a command line is shown to a user, and in which words. */
final class Shown {

  private Shown() {}

  /** The commands below, but those that exist in a checkout alone. */
  static List<CommandLine> commands(CommandLine command) {
    Map<CommandLine, String> commands = new LinkedHashMap<>();
    command.getSubcommands().forEach((name, sub) -> commands.putIfAbsent(sub, name));
    return commands.keySet().stream()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  static List<OptionSpec> options(CommandLine command) {
    return command.getCommandSpec().options().stream().filter(option -> !option.hidden()).toList();
  }

  static List<PositionalParamSpec> arguments(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .filter(argument -> !argument.hidden())
        .toList();
  }

  /** The description as the help has it, in one line, with values for its variables. */
  static String description(ArgSpec argument) {
    return resolved(String.join(" ", argument.description()), argument);
  }

  /** The first sentence of a description, for where there is one line. */
  static String summary(String description) {
    int end = description.indexOf(". ");
    String first = end < 0 ? description : description.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  static String summary(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    return description.length == 0 ? "" : summary(description[0].replace("%n", " "));
  }

  /** The values that an option takes, if they can be counted. */
  static List<String> values(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(values::add);
    } else if (argument.paramLabel().matches("[a-z0-9]+(\\|[a-z0-9]+)+")) {
      values.addAll(Arrays.asList(argument.paramLabel().split("\\|")));
    }
    return values;
  }

  private static String resolved(String text, ArgSpec argument) {
    String candidates =
        argument.completionCandidates() == null ? "" : String.join(", ", values(argument));
    String fallback = argument.defaultValueString();
    return text.replace("${COMPLETION-CANDIDATES}", candidates)
        .replace("${DEFAULT-VALUE}", fallback == null ? "none" : fallback)
        .replace("%n", " ")
        .replace("%%", "%");
  }
}
