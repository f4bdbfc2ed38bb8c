package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is made of a command line that begins with {@code dns}. */
class DnsCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dns",
        "dns --port 53",
        "dns --config=/etc/herald/dns.json --http-on false",
        "dns --htp-port 8123",
      })
  void aServerIsMadeWithoutTheCommandsBelowIt(String line) {
    assertThat(dns(line).getSubcommands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dns explain web.marathon.mesos",
        "dns --port 53 ready",
        "dns --http-on ready",
        "dns --port=53 check-config config.json",
        "dns redy",
        "dns --help",
        "dns -h",
      })
  void whatMayMeanOneOfThemHasThemAll(String line) {
    assertThat(dns(line).getSubcommands())
        .containsOnlyKeys(
            Herald.commandLine(Map.of()).getSubcommands().get("dns").getSubcommands().keySet());
  }

  private static CommandLine dns(String line) {
    return Herald.commandLine(HeraldCommands.ALL, List.of(line.split(" ")), Map.of())
        .getSubcommands()
        .get("dns");
  }
}
