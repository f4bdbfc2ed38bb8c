package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.launcher.Herald;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Manual pages and completions say what the command line has, and nothing that it hides. */
class DocumentWriterTest {

  @TempDir private static Path share;

  @BeforeAll
  static void write() throws IOException {
    CommandLine herald = DocumentWriter.visible(Herald.commandLine(Map.of()));
    DocumentWriter.write(share, herald, "1.2.3", LocalDate.of(2026, 11, 30));
  }

  @Test
  void everyCommandHasAPageWithItsFlagsAndNoHiddenOne() throws IOException {
    for (CommandLine command : commands(Herald.commandLine(Map.of()))) {
      String page = read("man/man1/" + command.getCommandSpec().qualifiedName("-") + ".1");
      for (OptionSpec option : command.getCommandSpec().options()) {
        String name = "\\fB" + option.longestName().replace("-", "\\-") + "\\fR";
        assertThat(page.contains(name)).as(command + " " + name).isEqualTo(!option.hidden());
      }
    }
  }

  @Test
  void aPageHasItsSectionsAndTheVersion() throws IOException {
    assertThat(read("man/man1/herald-dns.1"))
        .startsWith(".TH \"HERALD\\-DNS\" 1 2026-11-30 \"herald 1.2.3\" \"Herald\"\n")
        .contains(".SH NAME\nherald\\-dns \\- Follows the Mesos masters")
        .contains(".SH OPTIONS\n", ".SH COMMANDS\n", ".SH SEE ALSO\n.BR herald (1)\n")
        .doesNotContain("${", "%n");
  }

  @Test
  void theManualOfEachUnitIsThere() throws IOException {
    Path units = Path.of("src/main/systemd");
    try (Stream<Path> all = Files.list(units)) {
      List<Path> files = all.toList();
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .contains("herald-dns.service", "herald-lb.service", "herald-announce@.service");
      for (Path file : files) {
        Matcher page =
            Pattern.compile("Documentation=man:([a-z-]+)\\(1\\)")
                .matcher(Files.readString(file, UTF_8));
        assertThat(page.find()).as(file.toString()).isTrue();
        assertThat(read("man/man1/" + page.group(1) + ".1")).contains(".SH OPTIONS\n");
      }
    }
  }

  /** A stop or a crash of the balancer must leave HAProxy, which then is taken over. */
  @Test
  void theUnitOfTheBalancerLeavesHaproxyAlone() throws IOException {
    assertThat(Files.readString(Path.of("src/main/systemd/herald-lb.service"), UTF_8))
        .contains("\nKillMode=process\n", "\nOOMPolicy=continue\n")
        .contains("\nExecStart=/usr/bin/herald lb --config /etc/herald/lb.json\n");
  }

  @Test
  void everyCompletionHasEveryFlagAndNoHiddenOne() throws IOException {
    for (String file :
        List.of("bash-completion/completions/herald", "zsh/vendor-completions/_herald")) {
      String script = read(file);
      assertThat(script).contains("--http-port", "--announce-policy", "healthy");
      assertThat(script).doesNotContain("--stderrthreshold", "--vmodule", "--announcer-enable\"");
    }
    assertThat(read("fish/vendor_completions.d/herald.fish"))
        .contains("-l http-port -x", "-l announce-policy -x -a '", "-a dns -d '")
        .doesNotContain("-l stderrthreshold", "-l vmodule");
  }

  /** Options that the help writes alike have each their own values. */
  @Test
  void bashCompletesTheValuesOfTheOptionItself() throws Exception {
    assertThat(completed("announce", "--announce-policy", "")).isEqualTo("start healthy running");
    assertThat(completed("announce", "--announcer-stale-members", "r")).isEqualTo("report remove");
    assertThat(completed("dns", "--web-staging-tasks", "d")).isEqualTo("drained");
    assertThat(completed("dns", "--log-format", "")).isEqualTo("TEXT JSON");
  }

  private static String completed(String... words) throws Exception {
    String script =
        ". \"$0\"; compopt() { :; }; COMP_WORDS=(herald \"$@\"); COMP_CWORD=$#; COMPREPLY=();"
            + " _complete_herald; echo \"${COMPREPLY[*]}\"";
    List<String> command = new ArrayList<>(List.of("bash", "-c", script));
    command.add(share.resolve("bash-completion/completions/herald").toString());
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }

  /** Two builds of one commit are equal. */
  @Test
  void nothingSaysWhenItWasWritten() throws IOException {
    assertThat(read("bash-completion/completions/herald"))
        .doesNotContain(Integer.toString(LocalDate.now(java.time.ZoneOffset.UTC).getYear()));
  }

  private static String read(String file) throws IOException {
    return Files.readString(share.resolve(file), UTF_8);
  }

  private static List<CommandLine> commands(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(sub -> all.addAll(commands(sub)));
    return all;
  }
}
