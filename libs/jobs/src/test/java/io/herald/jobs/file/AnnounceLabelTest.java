package io.herald.jobs.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.Announce;
import io.herald.jobs.AnnounceWish;
import io.herald.jobs.HealthCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task's label asks for, or why it can't be had. */
class AnnounceLabelTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "true", "TRUE", "{}"})
  void withoutABlockItsDefaultsHold(String value) {
    assertThat(AnnounceLabel.asks(value)).isTrue();
    assertThat(read(value))
        .isEqualTo(
            new AnnounceWish(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Announce.of("http", Map.of("aurora", "http")),
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", " False "})
  void falseAsksForNothing(String value) {
    assertThat(AnnounceLabel.asks(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{role: www, environment: test, name: shop, instance: 3, primary_port: web,"
            + " portmap: {admin: '{{primary_port}}', old: 8080}, zk_path: /x/y,"
            + " health_check_config: {health_checker: {tcp: {port: web}}, interval_secs: 2}}",
        "{\"role\":\"www\",\"environment\":\"test\",\"name\":\"shop\",\"instance\":3,"
            + "\"primary_port\":\"web\",\"portmap\":{\"admin\":\"web\",\"old\":8080},"
            + "\"zk_path\":\"/x/y\",\"health_check_config\":{\"health_checker\":"
            + "{\"tcp\":{\"port\":\"web\"}},\"interval_secs\":2}}",
        """
        role: www
        environment: test
        name: shop
        instance: 3
        primary_port: web
        portmap: {admin: web, old: '8080'}
        zk_path: /x/y
        health_check_config:
          health_checker: {tcp: {port: web}}
          interval_secs: 2
        """
      })
  void aBlockIsReadInEachOfItsForms(String value) {
    assertThat(read(value))
        .isEqualTo(
            new AnnounceWish(
                Optional.of("www"),
                Optional.of("test"),
                Optional.of("shop"),
                OptionalInt.of(3),
                new Announce(
                    "web",
                    new TreeMap<>(Map.of("admin", "web", "old", "8080")),
                    Optional.of("/x/y")),
                Optional.of(
                    new HealthCheck(
                        new HealthCheck.Tcp("web"),
                        HealthCheck.DEFAULT_INITIAL_INTERVAL,
                        Duration.ofSeconds(2),
                        HealthCheck.DEFAULT_TIMEOUT,
                        0,
                        1))));
  }

  @Test
  void anHttpCheckWithoutAPortAsksThePortHealth() {
    assertThat(AnnounceLabel.read("{health_check_config: {}}", Set.of("health")::contains).health())
        .contains(HealthCheck.of(HealthCheck.Http.at("health")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {primary: http} | 1: primary: unknown field; known here: environment
          yes please | 1: the text "yes please" stands here; write true, or a block
          [http] | 1: a list stands here; write true, or a block
          {role: a/b} | 1: role: "a/b" has other characters than letters
          {name: ''} | 1: name: it is empty
          {instance: -1} | 1: instance: -1 is negative; instances count from 0
          {instance: one} | instance
          {portmap: [http]} | portmap
          {health_check_config: {}} | the task has no port "health" to ask; name the port here
          {health_check_config: {health_checker: {shell: {shell_command: x}}}} | can't be run in a task's container from outside; write http or tcp
          {health_check_config: {health_checker: {http: {}, tcp: {}}}} | more than one of http, tcp and shell
          { | io.herald.announce
          """)
  void whatIsWrongIsToldWithFieldAndRemedy(String value, String expected) {
    assertThatThrownBy(() -> read(value))
        .isInstanceOf(JobFormatException.class)
        .hasMessageStartingWith("io.herald.announce")
        .hasMessageContaining(expected);
  }

  @Test
  void aLabelThatIsTooLongIsRefusedUnread() {
    assertThatThrownBy(() -> read("{name: " + "x".repeat(20_000) + "}"))
        .hasMessageContaining("characters; a block has at most 16384");
  }

  private static AnnounceWish read(String value) {
    return AnnounceLabel.read(value, Set.of("web", "http")::contains);
  }
}
