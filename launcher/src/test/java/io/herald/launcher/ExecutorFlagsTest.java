package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every flag of Aurora's executor (§2.7 of the contract), in every way in which it is spelled. */
class ExecutorFlagsTest {

  static Stream<Arguments> spellings() {
    return Stream.of(
            Arguments.of("announcer-ensemble", "zk1:2181,zk2:2181", "zk1:2181,zk2:2181"),
            Arguments.of("announcer-serverset-path", "/my_sets", "/my_sets"),
            Arguments.of("announcer-allow-custom-serverset-path", "", "true"),
            Arguments.of("announcer-hostname", "my_host", "my_host"),
            Arguments.of("announcer-zookeeper-auth-config", "/a_b.json", "/a_b.json"),
            Arguments.of("announcer-enable", "", "true"),
            Arguments.of("stop-timeout-in-secs", "7", "7.0"),
            Arguments.of("end-daemonized", "", "true"),
            Arguments.of("end-daemonized", "false", "false"),
            Arguments.of("nosetuid-health-checks", "", "true"))
        .flatMap(
            row -> {
              String kebab = (String) row.get()[0];
              String snake = kebab.replace('-', '_');
              return Stream.of("--" + kebab, "--" + snake, "-" + snake, "-" + kebab)
                  .map(flag -> Arguments.of(flag, row.get()[1], "--" + kebab, row.get()[2]));
            });
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("spellings")
  void aFlagIsReadHoweverItIsSpelled(String flag, String value, String option, String read) {
    String[] joined =
        value.isEmpty() ? new String[] {"executor", flag} : args("executor", flag + "=" + value);
    Object given = matched(joined).matchedOptionValue(option, null);
    assertThat(given).hasToString(read);
    if (!value.isEmpty()) {
      Object apart = matched(args("executor", flag, value)).matchedOptionValue(option, null);
      assertThat(apart).hasToString(read);
    }
  }

  @ParameterizedTest(name = "{0} is {1} if it isn't given")
  @CsvSource({
    "--announcer-ensemble, ",
    "--announcer-serverset-path, /aurora",
    "--announcer-allow-custom-serverset-path, ",
    "--announcer-hostname, ",
    "--announcer-zookeeper-auth-config, ",
    "--stop-timeout-in-secs, 120",
    "--nosetuid-health-checks, ",
  })
  void theDefaultsAreAuroras(String option, String value) {
    CommandLine.Model.OptionSpec spec =
        Herald.commandLine(Map.of())
            .getSubcommands()
            .get("executor")
            .getCommandSpec()
            .findOption(option);

    assertThat(spec.defaultValue()).isEqualTo(value);
  }

  private static String[] args(String... args) {
    return args;
  }

  private static CommandLine.ParseResult matched(String... args) {
    return Herald.commandLine(Map.of()).parseArgs(FlagSpelling.canonical(args)).subcommand();
  }
}
