package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.settings.SettingsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a command's file as a start would, before it is put in place. */
@Command(
    name = CheckConfigCommand.NAME,
    description = {
      "Reads a file as the command would at its start, with the same flags and environment, and all"
          + " files that it names. Nothing is started and nobody is connected to.",
      "Exit code 0: it can be used; 2: it can't, and each reason is a line."
    },
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {

  static final String NAME = "check-config";

  /** Reads a file as a start does. */
  @FunctionalInterface
  interface Check {
    /**
     * Reads it.
     *
     * @param warnings takes what would be logged at a start, and keeps nothing from working
     * @throws SettingsException with all that is wrong
     * @throws IllegalArgumentException with a line for each thing that is wrong
     */
    void read(Path file, Consumer<String> warnings) throws SettingsException;
  }

  private final Check check;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file to look at.")
  private @Nullable Path file;

  private CheckConfigCommand(Check check) {
    this.check = check;
  }

  /** The command below the one whose file it looks at. */
  static CommandLine commandLine(Check check) {
    return new CommandLine(new CheckConfigCommand(check));
  }

  @Override
  public Integer call() {
    Path checked = requireNonNull(file);
    PrintWriter err = spec.commandLine().getErr();
    try {
      check.read(checked, warning -> err.println("warning: " + warning));
    } catch (SettingsException e) {
      throw CommandFlags.asUsage(e);
    }
    spec.commandLine().getOut().println(checked + ": can be used");
    return 0;
  }
}
