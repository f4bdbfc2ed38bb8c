package io.herald.distribution;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish: one {@code complete} for each command, and one for each flag of it. */
final class FishCompletion {

  private final StringBuilder script = new StringBuilder("complete -c herald -f\n");

  private FishCompletion() {}

  static String of(CommandLine herald) {
    FishCompletion completion = new FishCompletion();
    completion.command(herald, List.of());
    return completion.script.toString();
  }

  private void command(CommandLine command, List<String> path) {
    List<CommandLine> subs = Shown.commands(command);
    String here = condition(path, subs);
    for (CommandLine sub : subs) {
      line(here, "-a " + sub.getCommandName(), Shown.summary(sub));
    }
    for (OptionSpec option : Shown.options(command)) {
      line(here, flag(option), Shown.summary(Shown.description(option)));
    }
    for (CommandLine sub : subs) {
      List<String> below = new ArrayList<>(path);
      below.add(sub.getCommandName());
      command(sub, below);
    }
  }

  /** All words of the path were given, and none of the commands behind it. */
  private static String condition(List<String> path, List<CommandLine> subs) {
    StringBuilder condition = new StringBuilder();
    for (String word : path) {
      condition.append("__fish_seen_subcommand_from ").append(word).append("; and ");
    }
    if (!subs.isEmpty()) {
      condition.append("not __fish_seen_subcommand_from");
      subs.forEach(sub -> condition.append(' ').append(sub.getCommandName()));
      return condition.toString();
    }
    return condition.substring(0, Math.max(0, condition.length() - "; and ".length()));
  }

  private static String flag(OptionSpec option) {
    StringBuilder flag = new StringBuilder();
    for (String name : option.names()) {
      flag.append(flag.length() == 0 ? "" : " ")
          .append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
    }
    if (option.arity().min() > 0) {
      List<String> values = Shown.values(option);
      if (!values.isEmpty()) {
        flag.append(" -x -a ").append(quoted(String.join(" ", values)));
      } else {
        flag.append(option.paramLabel().contains("FILE") ? " -r -F" : " -x");
      }
    }
    return flag.toString();
  }

  private void line(String condition, String what, String description) {
    script.append("complete -c herald");
    if (!condition.isEmpty()) {
      script.append(" -n ").append(quoted(condition));
    }
    script.append(' ').append(what);
    if (!description.isEmpty()) {
      script.append(" -d ").append(quoted(description));
    }
    script.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
