package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.follow.FollowParameters;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.settings.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter, given in the file, in the environment and as a flag with a value that is not its
 * default, lands where its room reads it; not given, its default stands there, or nothing if it has
 * none. Defaults in words are held by the launcher's {@code DefaultsInWordsTest}.
 */
class DnsParametersTest {

  @TempDir private Path folder;

  @BeforeAll
  static void writeIam() throws Exception {
    Files.writeString(
        FollowLandings.IAM,
        "{\"uid\": \"u\", \"private_key\": \"k\", \"login_endpoint\": \"http://l\"}");
  }

  static Stream<ParameterLanding> rows() {
    return Stream.of(
            FollowLandings.rows(),
            NamingLandings.rows(),
            AnswerLandings.sockets(),
            AnswerLandings.answers(),
            HttpLandings.rows(),
            NeighbourLandings.rows())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromTheFileInAnyLetterCase(ParameterLanding row) throws Exception {
    for (String key :
        List.of(row.parameter().key(), row.parameter().key().toUpperCase(Locale.ROOT))) {
      Path file =
          Files.writeString(
              folder.resolve("config.json"),
              ("{'" + key + "': " + row.json() + "}").replace('\'', '"'));
      DnsConfig config =
          new DnsConfigReader().file(file).options(withMasters(row.besides(), row)).read();
      assertThat(row.landing().apply(config)).isEqualTo(row.expected());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromTheEnvironment(ParameterLanding row) throws Exception {
    DnsConfig config =
        new DnsConfigReader()
            .environment(
                Map.of(
                    DnsParameters.TABLE.variable(row.parameter()),
                    row.flag().isEmpty() ? "true" : row.flag()))
            .options(withMasters(row.besides(), row))
            .read();
    assertThat(row.landing().apply(config)).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromAFlag(ParameterLanding row) throws Exception {
    Map<String, String> flags = withMasters(row.besides(), row);
    flags.put(row.parameter().flag(), row.flag());
    assertThat(row.landing().apply(new DnsConfigReader().options(flags).read()))
        .isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasItsDefaultOtherwise(ParameterLanding row) throws Exception {
    Map<String, String> flags = withMasters(Map.of(), row);
    if (row.parameter() == FollowParameters.MASTERS) {
      flags.put("zk", "zk://a/mesos");
    }
    Object standing = row.landing().apply(new DnsConfigReader().options(flags).read());
    assertThat(standing).isNotEqualTo(row.expected());
    row.parameter().defaultValue().ifPresent(value -> assertThat(standing).isEqualTo(value));
    if (row.parameter().defaultText().isEmpty() && row.parameter().defaultValue().isEmpty()) {
      assertThat(standing).isEqualTo(Optional.empty());
    }
  }

  @Test
  void noParameterIsForgotten() {
    Set<Parameter<?>> withoutEffect =
        Set.of(
            FollowParameters.ZK_DETECTION_TIMEOUT,
            ZoneParameters.SOA_SERIAL,
            AnswerParameters.SET_TRUNCATE_BIT,
            // its row needs a certificate; see ConfigViewTest
            FollowParameters.CA_CERT_FILE);
    assertThat(Stream.concat(rows().map(ParameterLanding::parameter), withoutEffect.stream()))
        .containsExactlyInAnyOrderElementsOf(DnsParameters.TABLE.rows());
  }

  private static Map<String, String> withMasters(Map<String, String> flags, ParameterLanding row) {
    Map<String, String> all = new HashMap<>(flags);
    if (row.parameter() != FollowParameters.MASTERS) {
      all.put("masters", "127.0.0.1:5050");
    }
    return all;
  }
}
