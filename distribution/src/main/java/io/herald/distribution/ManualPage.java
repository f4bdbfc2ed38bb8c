package io.herald.distribution;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command's manual page, in man(7)'s macros; {@code herald dns} is {@code herald-dns(1)}. */
final class ManualPage {

  private final StringBuilder page = new StringBuilder();
  private final CommandLine command;

  private ManualPage(CommandLine command) {
    this.command = command;
  }

  /** The page's name, without its section. */
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  static String of(CommandLine command, String version, LocalDate date) {
    ManualPage manual = new ManualPage(command);
    manual.write(version, date);
    return manual.page.toString();
  }

  private void write(String version, LocalDate date) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    line(
        ".TH \""
            + name(command).toUpperCase(Locale.ROOT).replace("-", "\\-")
            + "\" 1 "
            + date
            + " \"herald "
            + version
            + "\" \"Herald\"");
    section("NAME");
    line(escape(name(command)) + " \\- " + escape(Shown.summary(command)));
    section("SYNOPSIS");
    line(".B " + escape(command.getCommandSpec().qualifiedName()));
    synopsis().forEach(this::line);
    section("DESCRIPTION");
    paragraphs(usage.description());
    arguments();
    options();
    commands();
    footer(usage.footer());
    seeAlso();
  }

  private List<String> synopsis() {
    String[] custom = command.getCommandSpec().usageMessage().customSynopsis();
    if (custom.length > 0) {
      String qualified = command.getCommandSpec().qualifiedName();
      return Arrays.stream(custom)
          .map(String::strip)
          .filter(text -> text.startsWith(qualified))
          .map(text -> text.substring(qualified.length()).strip())
          .limit(1)
          .map(ManualPage::escape)
          .toList();
    }
    String words =
        Shown.arguments(command).stream()
            .map(PositionalParamSpec::paramLabel)
            .collect(Collectors.joining(" "));
    String sub = Shown.commands(command).isEmpty() ? "" : " [COMMAND]";
    return List.of(escape(("[OPTIONS] " + words + sub).strip()));
  }

  private void arguments() {
    List<PositionalParamSpec> arguments = Shown.arguments(command);
    if (!arguments.isEmpty()) {
      section("ARGUMENTS");
      arguments.forEach(
          argument -> item(".I " + escape(argument.paramLabel()), Shown.description(argument)));
    }
  }

  private void options() {
    section("OPTIONS");
    for (OptionSpec option : Shown.options(command)) {
      String names =
          Arrays.stream(option.names())
              .map(name -> "\\fB" + escape(name) + "\\fR")
              .collect(Collectors.joining(", "));
      item(names + value(option), Shown.description(option));
    }
  }

  private static String value(ArgSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String label = "\\fI" + escape(option.paramLabel()) + "\\fR";
    return option.arity().min() == 0 ? "[=" + label + "]" : "=" + label;
  }

  private void commands() {
    List<CommandLine> commands = Shown.commands(command);
    if (!commands.isEmpty()) {
      section("COMMANDS");
      for (CommandLine sub : commands) {
        item(".BR " + escape(name(sub)) + " (1)", Shown.summary(sub));
      }
    }
  }

  private void footer(String... footer) {
    if (Arrays.stream(footer).anyMatch(text -> !text.isBlank())) {
      section("NOTES");
      paragraphs(footer);
    }
  }

  private void seeAlso() {
    CommandLine parent = command.getParent();
    if (parent != null) {
      section("SEE ALSO");
      line(".BR " + escape(name(parent)) + " (1)");
    }
  }

  private void paragraphs(String... texts) {
    String between = "";
    for (String text : texts) {
      if (!text.isBlank()) {
        page.append(between);
        line(escape(text.strip().replace("%n", " ").replace("%%", "%")));
        between = ".PP\n";
      }
    }
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void item(String tag, String text) {
    line(".TP");
    line(tag);
    line(text.isBlank() ? "\\&" : escape(text));
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  /** What roff would read as its own. */
  private static String escape(String text) {
    String escaped =
        text.replace("\\", "\\e").replace("-", "\\-").replace("…", "\\[u2026]").strip();
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
