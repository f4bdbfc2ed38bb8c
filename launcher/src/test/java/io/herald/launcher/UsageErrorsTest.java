package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.balancer.config.PlaneKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a mistyped command line is told: each mistake once, and what was probably meant. */
class UsageErrorsTest {

  static List<Arguments> mistakes() {
    return List.of(
        mistake("dns --htp-port 8123", "dns", "unknown flag --htp-port; did you mean --http-port?"),
        mistake(
            "dns --htp-port=8123 --litsener 127.0.0.1",
            "dns",
            "unknown flag --htp-port; did you mean --http-port?",
            "unknown flag --litsener; did you mean --listener?"),
        mistake("dns --populate-everything", "dns", "unknown flag --populate-everything"),
        mistake("schduler", "", "unknown command \"schduler\"; did you mean scheduler?"),
        mistake("lb --plan proxy", "lb", "unknown flag --plan; did you mean --plane?"),
        mistake("demo now", "demo", "unexpected argument \"now\""),
        mistake("", "", "a command is missing"),
        mistake(
            "scheduler --bogus",
            "scheduler",
            "unknown flag --bogus",
            "--master is missing; give --master=URL, or set HERALD_SCHEDULER_MASTER",
            "--job is missing; give --job=FILE, or set HERALD_SCHEDULER_JOB"),
        mistake(
            "dns --log-format xml",
            "dns",
            "Invalid value for option '--log-format': \"xml\" is not a log format; write text or"
                + " json"));
  }

  private static Arguments mistake(String line, String command, String... sentences) {
    String name = ("herald " + command).strip();
    List<String> told = new ArrayList<>();
    for (String sentence : sentences) {
      told.add(name + ": " + sentence);
    }
    told.add("What it takes: " + name + " --help");
    return arguments(line, told);
  }

  @ParameterizedTest(name = "herald {0}")
  @MethodSource("mistakes")
  void aMistakeIsToldWithWhatWasProbablyMeant(String line, List<String> told) {
    Run run = run(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.err().lines().toList()).isEqualTo(told);
    assertThat(run.exit()).isEqualTo(2);
  }

  @ParameterizedTest(name = "herald {0} --version")
  @MethodSource("commands")
  void everyCommandTellsTheVersion(String command) {
    Run run = run(Map.of(), (command + " --version").strip().split(" "));
    assertThat(run.out()).matches("herald \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(run.exit()).isEqualTo(0);
  }

  static List<String> commands() {
    return List.of(
        "",
        "demo",
        "dns",
        "dns explain",
        "lb",
        "scheduler",
        "inspect",
        "executor",
        "announce",
        "serverset",
        "serverset cat",
        "mesos",
        "test");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongLogSettings")
  void aWrongLogSettingInTheEnvironmentIsRefused(String variable, String value, String told) {
    Run run = run(Map.of(variable, value), "inspect", "nothing.yaml");
    assertThat(run.err())
        .isEqualTo("herald inspect: " + told + "\nWhat it takes: herald inspect --help\n");
    assertThat(run.exit()).isEqualTo(2);
  }

  static List<Arguments> wrongLogSettings() {
    return List.of(
        arguments(
            "HERALD_LOG_LEVEL",
            "LOUD",
            "HERALD_LOG_LEVEL = \"LOUD\" is not a log level; write one of TRACE, DEBUG, INFO, WARN,"
                + " ERROR, OFF"),
        arguments(
            "HERALD_LOG_FORMAT",
            "xml",
            "HERALD_LOG_FORMAT: \"xml\" is not a log format; write text or json"),
        arguments(
            "HERALD_INSPECT_LOG_FORMAT",
            "xml",
            "HERALD_INSPECT_LOG_FORMAT: \"xml\" is not a log format; write text or json"));
  }

  @Test
  void renderWithoutMastersIsToldItsFlags(@TempDir Path folder) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("render.yaml"),
            "files: [{target: f, template: env, queries: {a: {name: a}}}]\n");
    Run run = run(Map.of(), "render", "--config", config.toString(), "--once");
    assertThat(run.err())
        .startsWith(
            "herald render: no Mesos master is given: give --zk zk://host:2181/mesos or --masters"
                + " host:5050, or, for herald dns, ");
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void theBalancerIsToldEveryMistakeInOneRun() {
    Run run = run(Map.of(), "lb", "--proxy-threads=0", "--plane=ipvs", "--vip-pool=::/64");
    assertThat(run.err().lines().map(line -> line.replaceFirst(": give --zk.*", "")))
        .containsExactly(
            "herald lb: --plane = [\"ipvs\"]: \"ipvs\" is not a data plane; write one of "
                + Stream.of(PlaneKind.values())
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")),
            "--vip-pool = [\"::/64\"]: a range of IPv4 is missing; write dcos, or one as in"
                + " 10.200.0.0/16",
            "--proxy-threads = 0: it must be 1 to 256",
            "no Mesos master is given");
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void aValueOfTheEnvironmentIsToldWithItsVariable() {
    assertThat(run(Map.of("HERALD_LB_PLANE", "foo"), "lb", "--masters=127.0.0.1:1").err())
        .startsWith(
            "herald lb: HERALD_LB_PLANE = [\"foo\"]: \"foo\" is not a data plane; write one");
    assertThat(run(Map.of("HERALD_RENDER_WAIT", "long"), "render", "--config=x", "--zk=a:1").err())
        .isEqualTo(
            "herald render: HERALD_RENDER_WAIT = \"long\": write a whole number, without quotes\n");
    assertThat(run(Map.of("HERALD_RENDER_CONFIG", ""), "render", "--bogus").err())
        .contains(
            "unknown flag --bogus\n",
            "--config is missing; give --config=FILE, or set HERALD_RENDER_CONFIG\n");
  }

  @ParameterizedTest(name = "herald inspect {0}")
  @ValueSource(
      strings = {"--populate-discovery-info FILE", "--populate-discovery-info true FILE", "FILE"})
  void aFlagBeforeAnArgumentLeavesItAlone(String words) {
    String[] arguments =
        ("inspect " + words).replace("FILE", "../examples/http-example.yaml").split(" ");
    Run run = run(Map.of(), arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().contains("none: --populate-discovery-info is off"))
        .isEqualTo(words.equals("FILE"));
  }

  /** A flag that may stand alone takes the next word only if that is one of its values. */
  @ParameterizedTest(name = "dns explain {0}")
  @ValueSource(
      strings = {
        "--http-on leader.mesos",
        "--http-on false leader.mesos",
        "--http-on OFF leader.mesos",
        "--http-on=true leader.mesos",
        "leader.mesos --http-on",
      })
  void aFlagThatMayStandAloneLeavesTheNextWordAlone(String words) {
    CommandLine.ParseResult parsed =
        Herald.commandLine(Map.of()).parseArgs(("dns explain " + words).split(" "));
    CommandLine.ParseResult explain = parsed.subcommand().subcommand();
    assertThat(explain.matchedPositional(0).<String>getValue()).isEqualTo("leader.mesos");
    assertThat(explain.matchedOptionValue("--http-on", ""))
        .isEqualTo(words.contains("alse") ? "false" : words.contains("OFF") ? "OFF" : "true");
  }

  @Test
  void explainTakesTheFlagsThatItsErrorsRecommend() {
    Run run = run(Map.of(), "dns", "explain", "leader.mesos", "--refresh-seconds", "none");
    // It got as far as the configuration, which names flags of herald dns.
    assertThat(run.err()).contains("--refresh-seconds").doesNotContain("unknown flag");
    Run help = run(Map.of(), "dns", "explain", "--help");
    assertThat(help.out()).contains("--zk=").contains("--masters=").contains("--resolvers=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "watch", "validate"})
  void aPathWithADefaultIsShownAsOptional(String command) {
    assertThat(run(Map.of(), "serverset", command, "--help").out()).contains("[PATH]");
  }

  private record Run(int exit, String out, String err) {}

  private static Run run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Herald.commandLine(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(FlagSpelling.canonical(arguments));
    return new Run(exit, out.toString(), err.toString());
  }
}
