package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.settings.ParameterTable;
import io.herald.settings.Values;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A command that annotations describe, and whose flags are the rows of a table. */
abstract class AnnotatedCommand implements Callable<Integer>, TableCommand {

  private @Nullable CommandFlags flags;

  /** The command with a flag for each row. */
  static CommandLine commandLine(
      AnnotatedCommand command, ParameterTable table, Map<String, String> environment) {
    return commandLine(command, table, environment, ParameterFlags::of);
  }

  /** The same, where some flags differ from how their rows have them. */
  static CommandLine commandLine(
      AnnotatedCommand command,
      ParameterTable table,
      Map<String, String> environment,
      CommandFlags.FlagMaker maker) {
    CommandLine commandLine = new CommandLine(command);
    command.flags = CommandFlags.addTo(commandLine.getCommandSpec(), table, environment, maker);
    return commandLine;
  }

  @Override
  public final CommandFlags flags() {
    return requireNonNull(flags);
  }

  /**
   * All that the flags were given, which knows what is wrong with any of it.
   *
   * @param warnings takes what has no effect
   */
  final Values judged(Consumer<String> warnings) {
    Values values = flags().judged(flags().read());
    CommandFlags.warn(values, warnings);
    return values;
  }
}
