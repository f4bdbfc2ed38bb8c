package io.herald.settings;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One row says all of a parameter; file, environment and flags are read from it. */
class SettingsReaderTest {

  private enum Way {
    FIRST_ONE,
    OTHER
  }

  private static final Parameter<Integer> PORT =
      Parameter.of("httpPort", "http-port", ValueTypes.number(Range.PORTS), "the port")
          .withDefault(80);
  private static final Parameter<Boolean> ON =
      Parameter.of("httpOn", "http-on", ValueTypes.onOff(), "whether it is served")
          .withDefault(true);
  private static final Parameter<String> ZK =
      Parameter.of("zk", "zk", ValueTypes.text("URL"), "where masters elect").withLogin();
  private static final Parameter<List<Integer>> SIZES =
      Parameter.of(
              "sizes",
              "sizes",
              ValueTypes.listOf("A,B,…", SettingsReaderTest::size, String::valueOf),
              "some sizes")
          .withDefault(List.of());
  private static final Parameter<Duration> WAIT =
      Parameter.of("waitSeconds", "wait-seconds", ValueTypes.seconds(new Range(1, 60)), "a wait")
          .withDefault(Duration.ofSeconds(5));
  private static final Parameter<Duration> DRAIN =
      Parameter.of("drainSecs", "drain-secs", ValueTypes.fractionalSeconds(), "a pause")
          .withDefault(Duration.ofMillis(250));
  private static final Parameter<Way> WAY =
      Parameter.of("way", "way", ValueTypes.choice("WAY", Way.class), "a way")
          .withDefault(Way.FIRST_ONE);
  private static final Parameter<Map<String, List<String>>> ZONES =
      Parameter.of("zones", "zones", ValueTypes.listsByName("ZONE=A,B;…"), "lists of zones");
  private static final Parameter<List<String>> LOGIN =
      Parameter.of(
              "login",
              "login",
              ValueTypes.login(List::of, list -> list.get(0), list -> list.get(1)),
              "a login")
          .secret();

  private static final Parameter<List<Path>> FILES =
      Parameter.of("files", "files", ValueTypes.repeated(ValueTypes.file("FILE")), "some files")
          .required();
  private static final Parameter<SortedMap<String, String>> ENV =
      Parameter.of(
              "env", "env", ValueTypes.byName("NAME=VALUE", ValueTypes.anyText("X")), "variables")
          .withDefault(new TreeMap<>());
  private static final Parameter<SortedMap<String, Integer>> PORTS =
      Parameter.of(
          "ports",
          "ports",
          ValueTypes.byNameWithCommas("NAME=NUMBER", ValueTypes.number(Range.PORTS)),
          "ports");
  private static final Parameter<Double> CPUS =
      Parameter.of("cpus", "cpus", ValueTypes.decimal(0.01), "processors").withDefault(0.1);
  private static final Parameter<Duration> PAUSE =
      Parameter.of("pause", "pause", ValueTypes.fractionalSeconds(Duration.ofSeconds(1)), "a pause")
          .withDefault(Duration.ofSeconds(10));

  /** Of a command without a file. */
  private static final ParameterTable ALONE =
      new ParameterTable("x-y", List.of(FILES, ENV, PORTS, CPUS, PAUSE));

  private static final ParameterTable TABLE =
      new ParameterTable(
          "dns", List.of(PORT, ON, ZK), List.of(SIZES, WAIT, DRAIN, WAY, ZONES, LOGIN));

  @TempDir private Path folder;

  @Test
  void aFlagBeatsTheEnvironmentAndThatTheFile() throws Exception {
    Path file = write("{'httpPort': 1, 'HTTPON': false, 'waitSeconds': 7, 'zk': null}");
    Values values =
        new SettingsReader(TABLE)
            .file(file)
            .environment(
                Map.of("HERALD_DNS_HTTP_PORT", "2", "HERALD_DNS_WAIT_SECONDS", "8", "PATH", "x"))
            .flags(Map.of("http-port", "3"))
            .read();
    assertThat(values.get(PORT)).isEqualTo(3);
    assertThat(values.get(WAIT)).isEqualTo(Duration.ofSeconds(8));
    assertThat(values.get(ON)).isFalse();
    assertThat(values.isGiven(ZK)).isFalse();
    assertThat(values.find(SIZES)).isEmpty();
    assertThat(values.get(SIZES)).isEmpty();
    assertThat(values.problems()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} as a flag is {2} in the file")
  @CsvSource(
      delimiter = '|',
      value = {
        "http-port | 8053 | 8053",
        "http-on | off | false",
        "http-on | '' | true",
        "zk | zk://a/m | \"zk://a/m\"",
        "sizes | 1, 2 | [\"1\", \"2\"]",
        "wait-seconds | 9 | 9",
        "drain-secs | 0.5 | 0.5",
        "way | OTHER | \"other\"",
        "way | First_One | \"first-one\"",
        "zones | a=1,2;b=3 | {\"a\": [\"1\", \"2\"], \"b\": [\"3\"]}",
        "zones | a=1;b=3;a=2 | {\"a\": [\"1\", \"2\"], \"b\": [\"3\"]}",
        "login | me:pass:word | {\"PRINCIPAL\": \"me\", \"secret\": \"pass:word\"}",
      })
  void flagsAndFilesMeanTheSame(String flag, String text, String json) throws Exception {
    Parameter<?> row = TABLE.of(flag).orElseThrow();
    Values flags = new SettingsReader(TABLE).flags(Map.of(flag, text)).read();
    Values variables =
        new SettingsReader(TABLE)
            .environment(Map.of(TABLE.variable(row), text.isEmpty() ? "true" : text))
            .read();
    Values file =
        new SettingsReader(TABLE).file(write("{'" + row.key() + "': " + json + "}")).read();
    assertThat(flags.find(row)).isPresent();
    assertThat(file.find(row).toString()).isEqualTo(flags.find(row).toString());
    assertThat(variables.find(row).toString()).isEqualTo(flags.find(row).toString());
    assertThat(file.problems()).isEmpty();
  }

  @Test
  void oneRunShowsEveryProblemWithItsPlaceAndValueAndGoesOnWithTheDefault() throws Exception {
    Values values =
        new SettingsReader(TABLE)
            .file(
                write(
                    "{'httpPort': 70000, 'httpOn': 'yes', 'zk': 5, 'sizes': ['1', 'x', 2],"
                        + " 'waitSeconds': 1.5, 'zones': [], 'login': 'hush'}"))
            .environment(Map.of("HERALD_DNS_WAY", "third"))
            .flags(Map.of("drain-secs", "soon", "prot", "53"))
            .read();
    assertThat(values.get(PORT)).isEqualTo(80);
    assertThat(values.get(PORT)).as("judged once").isEqualTo(80);
    assertThat(values.get(SIZES)).containsExactly(1);
    TABLE.rows().forEach(values::find);
    assertThat(values.problems())
        .containsExactly(
            "--prot: there is no such flag",
            "config.json: \"httpPort\" = 70000: it must be 0 to 65535",
            "config.json: \"sizes\" = [\"1\",\"x\",2]: element 2 is not text; write text in quotes",
            "config.json: \"sizes\" = [\"1\",\"x\",2]: \"x\" is not a size; write a digit",
            "config.json: \"httpOn\" = \"yes\": write true or false, without quotes",
            "config.json: \"zk\" = 5: write text in quotes",
            "config.json: \"waitSeconds\" = 1.5: write a whole number, without quotes",
            "--drain-secs = \"soon\": write a number of seconds, 10 or 0.25",
            "HERALD_DNS_WAY = \"third\": write one of first-one, other",
            "config.json: \"zones\" = []: write an object, {\"…\": …}",
            "config.json: \"login\": write an object, {\"…\": …}");
    assertThatThrownBy(values::refuse)
        .isInstanceOfSatisfying(
            SettingsException.class,
            refused -> assertThat(refused.problems()).isEqualTo(values.problems()));
  }

  @Test
  void aValueThatIsNotAskedForIsNotJudged() throws Exception {
    Values values = new SettingsReader(TABLE).flags(Map.of("http-port", "x")).read();
    assertThat(values.get(WAIT)).isEqualTo(Duration.ofSeconds(5));
    assertThat(values.problems()).isEmpty();
  }

  @Test
  void whatHasNoEffectIsWarnedAbout() throws Exception {
    Values values =
        new SettingsReader(TABLE)
            .file(write("{'ns': 'x', 'http-port': 4, 'ZK': 'a', 'zk': 'b'}"))
            .environment(
                Map.of("HERALD_DNS_PROT", "53", "HERALD_DNS_CONFIG", "x", "HERALD_DNS_ZK", ""))
            .read();
    assertThat(values.warnings())
        .containsExactly(
            "config.json: \"ns\" is not a known parameter; it has no effect",
            "config.json: \"http-port\" is not a known parameter; it has no effect",
            "config.json: \"ZK\" has no effect: config.json: \"zk\" comes after it",
            "HERALD_DNS_PROT is not a known variable; it has no effect");
    assertThat(values.get(ZK.withDefault(""))).as("another row, which nothing was given").isEmpty();
    assertThat(values.find(ZK)).contains("b");
  }

  @Test
  void noProblemAndNoDocumentShowsASecret() throws Exception {
    Values values =
        new SettingsReader(TABLE)
            .file(
                write(
                    "{'zk': 'zk://me:hush@h:1/m', 'login': {'principal': 'me', 'secret': 'hush'}}"))
            .read();
    values.problem(ZK, "wrong");
    values.problem(LOGIN, "wrong");
    values.problemOfElement(SIZES, 1, "x", "wrong");
    assertThat(values.problems())
        .containsExactly(
            "config.json: \"zk\" = \"zk://…@h:1/m\": wrong",
            "config.json: \"login\": wrong",
            "\"sizes[1]\" = \"x\": wrong");
    assertThat(ZK.shown(values.find(ZK).orElseThrow())).isEqualTo("zk://********@h:1/m");
    assertThat(LOGIN.shown(values.find(LOGIN).orElseThrow()))
        .isEqualTo(Map.of("Principal", "me", "Secret", "********"));
  }

  @Test
  void aFlagThatRepeatsKeepsEveryValueInItsOrder() throws Exception {
    Values values =
        new SettingsReader(ALONE)
            .environment(Map.of("HERALD_X_Y_FILES", "z", "HERALD_X_Y_PORTS", "a=1,b=2"))
            .repeatedFlags(
                Map.of(
                    "files", List.of("b", "a,c"),
                    "env", List.of("A=1", "B=2=,3", "A=4", "C="),
                    "cpus", List.of("1e-1")))
            .read();
    assertThat(values.find(FILES)).contains(List.of(Path.of("b"), Path.of("a,c")));
    assertThat(values.get(ENV)).isEqualTo(new TreeMap<>(Map.of("A", "4", "B", "2=,3", "C", "")));
    assertThat(values.find(PORTS)).contains(new TreeMap<>(Map.of("a", 1, "b", 2)));
    assertThat(values.get(CPUS)).isEqualTo(0.1);
    assertThat(values.problems()).isEmpty();
    assertThat(
            new SettingsReader(ALONE)
                .environment(Map.of("HERALD_X_Y_FILES", "a,b"))
                .read()
                .find(FILES))
        .as("a variable is one value")
        .contains(List.of(Path.of("a,b")));
  }

  @Test
  void aValueOfAFlagThatRepeatsIsToldWithItsFlagOrVariable() throws Exception {
    Values values =
        new SettingsReader(ALONE)
            .environment(
                Map.of("HERALD_X_Y_CPUS", "0", "HERALD_X_Y_PAUSE", "0.5", "HERALD_X_Y_ENV", "B"))
            .repeatedFlags(Map.of("files", List.of("a", "b\0"), "ports", List.of("a=1", "b=x")))
            .read();
    ALONE.rows().forEach(values::find);
    assertThat(values.problems())
        .containsExactly(
            "--files = [\"a\",\"b\\u0000\"]: Nul character not allowed: b\0",
            "HERALD_X_Y_ENV = \"B\": write NAME=VALUE",
            "--ports = {\"a\":1,\"b\":\"x\"}: \"b\": write a whole number, without quotes",
            "HERALD_X_Y_CPUS = 0: it must be 0.01 or more",
            "HERALD_X_Y_PAUSE = 0.5: it must be 1 or more");
  }

  @Test
  void whatIsRequiredAndMissingIsToldWithHowToGiveIt() throws Exception {
    String told = "--files is missing; give --files=FILE, or set HERALD_X_Y_FILES";
    assertThat(new SettingsReader(ALONE).read().problems()).containsExactly(told);
    assertThat(
            new SettingsReader(new ParameterTable("x-y", List.of(ZK.required())))
                .flags(Map.of("zk", ""))
                .read()
                .problems())
        .as("an empty text is none")
        .containsExactly("--zk is missing; give --zk=URL, or set HERALD_X_Y_ZK");
    assertThat(FILES.help()).isEqualTo("some files (required).");
    assertThat(PORT.required().defaultValue()).isEmpty();
  }

  @Test
  void aRowMayBeCalledConfig() throws Exception {
    Parameter<Path> config =
        Parameter.of("config", "config", ValueTypes.file("FILE"), "a file").required();
    ParameterTable table = new ParameterTable("x", List.of(config));
    assertThat(
            new SettingsReader(table)
                .environment(Map.of("HERALD_X_CONFIG", "a.yaml"))
                .read()
                .find(config))
        .contains(Path.of("a.yaml"));
  }

  @ParameterizedTest(name = "{0} accepts {1}: {2}")
  @CsvSource({
    "http-on, off, true",
    "http-on, file.yaml, false",
    "http-port, 70000, false",
    "way, Other, true",
    "way, third, false",
  })
  void aTypeTellsWhichTextsItAccepts(String flag, String text, boolean accepted) {
    assertThat(TABLE.of(flag).orElseThrow().type().accepts(text)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'10.0.0.0/8'", "null", "5", "{'b': 1}"})
  void whatIsNotAListIsNotTakenAsAnEmptyOne(String value) throws Exception {
    Values values = new SettingsReader(TABLE).file(write("{'zones': {'a': " + value + "}}")).read();
    assertThat(values.find(ZONES).orElseThrow()).isEmpty();
    assertThat(values.problems())
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .startsWith("config.json: \"zones\" = {\"a\":")
        .endsWith(": \"a\": write a list, [\"…\", \"…\"]");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "httpPort | the port (default: 80).",
        "httpOn | whether it is served (default: true).",
        "zk | where masters elect.",
        "sizes | some sizes.",
        "waitSeconds | a wait (default: 5).",
        "drainSecs | a pause (default: 0.25).",
        "way | a way; one of first-one, other (default: first-one).",
      })
  void theHelpShowsTheDefault(String key, String help) {
    assertThat(TABLE.of(key).orElseThrow().help()).isEqualTo(help);
  }

  @Test
  void aDefaultThatDependsIsShownInWords() {
    assertThat(ZK.withDefaultWords("that of the system").help())
        .isEqualTo("where masters elect (default: that of the system).");
    assertThat(SIZES.withDefault(List.of(), "all").help()).isEqualTo("some sizes (default: all).");
  }

  @ParameterizedTest(name = "a file that holds {0} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "[1] | config.json: the configuration must be one object",
        "{ | config.json:1:2: this is not JSON: the file ends, and the object that begins at line 1, column 1 is not closed; expected }",
        "{'zk': [1} | config.json:1:10: this is not JSON: expected ], which closes what begins at line 1, column 8, not }",
        "{'zk': tru} | config.json:1:8: this is not JSON: expected a value: a text in double quotes",
        "{'zk' 1} | config.json:1:7: this is not JSON: expected a colon behind the key",
        "{'zk': 1,} | config.json:1:10: this is not JSON: expected a key in double quotes",
        "{'zk': 1 'port': 2} | config.json:1:10: this is not JSON: expected a comma or }",
        "{'zk': [1 2]} | config.json:1:11: this is not JSON: expected a comma or ]",
        "{'zk': 'a | config.json:1:10: this is not JSON: the file ends within a text; expected a double",
        "{'zk': 01} | this is not JSON: expected a number, as 10 or 0.25",
        "{'zk': 1.x} | this is not JSON: expected a number, as 10 or 0.25",
        "{'zk': '\\q'} | this is not JSON: a text holds a backslash that means nothing; expected",
        "{'zk': ## | config.json:2:1: this is not JSON: the file ends; expected a value",
        "{'zk': | config.json:1:7: this is not JSON: the file ends; expected a value",
        "{} x | config.json:1:4: this is not JSON",
        "{'zk': '', 'x': {'a': 1,## 'a': 2}} | config.json:2:5: the key \"a\" is given twice; remove one",
        "{} {} | config.json:1:4: a second value begins here; write one per file",
      })
  void aFileThatIsNoObjectIsRefused(String content, String problem) throws Exception {
    SettingsReader reader = new SettingsReader(TABLE).file(write(content.replace("##", "\n")));
    assertThatThrownBy(reader::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(problem);
  }

  /** As Mesos-DNS has it, whose files are taken as they are. */
  @Test
  void ofAKeyThatComesTwiceTheLastCountsAndItIsTold() throws Exception {
    Values values =
        new SettingsReader(TABLE).file(write("{'zk': 'zk://a/m',\n 'zk': 'zk://b/m'}")).read();
    assertThat(values.find(ZK)).contains("zk://b/m");
    assertThat(values.warnings())
        .singleElement(InstanceOfAssertFactories.STRING)
        .endsWith(
            "config.json:2:6: the key \"zk\" is given twice; remove one; the last one counts");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    SettingsReader reader = new SettingsReader(TABLE).file(folder.resolve("none.json"));
    assertThatThrownBy(reader::read).hasMessageContaining("there is no such file; name one with");
  }

  @Test
  void twoRowsOfOneNameAreRefused() {
    assertThatThrownBy(() -> new ParameterTable("dns", List.of(PORT), List.of(PORT)))
        .hasMessageContaining("httpPort");
    assertThat(Parameter.ofFlag("http-port", ValueTypes.text("X"), "x").key())
        .isEqualTo("httpPort");
    assertThatThrownBy(() -> Parameter.of("httpPort", "port", ValueTypes.text("X"), "x"))
        .hasMessageContaining("httpPort");
  }

  private static int size(String text) {
    if (!text.matches("\\d")) {
      throw new IllegalArgumentException("\"" + text + "\" is not a size; write a digit");
    }
    return Integer.parseInt(text);
  }

  private Path write(String json) throws Exception {
    return Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
  }
}
