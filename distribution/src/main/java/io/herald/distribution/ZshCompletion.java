package io.herald.distribution;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for zsh: a function for each command, with {@code _arguments}. */
final class ZshCompletion {

  private final StringBuilder script = new StringBuilder("#compdef herald\n");

  private ZshCompletion() {}

  static String of(CommandLine herald) {
    ZshCompletion completion = new ZshCompletion();
    completion.function(herald);
    completion.script.append("\n_herald \"$@\"\n");
    return completion.script.toString();
  }

  private void function(CommandLine command) {
    List<CommandLine> subs = Shown.commands(command);
    script.append('\n').append(functionOf(command)).append("() {\n");
    script.append("  local line state\n  _arguments -C");
    for (OptionSpec option : Shown.options(command)) {
      for (String name : option.names()) {
        script.append(" \\\n    ").append(quoted(argument(option, name)));
      }
    }
    if (subs.isEmpty()) {
      script.append(" \\\n    '*::argument:_files'\n}\n");
      return;
    }
    script.append(" \\\n    '1: :->command' \\\n    '*::arguments:->arguments'\n");
    script.append("  case $state in\n    command)\n      local -a commands=(\n");
    for (CommandLine sub : subs) {
      script
          .append("        ")
          .append(quoted(sub.getCommandName() + ":" + Shown.summary(sub).replace(":", "\\:")))
          .append('\n');
    }
    script.append("      )\n      _describe command commands\n      ;;\n");
    script.append("    arguments)\n      case $line[1] in\n");
    for (CommandLine sub : subs) {
      script
          .append("        ")
          .append(sub.getCommandName())
          .append(") ")
          .append(functionOf(sub))
          .append(" ;;\n");
    }
    script.append("      esac\n      ;;\n  esac\n}\n");
    subs.forEach(this::function);
  }

  private static String functionOf(CommandLine command) {
    return "_" + command.getCommandSpec().qualifiedName("_").replace('-', '_');
  }

  /** {@code --flag=[what it is]:VALUE:(a b)}. */
  private static String argument(OptionSpec option, String name) {
    String text = Shown.summary(Shown.description(option)).replace("[", "\\[").replace("]", "\\]");
    if (option.arity().max() == 0) {
      return name + "[" + text + "]";
    }
    List<String> values = Shown.values(option);
    String action =
        values.isEmpty()
            ? option.paramLabel().contains("FILE") ? "_files" : " "
            : values.stream().collect(Collectors.joining(" ", "(", ")"));
    String colons = option.arity().min() == 0 ? "::" : ":";
    return name
        + (name.startsWith("--") ? "=" : "")
        + "["
        + text
        + "]"
        + colons
        + option.paramLabel().replace(":", "\\:")
        + ":"
        + action;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
