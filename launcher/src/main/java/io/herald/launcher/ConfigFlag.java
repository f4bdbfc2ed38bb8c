package io.herald.launcher;

import io.herald.settings.ParameterTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --config}: a JSON file with a table's parameters, by their keys. */
final class ConfigFlag {

  private static final String CONFIG = "--config";

  private ConfigFlag() {}

  /** Adds it. */
  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("JSON file with these parameters, by their keys.")
            .build());
  }

  /** The file that the command was given, or else its environment; empty: none. */
  static Optional<Path> file(
      CommandSpec command, ParameterTable table, Map<String, String> environment) {
    OptionSpec found = command.findOption(CONFIG);
    if (found != null && found.getValue() instanceof Path file) {
      return Optional.of(file);
    }
    return Optional.ofNullable(environment.get(table.variablePrefix() + "CONFIG"))
        .filter(path -> !path.isEmpty())
        .map(Path::of);
  }
}
