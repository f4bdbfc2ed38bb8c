package io.herald.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XdsParametersTest {

  private static Values read(Map<String, String> flags) throws Exception {
    return new SettingsReader(new ParameterTable("dns", XdsParameters.SECTION.parameters()))
        .flags(flags)
        .read();
  }

  @Test
  void withoutAPortNothingIsServed() throws Exception {
    assertThat(XdsParameters.SECTION.read(read(Map.of()))).isEqualTo(XdsSettings.DEFAULT);
    assertThat(XdsSettings.DEFAULT.port()).isEmpty();
    assertThat(XdsSettings.DEFAULT.allow())
        .as("loopback and private networks alone")
        .noneMatch(network -> network.contains(CidrNetwork.parse("192.0.2.1").first()))
        .anyMatch(network -> network.contains(CidrNetwork.parse("127.0.0.1").first()))
        .anyMatch(network -> network.contains(CidrNetwork.parse("fd00::1").first()));
  }

  @Test
  void everyParameterCounts() throws Exception {
    Values values =
        read(
            Map.of(
                "xds-port", "18000",
                "xds-listener", "10.0.0.8",
                "xds-allow", "10.0.0.0/8",
                "xds-streams", "5",
                "xds-streams-per-client", "2"));
    assertThat(XdsParameters.SECTION.read(values))
        .isEqualTo(
            new XdsSettings(
                Optional.of(18_000), "10.0.0.8", List.of(CidrNetwork.parse("10.0.0.0/8")), 5, 2));
    assertThat(values.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "::", "0.0.0.0", "fd00::8"})
  void addressesAreListeners(String listener) throws Exception {
    Values values = read(Map.of("xds-listener", listener));
    assertThat(XdsParameters.SECTION.read(values).listener()).isEqualTo(listener);
    assertThat(values.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/8", "10.0.0"})
  void whatIsNoAddressIsRefused(String listener) throws Exception {
    Values values = read(Map.of("xds-listener", listener));
    var unused = XdsParameters.SECTION.read(values);
    assertThat(values.problems())
        .singleElement()
        .asString()
        .contains("this is not an address; write one as 10.0.0.8, or *");
  }
}
