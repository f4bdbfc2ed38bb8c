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
import picocli.CommandLine.Model.PositionalParamSpec;

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
    if (command.usageMessage().customSynopsis().length == 0) {
      command.usageMessage().customSynopsis(synopsis(command, table));
    }
    return new CommandFlags(command, table, environment);
  }

  /** What has to be given, then that there are flags, then what stands behind them. */
  private static String synopsis(CommandSpec command, ParameterTable table) {
    StringBuilder synopsis = new StringBuilder("herald " + table.command().replace('-', ' '));
    for (Parameter<?> row : table.required()) {
      synopsis.append(" --" + row.flag() + "=" + row.type().placeholder());
    }
    synopsis.append(" [OPTIONS]");
    for (PositionalParamSpec argument : command.positionalParameters()) {
      String label = argument.paramLabel();
      synopsis.append(argument.arity().min() == 0 ? " [" + label + "]" : " " + label);
    }
    return synopsis.toString();
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
    return judged(read()).problems();
  }

  /** The same values, each of which is read, so that they know what is wrong with any. */
  Values judged(Values values) {
    return judged(table, values);
  }

  static Values judged(ParameterTable table, Values values) {
    table.rows().forEach(values::find);
    return values;
  }

  /**
   * Reads them, and refuses them if anything is wrong.
   *
   * @throws IllegalArgumentException with a line for each problem
   */
  Values readOrRefuse() {
    Values values = judged(read());
    refuse(values);
    return values;
  }

  /** Hands on what has no effect. */
  static void warn(Values values, Consumer<String> warnings) {
    values.warnings().forEach(warnings);
  }

  /**
   * Refuses the values if anything is wrong.
   *
   * @throws IllegalArgumentException with a line for each problem
   */
  static void refuse(Values values) {
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
