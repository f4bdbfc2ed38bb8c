package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagSpellingTest {

  @ParameterizedTest(name = "{0} is read as {1}")
  @CsvSource({
    "-populate_discovery_info, --populate-discovery-info",
    "-populate_discovery_info=true, --populate-discovery-info=true",
    "--populate_discovery_info=false, --populate-discovery-info=false",
    "--announcer-ensemble=a_b:2181, --announcer-ensemble=a_b:2181",
    "-config=/etc/mesos_dns/config.json, --config=/etc/mesos_dns/config.json",
    "-v, -v",
    "-h, -h",
    "a_value, a_value",
    "-1, -1",
    "zk://a_b:2181/x, zk://a_b:2181/x",
  })
  void spellingsOfAuroraAndMesosDnsAreOurs(String given, String canonical) {
    assertThat(FlagSpelling.canonical(given)).containsExactly(canonical);
  }

  @Test
  void whatFollowsTwoDashesIsTheTasksOwn() {
    assertThat(FlagSpelling.canonical("--job_file", "--", "-some_flag"))
        .containsExactly("--job-file", "--", "-some_flag");
  }
}
