package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.executor.options.ExecutorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The executor's flags, its options and its pages agree on each default. */
class ExecutorFlagsTest {

  private static final Pattern ROW = Pattern.compile("\\| `(--[a-z-]+)` \\| ([^|]*) \\|.*");

  @Test
  void withoutFlagsTheOptionsAreTheDefaults() {
    AnnouncerOptionsMixin flags = new AnnouncerOptionsMixin();
    new CommandLine(flags).parseArgs();

    assertThat(flags.options().build()).isEqualTo(ExecutorOptions.DEFAULT);
  }

  @ParameterizedTest(name = "herald {0}")
  @ValueSource(strings = {"executor", "announce"})
  void helpAndPageTellTheSameDefault(String name) throws Exception {
    CommandLine command = Herald.commandLine(Map.of()).getSubcommands().get(name);
    List<String> checked = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "reference", name + ".md"))) {
      Matcher row = ROW.matcher(line);
      OptionSpec option = row.matches() ? command.getCommandSpec().findOption(row.group(1)) : null;
      boolean hasDefault =
          option != null
              && option.initialValue() != null
              && String.join(" ", option.description()).contains("(default:");
      if (!hasDefault) {
        continue;
      }
      assertThat(row.group(2).replace("`", ""))
          .as(row.group(1))
          .isEqualTo(option.defaultValueString());
      checked.add(row.group(1));
    }

    assertThat(checked)
        .contains(
            "--announcer-serverset-path",
            "--announcer-address",
            "--zookeeper-session-timeout-secs",
            "--announce-policy",
            "--announcer-stale-members",
            "--drain-secs",
            "--stop-timeout-in-secs",
            "--early-check-interval-secs",
            "--end-daemonized");
  }
}
