package io.herald.jobs.aurora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.Announce;
import io.herald.jobs.HealthCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuroraJobJsonTest {

  @Test
  void announceBlockAndHealthCheckAreRead() {
    String data =
        """
        {"task": {"name": "main"}, "unknown": {"key": 1},
         "announce": {"primary_port": "thrift", "portmap": {"www": 80, "admin": "thrift"},
                      "zk_path": "/a/b", "weight": 2},
         "health_check_config": {"health_checker": {"http": {"endpoint": "/ok"}},
                                 "interval_secs": 0.5, "max_consecutive_failures": 3}}
        """;

    AuroraJobJson json = AuroraJobJson.read(data).orElseThrow();

    assertThat(json.announce())
        .contains(
            new Announce(
                "thrift",
                new TreeMap<>(Map.of("www", "80", "admin", "thrift")),
                Optional.of("/a/b")));
    assertThat(json.healthCheck())
        .isEqualTo(
            new HealthCheck(
                new HealthCheck.Http("health", "/ok", "ok", 0),
                Duration.ofSeconds(15),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                3,
                1));
    assertThat(json.requestedPorts()).containsExactly("thrift");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"task\": {}}", "{\"instance\": 0}", "{\"task\": {}, \"announce\": null}"})
  void withoutABlockAJobIsNotAnnounced(String data) {
    AuroraJobJson json = AuroraJobJson.read(data).orElseThrow();

    assertThat(json.announce()).isEmpty();
    assertThat(json.healthCheck()).isEqualTo(HealthCheck.of(HealthCheck.Http.at("health")));
    assertThat(json.requestedPorts()).isEmpty();
  }

  @Test
  void anEmptyBlockHasAurorasDefaults() {
    assertThat(AuroraJobJson.read("{\"task\": {}, \"announce\": {}}").orElseThrow().announce())
        .contains(Announce.of("http", Map.of("aurora", "http")));
  }

  @Test
  void theHealthCheckOfOldClientsIsRead() {
    String data = "{\"task\": {}, \"health_check_config\": {\"endpoint\": \"/old\"}}";

    assertThat(AuroraJobJson.read(data).orElseThrow().healthCheck().checker())
        .isEqualTo(new HealthCheck.Http("health", "/old", "ok", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "free text", "[1]", "{}", "{\"my\": \"own\"}"})
  void otherDataIsNotOurs(String data) {
    assertThat(AuroraJobJson.read(data)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"task\": {}, \"announce\": [] } | announce: [] stands where an object must",
        "{\"task\": {}, \"announce\": {\"portmap\": 1}} | announce.portmap: 1 stands where an object must",
        "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": 80.5}}} | announce.portmap.a: 80.5 stands where a text or a whole number must",
        "{\"task\": {}, \"announce\": {\"primary_port\": 1}} | announce.primary_port: 1 stands where a text must",
      })
  void aBlockThatIsMalformedIsRefused(String data, String reason) {
    assertThatThrownBy(() -> AuroraJobJson.read(data))
        .isInstanceOf(AuroraDataException.class)
        .hasMessage("the executor's data: " + reason);
  }
}
