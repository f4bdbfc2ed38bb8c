package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.launcher.modules.DnsModules;
import io.herald.runtime.version.ProductVersion;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Each command has a page in docs/reference with a row for every flag. Page, help and what the
 * flags set agree on every default; of the DNS server they agree on everything, as all come from
 * its table of parameters.
 */
class ReferencePagesTest {

  private static final Path REFERENCE = Path.of("..", "docs", "reference");

  private static final Pattern DEFAULT = Pattern.compile("\\(default: (.*)\\)\\.?$");

  /** What a page says where there is no default. */
  private static final Set<String> NO_DEFAULT = Set.of("", "none", "required", "off", "see below");

  static Stream<String> commands() {
    return Herald.commandLine(Map.of()).getSubcommands().keySet().stream()
        .filter(name -> !Set.of("package", "test").contains(name));
  }

  @ParameterizedTest(name = "docs/reference/{0}.md has a row for every flag of herald {0}")
  @MethodSource("commands")
  void everyFlagHasARow(String name) throws Exception {
    List<List<String>> rows = rows(name);

    assertThat(
            options(command(name))
                .filter(option -> defaultsOnPage(option, rows).isEmpty())
                // Every flag of the server is one of explain, too.
                .filter(option -> !name.equals("dns") || parameter(option).isEmpty())
                .map(OptionSpec::longestName))
        .isEmpty();
  }

  @ParameterizedTest(name = "herald {0} --help describes every flag")
  @MethodSource("commands")
  void everyFlagHasADescription(String name) {
    assertThat(
            allOptions(command(name))
                .filter(option -> option.description().length == 0)
                .map(OptionSpec::longestName))
        .isEmpty();
  }

  @ParameterizedTest(
      name = "herald {0} --help shows every default, and docs/reference/{0}.md the same")
  @MethodSource("commands")
  void pageAndHelpShowTheSameDefaults(String name) throws Exception {
    List<List<String>> rows = rows(name);
    List<String> differences = new ArrayList<>();
    options(command(name))
        .filter(option -> !name.equals("dns") || parameter(option).isEmpty())
        .forEach(
            option -> {
              Optional<String> help = defaultInHelp(option);
              if (hasDefault(option) && !help.equals(Optional.of(option.defaultValueString()))) {
                differences.add(option.longestName() + ": the help does not show its default");
              }
              for (String page : defaultsOnPage(option, rows)) {
                boolean same =
                    help.isPresent() ? help.get().equals(page) : NO_DEFAULT.contains(page);
                if (!same) {
                  differences.add(
                      option.longestName() + ": help " + help + ", page \"" + page + "\"");
                }
              }
            });

    assertThat(differences).isEmpty();
  }

  static Map<String, ParameterTable> tables() {
    return Map.of("dns", DnsModules.TABLE, "lb", LbFlags.TABLE, "publish", PublishFlags.TABLE);
  }

  @ParameterizedTest(name = "docs/reference/{0}.md has the table of herald {0}")
  @ValueSource(strings = {"dns", "lb", "publish"})
  void aPageIsItsCommandsTable(String name) throws Exception {
    List<List<String>> expected =
        tables().get(name).rows().stream()
            .map(
                parameter ->
                    List.of(
                        "--" + parameter.flag(),
                        parameter.key(),
                        parameter.defaultText().orElse("none"),
                        parameter.type().values(),
                        parameter.since(),
                        parameter.meaning()))
            .toList();

    assertThat(rows(name).stream().filter(row -> row.size() == 6).skip(1))
        .filteredOn(row -> !row.get(0).equals("--config"))
        .containsExactlyElementsOf(expected);
  }

  /** Not before the first release, not in one that is still to come. */
  @Test
  void everyParameterCameWithARelease() throws Exception {
    Set<String> releases =
        Pattern.compile("(?m)^## (\\d+\\.\\d+)")
            .matcher(Files.readString(Path.of("..", "CHANGELOG.md")))
            .results()
            .map(release -> release.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    releases.add(ProductVersion.current().replaceFirst("^(\\d+\\.\\d+).*", "$1"));
    assertThat(DnsModules.TABLE.rows())
        .allSatisfy(parameter -> assertThat(releases).contains(parameter.since()));
  }

  @Test
  void theHelpOfTheDnsServerIsItsTable() {
    for (String name : List.of("dns", "dns explain")) {
      CommandLine command = Herald.commandLine(Map.of());
      for (String part : name.split(" ")) {
        command = command.getSubcommands().get(part);
      }
      for (Parameter<?> parameter : DnsModules.TABLE.rows()) {
        OptionSpec option = command.getCommandSpec().findOption("--" + parameter.flag());
        assertThat(option.description()).containsExactly(parameter.help());
      }
    }
  }

  @Test
  void theOptionsOfDiscoveryInfoHaveTheDefaultsOfTheFlags() {
    DiscoveryOptionsMixin discovery = new DiscoveryOptionsMixin();
    new CommandLine(discovery).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
    assertThat(discovery.options()).isEqualTo(DiscoveryOptions.builder().build());
  }

  @Test
  void whatAllCommandsTakeIsOnThePageOfLogging() throws Exception {
    String page = Files.readString(REFERENCE.resolve("logging.md"));

    assertThat(
            Herald.commandLine(Map.of()).getCommandSpec().options().stream()
                .filter(option -> option.scopeType() == CommandLine.ScopeType.INHERIT)
                .map(OptionSpec::longestName))
        .isNotEmpty()
        .allSatisfy(option -> assertThat(page).contains("`" + option + "`"));
  }

  private static CommandLine command(String name) {
    return Herald.commandLine(Map.of()).getSubcommands().get(name);
  }

  private static Optional<Parameter<?>> parameter(OptionSpec option) {
    return DnsModules.TABLE.rows().stream()
        .filter(row -> option.longestName().equals("--" + row.flag()))
        .findFirst();
  }

  /** Whether its field has a value without the flag; one of nothing, 0 or false counts as none. */
  private static boolean hasDefault(OptionSpec option) {
    Object initial = option.initialValue();
    return option.defaultValue() != null
        || !(initial == null
            || Set.of("", "[]", "{}", "0", "0.0", "false").contains(initial.toString()));
  }

  private static Optional<String> defaultInHelp(OptionSpec option) {
    String help = String.join(" ", option.description());
    Matcher shown = DEFAULT.matcher(help.replace("${DEFAULT-VALUE}", option.defaultValueString()));
    return shown.find() ? Optional.of(shown.group(1)) : Optional.empty();
  }

  /** The cells of the page's tables, as they read: without links and code marks. */
  private static List<List<String>> rows(String name) throws IOException {
    return Files.readAllLines(REFERENCE.resolve(name + ".md")).stream()
        .filter(line -> line.startsWith("| "))
        .map(
            line ->
                Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                    .map(ReferencePagesTest::plain)
                    .toList())
        .toList();
  }

  private static String plain(String cell) {
    return cell.strip().replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("`", "");
  }

  /** In each of the page's rows of the flag; a row may be of several flags. */
  private static List<String> defaultsOnPage(OptionSpec option, List<List<String>> rows) {
    return rows.stream()
        .filter(row -> Arrays.asList(row.get(0).split(", ")).contains(option.longestName()))
        .map(row -> row.size() == 6 ? row.get(2) : row.get(1))
        .toList();
  }

  private static Stream<OptionSpec> options(CommandLine command) {
    return allOptions(command)
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
        // On logging.md, once for all commands.
        .filter(option -> !option.inherited());
  }

  private static Stream<OptionSpec> allOptions(CommandLine command) {
    return Stream.concat(
        command.getCommandSpec().options().stream(),
        command.getSubcommands().values().stream().flatMap(ReferencePagesTest::allOptions));
  }
}
