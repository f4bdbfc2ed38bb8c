package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A command line that starts Aurora's executor starts ours. */
class AuroraFlagsTest {

  @ParameterizedTest
  @CsvSource({
    "--announcer-ensemble=zk1:2181, --announcer-ensemble, zk1:2181",
    "--announcer-serverset-path=/sets, --announcer-serverset-path, /sets",
    "--announcer-allow-custom-serverset-path, --announcer-allow-custom-serverset-path, true",
    "--announcer-hostname=10.2.3.4, --announcer-hostname, 10.2.3.4",
    "--announcer-zookeeper-auth-config=/a.json, --announcer-zookeeper-auth-config, /a.json",
    "--announcer-enable, --announcer-enable, true",
    "--stop_timeout_in_secs=7, --stop-timeout-in-secs, 7",
    "--stop-timeout-in-secs=7, --stop-timeout-in-secs, 7",
    "--nosetuid-health-checks, --nosetuid-health-checks, true",
    "--announcer_ensemble=zk1:2181, --announcer-ensemble, zk1:2181",
    "-announcer_hostname=h, --announcer-hostname, h",
    "--announcer-address=container-ip, --announcer-address, container-ip",
    "--announcer-stale-members=remove, --announcer-stale-members, remove",
  })
  void itIsReadAsAuroraSpellsItAndAsWeDo(String given, String option, String value) {
    CommandLine.ParseResult parsed =
        Herald.commandLine(Map.of())
            .parseArgs(FlagSpelling.canonical("executor", given))
            .subcommand();

    Object read = parsed.matchedOptionValue(option, null);
    assertThat(read).isNotNull();
    assertThat(read.toString()).isEqualTo(value);
  }
}
