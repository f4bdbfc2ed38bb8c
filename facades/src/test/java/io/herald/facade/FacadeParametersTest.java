package io.herald.facade;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.facade.consul.ConsulNaming;
import io.herald.facade.consul.ConsulParameters;
import io.herald.facade.consul.ConsulSettings;
import io.herald.facade.marathon.MarathonParameters;
import io.herald.facade.marathon.MarathonSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that parameters come to. */
class FacadeParametersTest {

  private static Values values(Map<String, String> flags) throws Exception {
    List<Parameter<?>> rows = new ArrayList<>(ConsulParameters.SECTION.parameters());
    rows.addAll(MarathonParameters.SECTION.parameters());
    return new SettingsReader(new ParameterTable("dns", rows)).flags(flags).read();
  }

  @Test
  void bothFacadesAreOffUnlessAPortIsGiven() throws Exception {
    Values none = values(Map.of());
    assertThat(ConsulParameters.SECTION.read(none)).isEqualTo(ConsulSettings.OFF);
    assertThat(MarathonParameters.SECTION.read(none)).isEqualTo(MarathonSettings.OFF);
    assertThat(none.problems()).isEmpty();
  }

  @Test
  void everyParameterHasItsPlaceInTheSettings() throws Exception {
    Values given =
        values(
            Map.of(
                "consul-port", "8500",
                "consul-datacenter", "mesos",
                "consul-service-names", "{name}-{framework}",
                "consul-queries-per-client", "7",
                "marathon-port", "8080",
                "marathon-frameworks", "marathon,*",
                "marathon-streams-per-client", "8"));
    assertThat(ConsulParameters.SECTION.read(given))
        .isEqualTo(
            new ConsulSettings(
                Optional.of(8500), "mesos", new ConsulNaming("{name}-{framework}"), 7));
    assertThat(MarathonParameters.SECTION.read(given))
        .isEqualTo(new MarathonSettings(Optional.of(8080), List.of("marathon", "*"), 8));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "consul-port|70000|it must be 0 to 65535",
        "consul-datacenter|a.b|has other characters than letters, digits, - and _",
        "consul-service-names|web|write {name} in it",
        "consul-queries-per-client|0|it must be 1 to 100000",
        "marathon-frameworks|''|no framework is named; write marathon, or * for every framework",
      })
  void whatCantBeUsedIsAProblemThatSaysWhatToWrite(String flag, String value, String problem)
      throws Exception {
    Values given = values(Map.of(flag, value));
    var unused = ConsulParameters.SECTION.read(given);
    var unusedToo = MarathonParameters.SECTION.read(given);
    assertThat(given.problems()).singleElement().asString().contains(problem);
  }
}
