package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each command has a page in docs/reference, and the page tells every flag. */
class ReferencePagesTest {

  private static final Path REFERENCE = Path.of("..", "docs", "reference");

  static Stream<String> commands() {
    return Herald.commandLine(Map.of()).getSubcommands().keySet().stream()
        .filter(name -> !name.equals("test"));
  }

  @ParameterizedTest(name = "docs/reference/{0}.md tells every flag of herald {0}")
  @MethodSource("commands")
  void everyFlagIsTold(String name) throws Exception {
    CommandLine command = Herald.commandLine(Map.of()).getSubcommands().get(name);
    String page = Files.readString(REFERENCE.resolve(name + ".md"));

    assertThat(options(command).filter(option -> !page.contains("`" + option + "`"))).isEmpty();
  }

  @ParameterizedTest(name = "herald {0} --help describes every flag")
  @MethodSource("commands")
  void everyFlagHasADescription(String name) {
    CommandLine command = Herald.commandLine(Map.of()).getSubcommands().get(name);

    assertThat(
            allOptions(command)
                .filter(option -> option.description().length == 0)
                .map(OptionSpec::longestName))
        .isEmpty();
  }

  @Test
  void whatAllCommandsTakeIsToldOnThePageOfLogging() throws Exception {
    String page = Files.readString(REFERENCE.resolve("logging.md"));

    assertThat(
            Herald.commandLine(Map.of()).getCommandSpec().options().stream()
                .filter(option -> option.scopeType() == CommandLine.ScopeType.INHERIT)
                .map(OptionSpec::longestName))
        .isNotEmpty()
        .allSatisfy(option -> assertThat(page).contains("`" + option + "`"));
  }

  private static Stream<String> options(CommandLine command) {
    return allOptions(command)
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
        // Told once for all commands, on logging.md.
        .filter(option -> !option.inherited())
        .map(OptionSpec::longestName)
        .distinct();
  }

  private static Stream<OptionSpec> allOptions(CommandLine command) {
    return Stream.concat(
        command.getCommandSpec().options().stream(),
        command.getSubcommands().values().stream().flatMap(ReferencePagesTest::allOptions));
  }
}
