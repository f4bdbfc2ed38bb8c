package io.herald.executor.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorOptionsTest {

  @Test
  void theDefaultsAreThese() {
    assertThat(ExecutorOptions.builder().build())
        .isEqualTo(
            new ExecutorOptions(
                Optional.empty(),
                "/aurora",
                Optional.empty(),
                AddressMode.HOSTNAME,
                false,
                Optional.empty(),
                Duration.ofSeconds(10),
                AnnouncePolicy.HEALTHY,
                false,
                StaleMemberPolicy.KEEP,
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMillis(250),
                true));
  }

  @Test
  void everyOptionCanBeSet() {
    assertThat(
            ExecutorOptions.builder()
                .announcerEnsemble("zk1:2181,zk2:2181/root")
                .serversetPath("/sets")
                .announcerHostname("10.2.3.4")
                .allowCustomServersetPath(true)
                .zookeeperAuthConfig(Path.of("auth.json"))
                .zookeeperSessionTimeout(Duration.ofSeconds(20))
                .announcerAddress(AddressMode.CONTAINER_IP)
                .announcePolicy(AnnouncePolicy.START)
                .announcerWeights(true)
                .staleMembers(StaleMemberPolicy.REMOVE)
                .drain(Duration.ZERO)
                .stopTimeout(Duration.ofSeconds(7))
                .launchTimeout(Duration.ofSeconds(8))
                .earlyCheckInterval(Duration.ZERO)
                .endDaemonized(false)
                .build())
        .isEqualTo(
            new ExecutorOptions(
                Optional.of("zk1:2181,zk2:2181/root"),
                "/sets",
                Optional.of("10.2.3.4"),
                AddressMode.CONTAINER_IP,
                true,
                Optional.of(Path.of("auth.json")),
                Duration.ofSeconds(20),
                AnnouncePolicy.START,
                true,
                StaleMemberPolicy.REMOVE,
                Duration.ZERO,
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                Duration.ZERO,
                false));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            ExecutorOptions.builder().announcerEnsemble(" "),
            "--announcer-ensemble = \" \" is empty; give a value or omit the flag"),
        Arguments.of(
            ExecutorOptions.builder().announcerHostname(""),
            "--announcer-hostname = \"\" is empty; give a value or omit the flag"),
        Arguments.of(
            ExecutorOptions.builder().announcerHostname("agent 7"),
            "--announcer-hostname = \"agent 7\" is not a host: no name or address has a blank;"
                + " write one as agent7.example.com or 10.0.0.7"),
        Arguments.of(
            ExecutorOptions.builder().announcerHostname("10.0.0.7:80"),
            "--announcer-hostname = \"10.0.0.7:80\" is not a host: no name or address has \":\";"
                + " write one as agent7.example.com or 10.0.0.7"),
        Arguments.of(
            ExecutorOptions.builder().serversetPath("aurora"),
            "--announcer-serverset-path = \"aurora\" is not a ZooKeeper path; write" + " /aurora"),
        Arguments.of(
            ExecutorOptions.builder().zookeeperSessionTimeout(Duration.ofMillis(500)),
            "--zookeeper-session-timeout-secs = 0.5 s: must be at least 1.0 s"),
        Arguments.of(
            ExecutorOptions.builder().drain(Duration.ofSeconds(-1)),
            "--drain-secs = -1.0 s: must be at least 0.0 s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent-7.example.com", "agent_7", "10.0.0.7", "2001:db8::7"})
  void aHostIsANameOrAnAddress(String host) {
    assertThat(ExecutorOptions.builder().announcerHostname(host).build().announcerHostname())
        .contains(host);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsWrongIsRefusedWithASentence(ExecutorOptions.Builder builder, String sentence) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }
}
