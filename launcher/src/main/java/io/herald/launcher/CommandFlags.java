package io.herald.launcher;

import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The rows of a table as flags of a command, and what the command was given for them: by its
 * command line, else by the environment.
 */
final class CommandFlags {

  private final CommandSpec command;
  private final ParameterTable table;
  private final Map<String, String> environment;

  private CommandFlags(CommandSpec command, ParameterTable table, Map<String, String> environment) {
    this.command = command;
    this.table = table;
    this.environment = ofTable(environment, table);
  }

  /** Without the variable of what all commands take, which is no row. */
  static Map<String, String> ofTable(Map<String, String> environment, ParameterTable table) {
    Map<String, String> rows = new HashMap<>(environment);
    rows.remove(table.variablePrefix() + LogSettings.FORMAT_OF_COMMAND);
    return rows;
  }

  /** Adds a flag for each row. */
  static CommandFlags addTo(
      CommandSpec command, ParameterTable table, Map<String, String> environment) {
    return addTo(command, table, environment, ParameterFlags::of);
  }

  /** The same, where some flags differ from how their rows have them. */
  static CommandFlags addTo(
      CommandSpec command, ParameterTable table, Map<String, String> environment, FlagMaker maker) {
    table.rows().forEach(row -> command.addOption(maker.of(row)));
    return new CommandFlags(command, table, environment);
  }

  /** Makes the flag of a row. */
  @FunctionalInterface
  interface FlagMaker {
    OptionSpec of(Parameter<?> row);
  }

  /** Reads them; what is wrong with a value is told when it is asked for. */
  Values read() {
    try {
      return read(Optional.empty());
    } catch (SettingsException e) {
      throw asUsage(e); // of a file alone
    }
  }

  /**
   * Reads them, and a file that they beat.
   *
   * @throws SettingsException if the file can't be read
   */
  Values read(Optional<Path> file) throws SettingsException {
    SettingsReader reader =
        new SettingsReader(table)
            .environment(environment)
            .repeatedFlags(ParameterFlags.given(command, table.rows()));
    file.ifPresent(reader::file);
    return reader.read();
  }

  /** What is wrong with any value that was given, or with one that has to be: sentences. */
  List<String> problems() {
    Values values = read();
    table.rows().forEach(values::find);
    return values.problems();
  }

  /**
   * Hands on what has no effect, then refuses the values if anything is wrong.
   *
   * @throws IllegalArgumentException with a line for each problem
   */
  static void refuse(Values values, Consumer<String> warnings) {
    values.warnings().forEach(warnings);
    try {
      values.refuse();
    } catch (SettingsException e) {
      throw asUsage(e);
    }
  }

  /** What is wrong with settings, as the command line's own fault: a line for each. */
  static IllegalArgumentException asUsage(SettingsException failure) {
    return new IllegalArgumentException(
        String.join(System.lineSeparator(), failure.problems()), failure);
  }
}
