package io.herald.jobs.aurora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.Visibility;
import io.herald.jobs.port.Protocol;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuroraDiscoveryTest {

  @Test
  void everySettingIsRead() {
    Map<String, String> metadata =
        Map.of(
            "team", "the job's own",
            "io.herald.version", "1.2",
            "io.herald.weight", "0.5",
            "io.herald.visibility", "External",
            "io.herald.label.owner", "search",
            "io.herald.protocol.dns.alt", "udp",
            "io.herald.port-label.http:path", "/api",
            "io.herald.port-label.http:a:b", "c");

    assertThat(AuroraDiscovery.of(metadata))
        .isEqualTo(
            new AuroraDiscovery(
                new DiscoverySettings(
                    Optional.of("1.2"),
                    OptionalDouble.of(0.5),
                    Optional.of(Visibility.EXTERNAL),
                    new TreeMap<>(Map.of("owner", "search"))),
                Map.of("dns.alt", Protocol.UDP),
                Map.of("http", new TreeMap<>(Map.of("path", "/api", "a:b", "c")))));
  }

  @Test
  void metadataOfOthersSaysNothing() {
    assertThat(
            AuroraDiscovery.of(
                    Map.of("team", "x", "io.heraldry", "y", "io.herald.dns.weight", "10"))
                .settings())
        .isEqualTo(DiscoverySettings.NONE);
  }

  @Test
  void labelsForTheDnsServerAreLabels() {
    AuroraDiscovery read =
        AuroraDiscovery.of(
            Map.of(
                "io.herald.label.io.herald.dns.address", "agent",
                "io.herald.port-label.http:io.herald.dns.priority", "10"));

    assertThat(read.settings().labels()).containsOnly(Map.entry("io.herald.dns.address", "agent"));
    assertThat(read.portLabels().get("http"))
        .containsOnly(Map.entry("io.herald.dns.priority", "10"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "io.herald.weight | heavy | the metadata \"io.herald.weight\" = \"heavy\": write a number above 0",
        "io.herald.weight | -1 | the metadata \"io.herald.weight\" = \"-1\": write a number above 0",
        "io.herald.weight | NaN | the metadata \"io.herald.weight\" = \"NaN\": write a number above 0",
        "io.herald.visibility | all | the metadata \"io.herald.visibility\" = \"all\": write framework, cluster or external",
        "io.herald.protocol.http | | the metadata \"io.herald.protocol.http\" = \"\": write tcp or udp",
        "io.herald.label.io.herald.static | true | the metadata \"io.herald.label.io.herald.static\": labels that begin with \"io.herald.\" are Herald's; choose another key",
        "io.herald.port-label.http | x | the metadata \"io.herald.port-label.http\": nothing is known by that key; there are version, weight, visibility, label.KEY, protocol.PORT and port-label.PORT:KEY behind \"io.herald.\"",
      })
  void aWrongSettingIsToldInASentence(String key, String value, String message) {
    assertThatThrownBy(() -> AuroraDiscovery.of(Map.of(key, value == null ? "" : value)))
        .isInstanceOf(AuroraDataException.class)
        .hasMessage(message);
  }
}
