package io.herald.launcher;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --help} and {@code --version} as picocli's own mixin has them, for commands that start
 * often: the mixin is read by its annotations.
 */
final class HelpFlags {

  private HelpFlags() {}

  /** Adds both. */
  static CommandSpec addTo(CommandSpec command) {
    return command
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }
}
