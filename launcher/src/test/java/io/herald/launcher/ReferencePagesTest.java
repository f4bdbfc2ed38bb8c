package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.launcher.modules.DnsModules;
import io.herald.runtime.version.ProductVersion;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryParameters;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsReader;
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
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Each command has a page in docs/reference with a row for every flag. Page, help and what the
 * flags set agree on everything, as all come from the command's table of parameters.
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

  /**
   * A table of parameters and its page.
   *
   * @param columns 6 where a file has keys for them, else 5
   */
  record Page(String command, String page, int columns, ParameterTable table) {

    Page(String command, ParameterTable table) {
      this(command, command.replaceFirst(" .*", ""), 5, table);
    }

    List<String> row(Parameter<?> parameter) {
      List<String> cells = new ArrayList<>(List.of("--" + parameter.flag()));
      if (columns == 6) {
        cells.add(parameter.key());
      }
      cells.add(parameter.isRequired() ? "required" : parameter.defaultText().orElse("none"));
      cells.addAll(List.of(parameter.type().values(), parameter.since(), parameter.meaning()));
      return cells;
    }

    @Override
    public String toString() {
      return command;
    }
  }

  static List<Page> pages() {
    return List.of(
        new Page("dns", "dns", 6, DnsModules.TABLE),
        new Page("dns explain", ExplainCommand.TABLE),
        new Page("lb", "lb", 6, LbFlags.TABLE),
        new Page("publish", "publish", 6, PublishFlags.TABLE),
        new Page("render", RenderFlags.TABLE),
        new Page("announce", AnnounceCommand.TABLE),
        new Page("executor", ExecutorCommand.TABLE),
        new Page("scheduler", SchedulerCommand.TABLE),
        new Page("inspect", InspectCommand.TABLE),
        new Page("mesos", MesosCommand.TABLE),
        new Page("demo", DemoCommand.TABLE),
        new Page("serverset ls", ServersetCommand.table("ls")),
        new Page("serverset cat", ServersetCommand.table("cat")),
        new Page("serverset watch", ServersetCommand.table("watch")),
        new Page("serverset validate", ServersetCommand.table("validate")));
  }

  /** The whole table is in the message of a difference, to be copied. */
  @ParameterizedTest(name = "the page of herald {0} has its table")
  @MethodSource("pages")
  void aPageIsItsCommandsTable(Page page) throws Exception {
    List<List<String>> expected = page.table().rows().stream().map(page::row).toList();

    assertThat(rows(page.page()).stream().filter(row -> row.size() == page.columns()).skip(1))
        .filteredOn(row -> !row.get(0).equals("--config") || page.table().of("config").isPresent())
        .as(
            "docs/reference/%s.md should have:%n%s",
            page.page(),
            expected.stream()
                .map(row -> "| " + String.join(" | ", row) + " |")
                .collect(Collectors.joining(System.lineSeparator())))
        .containsExactlyElementsOf(expected);
  }

  /** A file that a command reads is named by a flag that is no row of it. */
  @ParameterizedTest(name = "every flag of herald {0} is a row of its table, and so is its help")
  @MethodSource("pages")
  void theHelpOfACommandIsItsTable(Page page) {
    CommandLine command = Herald.commandLine(Map.of());
    for (String part : page.command().split(" ")) {
      command = command.getSubcommands().get(part);
    }
    for (Parameter<?> parameter : page.table().rows()) {
      OptionSpec option = command.getCommandSpec().findOption("--" + parameter.flag());
      assertThat(option.description()).containsExactly(parameter.help());
    }
    Set<String> rows = new TreeSet<>(Set.of("--config"));
    page.table().rows().forEach(row -> rows.add("--" + row.flag()));
    if (page.command().equals("dns explain")) {
      DnsModules.TABLE.rows().forEach(row -> rows.add("--" + row.flag()));
    }
    assertThat(
            command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .filter(option -> !option.hidden() && !option.inherited())
                .map(OptionSpec::longestName))
        .allSatisfy(flag -> assertThat(rows).contains(flag));
  }

  @Test
  void everyCommandWithFlagsHasATable() {
    Set<String> withTable =
        pages().stream().map(Page::command).collect(Collectors.toCollection(TreeSet::new));
    assertThat(namesOfCommands("", Herald.commandLine(Map.of()))).isEqualTo(withTable);
  }

  /** Of those that take a flag beside what all take. */
  private static Set<String> namesOfCommands(String name, CommandLine command) {
    Set<String> names = new TreeSet<>();
    if (!name.isEmpty()
        && command.getCommandSpec().options().stream()
            .anyMatch(
                option ->
                    !option.usageHelp()
                        && !option.versionHelp()
                        && !option.hidden()
                        && !option.inherited())) {
      names.add(name);
    }
    command
        .getSubcommands()
        .forEach(
            (word, below) -> names.addAll(namesOfCommands((name + " " + word).strip(), below)));
    return names;
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
    assertThat(pages().stream().flatMap(page -> page.table().rows().stream()))
        .allSatisfy(parameter -> assertThat(releases).contains(parameter.since()));
  }

  @Test
  void theOptionsOfDiscoveryInfoHaveTheDefaultsOfTheFlags() throws Exception {
    ParameterTable table = new ParameterTable("x", DiscoveryParameters.ROWS);
    assertThat(DiscoveryParameters.read(new SettingsReader(table).read()))
        .isEqualTo(DiscoveryOptions.builder().build());
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
        .filter(row -> row.size() >= 5)
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
